// Readers beside a busy writer: flushes, ingestions, compactions and deletions never show as an error or a
// gap.
#include "beside.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

using namespace sojourn;
using namespace sojourn::journal;
using namespace sojourn::journal::test;
using sojourn::test::TempDir;
using sojourn::test::write_file;

namespace {

namespace fs = std::filesystem;

constexpr int kOpens = 1000;
constexpr std::uint64_t kBulkEntries = 1000;  // More than 256 KiB, so that they are ingested.
constexpr std::uint64_t kSmallEntries = 100;
constexpr Sequence kEntriesMax = 40'000;

Entries next_entries(Writer& writer, StreamId stream, std::uint64_t count) {
  const Sequence first = writer.next_sequence(stream);
  Entries entries;
  for (Sequence at = first; at < first + count; ++at)
    entries.put(key_beside(stream, at), text_beside(stream, at));
  return entries;
}

/// Writes to two streams in every way there is until told to stop. Goes on without growing once it is large.
void write_until(const fs::path& folder, const std::atomic<bool>& stop) {
  auto writer = open_writer(folder);
  for (std::uint64_t round = 0; !stop; ++round) {
    const StreamId stream = put_stream(*writer, round % 3 == 0 ? "a" : "b");
    if (writer->next_sequence(stream) > kEntriesMax) {
      StreamInfo info;
      info.name = "a";
      info.location = std::to_string(round);
      writer->put_stream(info);
    } else if (round % 4 == 0) {
      bulk(*writer, stream, next_entries(*writer, stream, kBulkEntries));
    } else {
      append(*writer, stream, next_entries(*writer, stream, kSmallEntries));
    }
    if (round % 50 == 49) writer->tidy_keys();
    if (round % 200 == 199) {
      writer.reset();
      writer = open_writer(folder);
    }
  }
}

/// A reader in another process, begun at once and asked for its count at the end.
class ReaderProcess {
 public:
  ReaderProcess(const fs::path& folder, fs::path stop_file)
      : stop_file_(std::move(stop_file)),
        pipe_(popen(
            fmt::format("{}/bin/journal_reader {} {} 2>&1", BINARY_DIR, folder.string(), stop_file_.string())
                .c_str(),
            "r")) {}
  ~ReaderProcess() { finish(); }

  /// What it printed: the number of openings, or its error.
  std::string finish() {
    if (pipe_ == nullptr) return said_;
    write_file(stop_file_, "");
    std::array<char, 512> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), pipe_) != nullptr) said_ += line.data();
    pclose(pipe_);
    pipe_ = nullptr;
    return said_;
  }

 private:
  fs::path stop_file_;
  std::FILE* pipe_;
  std::string said_;
};

}  // namespace

TEST_CASE("a thousand openings beside a busy writer each show an unbroken prefix that reaches HIGH") {
  const TempDir dir;
  open_writer(dir / "j");
  ReaderProcess elsewhere(dir / "j", dir / "stop");
  std::atomic<bool> stop = false;
  std::string failure_of_writer;
  std::thread busy([&] {
    failure_of_writer = error_of([&] { write_until(dir / "j", stop); });
    stop = true;
  });
  std::string failure;
  for (int opens = 0; opens < kOpens && failure.empty() && !stop; ++opens) {
    failure = error_of([&] { look_beside(dir / "j", opens % 20 == 0); });
  }
  stop = true;
  busy.join();
  CHECK(failure == "");
  CHECK(failure_of_writer == "");
  const std::string said = elsewhere.finish();
  INFO("the other process said: ", said);
  CHECK(std::atoi(said.c_str()) > 0);
  CHECK(findings_of(dir / "j").empty());
}
