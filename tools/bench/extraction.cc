#include "tools/bench/extraction.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "base/error.h"
#include "journal/high.h"

namespace sojourn::bench {
namespace {

namespace fs = std::filesystem;

/// About what one batch holds. The kill comes up to one batch before 90 %, so that work is left to do.
constexpr std::uint64_t kBatchDocuments = 100'000;
constexpr auto kLookEvery = std::chrono::milliseconds(1);

}  // namespace

Extraction::Extraction(fs::path program, fs::path folder, const fs::path& dump)
    : program_(std::move(program)), plan_(folder / "plan.yaml"), journal_(folder / "bench.journal") {
  std::ofstream(plan_) << fmt::format("migration: bench\nsources:\n  crm: {{ mongodump: {} }}\n",
                                      dump.string());
}

harness::Command Extraction::command(const std::string& verb) const {
  return {.words = {program_, verb, plan_, "--journal", journal_},
          .output = fs::path(plan_).replace_extension("txt")};
}

void Extraction::measure(Timings& timings) {
  fs::remove_all(journal_);
  sync();
  const harness::Ended ended = harness::run(command("extract"));
  timings.seconds.add(ended.seconds);
  timings.cpu_seconds.add(ended.cpu_seconds);
  anonymous_peak_ = std::max(anonymous_peak_, ended.anonymous_peak);
}

double Extraction::open_seconds() const {
  return harness::run(command("status")).seconds;
}

std::uint64_t Extraction::durable_documents() const {
  if (!fs::exists(journal_)) return 0;
  std::uint64_t documents = 0;
  for (const auto& [stream, mark] : journal::read_high(journal_).streams) documents += mark.past;
  return documents;
}

std::optional<double> Extraction::resume_seconds(std::uint64_t documents) {
  fs::remove_all(journal_);
  std::uint64_t durable = 0;
  {
    const harness::Process killed(command("extract"));
    const std::uint64_t enough = documents * 9 / 10 - std::min(documents / 2, kBatchDocuments);
    while (killed.running() && (durable = durable_documents()) < enough)
      std::this_thread::sleep_for(kLookEvery);
  }
  durable = durable_documents();
  if (durable >= documents) return std::nullopt;
  harness::Process resumed(command("extract"));
  while (resumed.running() && durable_documents() == durable) std::this_thread::sleep_for(kLookEvery);
  const double seconds = resumed.seconds();
  if (resumed.wait().code == 0 && durable_documents() == documents) return seconds;
  throw Error(
      {.doing = "resume a killed extraction",
       .subject = journal_.string(),
       .cause = fmt::format("{} of {} documents are in the journal", durable_documents(), documents)});
}

std::uint64_t Extraction::journal_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(journal_)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

}  // namespace sojourn::bench
