// A journal on a disk that fails: whatever was acknowledged is there afterwards, and nothing else but the one
// write that was under way.
#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>

#include "model.h"
#include "support/faulty_fs.h"

using namespace sojourn;
using namespace sojourn::journal;
using namespace sojourn::journal::test;
using sojourn::test::FaultyDisk;
using sojourn::test::Random;
using sojourn::test::read_file;
using sojourn::test::TempDir;
using sojourn::test::write_file;

namespace {

namespace fs = std::filesystem;

/// More rounds on demand: SOJOURN_ROUNDS=1000.
int rounds_of(int usual) {
  const char* given = std::getenv("SOJOURN_ROUNDS");
  return given != nullptr ? std::atoi(given) : usual;
}

/// A journal on a faulty disk, and what it must hold.
class Trial {
 public:
  Trial() { open_writer(folder()); }
  fs::path folder() const { return dir_ / "j"; }
  FaultyDisk& disk() { return disk_; }

  /// Writes at random until `steps` are done or one fails. Returns the error, or nothing.
  std::optional<Error> write(Random& random, int steps) {
    std::unique_ptr<Writer> writer;
    try {
      for (int step = 0; step < steps; ++step) {
        if (!writer || random.one_in(8)) {
          writer.reset();
          writer = open_writer(folder(), disk_.env());
        }
        write_once(*writer, random);
      }
    } catch (const Error& error) {
      return error;
    }
    return std::nullopt;
  }

  /// The journal holds what was acknowledged, perhaps also what was under way; the model goes on from there.
  void require_sound() {
    CHECK(findings_of(folder()).empty());
    std::string found;
    REQUIRE(error_of([&] { found = describe(Reader::open(folder())->view()); }) == "");
    if (found != model_.describe() && under_way_) add(*under_way_);
    under_way_.reset();
    REQUIRE(difference(found, model_.describe()) == "");
  }

 private:
  /// A stream that is added, or a step that is written.
  struct Change {
    std::string stream{};
    ModelStep step{};
  };

  void write_once(Writer& writer, Random& random) {
    switch (random.below(8)) {
      case 0:
        return acknowledge({.stream = fmt::format("stream{}", random.below(4))},
                           [&](const Change& change) { put_stream(writer, change.stream); });
      case 1:
        return writer.tidy_keys();
      case 2:
      case 3:
        return pipelined(writer, random);
      default:
        return acknowledge({.step = model_.random_step(random, false)},
                           [&](const Change& change) { writer.append(parts_of(writer, change.step)); });
    }
  }

  /// Two batches are encoded before the first is committed.
  void pipelined(Writer& writer, Random& random) {
    Change first{.step = model_.random_step(random, true)};
    Model ahead = model_;
    ahead.apply(first.step);
    Change second{.step = ahead.random_step(random, true)};
    const Sealed sealed_first = writer.seal(parts_of(writer, first.step));
    const Sealed sealed_second = writer.seal(parts_of(writer, second.step));
    BulkPtr encoded_second = writer.encode(sealed_second);
    BulkPtr encoded_first = writer.encode(sealed_first);
    acknowledge(std::move(first), [&](const Change&) { writer.commit(std::move(encoded_first)); });
    acknowledge(std::move(second), [&](const Change&) { writer.commit(std::move(encoded_second)); });
  }

  template <typename Work>
  void acknowledge(Change change, const Work& work) {
    under_way_ = std::move(change);
    work(*under_way_);
    add(*under_way_);
    under_way_.reset();
  }

  void add(const Change& change) {
    if (!change.stream.empty()) model_.add_stream(change.stream);
    model_.apply(change.step);
  }

  TempDir dir_;
  FaultyDisk disk_;
  Model model_;
  std::optional<Change> under_way_;
};

/// Runs so many rounds, every ten of them on a journal of their own.
template <typename Round>
void in_rounds(int usual, const Round& round) {
  Random random;
  std::optional<Trial> trial;
  for (int number = 0; number < rounds_of(usual); ++number) {
    CAPTURE(number);
    if (number % 10 == 0) trial.emplace();
    round(*trial, random);
    trial->require_sound();
  }
}

/// HIGH is written outside RocksDB and never synced: after a power cut it may be an older one, or gone.
void lose_high(const fs::path& folder, const std::string& older, Random& random) {
  switch (random.below(4)) {
    case 0:
      fs::remove(folder / "HIGH");
      return;
    case 1:
      write_file(folder / "HIGH", "");
      return;
    case 2:
      write_file(folder / "HIGH", older);
      return;
    default:
      return;
  }
}

}  // namespace

TEST_CASE("any sequence of small writes, bulk, reopening and tidying leaves just what the model holds") {
  in_rounds(10, [](Trial& trial, Random& random) { REQUIRE_FALSE(trial.write(random, 15)); });
}

TEST_CASE("after a power cut the journal holds all that was acknowledged, and no part of a batch") {
  in_rounds(40, [](Trial& trial, Random& random) {
    const std::string older_high = read_file(trial.folder() / "HIGH");
    trial.disk().cut_power_after(random.below(250));
    (void)trial.write(random, 40);
    trial.disk().lose_unsynced(random);
    trial.disk().mend();
    lose_high(trial.folder(), older_high, random);
  });
}

TEST_CASE("a full disk pauses with words, and with space again the journal goes on exactly") {
  in_rounds(15, [](Trial& trial, Random& random) {
    trial.disk().fill_up_after(random.below(2u << 20));
    const auto error = trial.write(random, 60);
    trial.disk().mend();
    REQUIRE(error);
    INFO(error->what());
    CHECK(error->exit_code() == ExitCode::kPaused);
    CHECK(error->text().hint.find("free space") != std::string::npos);
  });
}

TEST_CASE("a sync that fails is an error, and opened anew the journal is sound") {
  in_rounds(20, [](Trial& trial, Random& random) {
    trial.disk().fail_syncs_after(random.below(60));
    const auto error = trial.write(random, 60);
    REQUIRE(error);
    CHECK(error->exit_code() == ExitCode::kFailed);
    trial.disk().lose_unsynced(random);
    trial.disk().mend();
  });
}

TEST_CASE("after a failed write the writer refuses every further one") {
  FaultyDisk disk;
  const TempDir dir;
  auto writer = open_writer(dir / "j", disk.env());
  const StreamId stream = put_stream(*writer, "s");
  Entries entries;
  entries.put("a", "one");
  disk.fail_syncs_after(0);
  CHECK_THROWS_AS(append(*writer, stream, entries), Error);
  disk.mend();
  const std::string refused = "an earlier write failed, so what is durable is unknown";
  CHECK(error_of([&] { append(*writer, stream, entries); }).find(refused) != std::string::npos);
  CHECK(error_of([&] { put_stream(*writer, "other"); }).find(refused) != std::string::npos);
  CHECK(error_of([&] { writer->end_run(fb::Outcome::Done, ""); }).find(refused) != std::string::npos);
  writer.reset();
  append(*open_writer(dir / "j"), stream, entries);
  CHECK(findings_of(dir / "j").empty());
}

TEST_CASE("a batch that is dropped after sealing stops the writer before it leaves a gap") {
  const TempDir dir;
  auto writer = open_writer(dir / "j");
  const StreamId stream = put_stream(*writer, "s");
  Entries entries;
  entries.put("a", "one");
  (void)writer->encode(writer->seal(part_of(stream, entries)));
  CHECK(error_of([&] { append(*writer, stream, entries); }).find("would leave a gap") != std::string::npos);
  writer.reset();
  append(*open_writer(dir / "j"), stream, entries);
  CHECK(findings_of(dir / "j").empty());
}

TEST_CASE("a disk that misreads gives an error or the content as it was") {
  Random random;
  const TempDir dir;
  const std::string content = make_sample(dir / "j");
  std::uint64_t flips = 0;
  for (int round = 0; round < rounds_of(40); ++round) {
    CAPTURE(round);
    FaultyDisk disk;
    disk.flip_a_bit_in_one_read_of(2 + random.below(40), random.next());
    std::string found;
    const std::string error =
        error_of([&] { found = content_of(open_writer(dir / "j", disk.env())->view()); });
    if (error.empty()) CHECK(difference(found, content) == "");
    flips += disk.bits_flipped();
  }
  CHECK(flips > 0);
  CHECK(difference(content_of(dir / "j"), content) == "");
}
