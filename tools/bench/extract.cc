#include "tools/bench/extract.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "tools/bench/extraction.h"
#include "tools/bench/floor.h"
#include "tools/bench/report.h"
#include "tools/bench/work.h"

namespace sojourn::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kMemoryBar = 512u << 20;
constexpr std::uint64_t kJournalBytesPerDocument = 80;

struct ExtractVerb {
  std::uint64_t documents = 500'000;
  int rounds = 5;
  std::string keys = "both";
  std::string work;
  bool json = false;
};

/// What was measured with one order of keys.
struct Result {
  std::string keys;
  std::uint64_t documents = 0;
  std::uint64_t dump_bytes = 0;
  std::uint64_t lz4_bytes = 0;
  std::uint64_t journal_bytes = 0;
  std::uint64_t anonymous_peak = 0;
  Timings extract;
  Timings floor;
  Timings floor_of_two;
  double open_seconds = 0;
  std::optional<double> resume_seconds;

  [[nodiscard]] double ratio() const { return extract.seconds.median() / floor.seconds.median(); }
  [[nodiscard]] double cpu_ratio() const { return extract.cpu_seconds.median() / floor.cpu_seconds.median(); }
};

fs::path make_dump(const ExtractVerb& verb, const std::string& keys, const fs::path& folder) {
  harness::run({.words = {program_beside("make_crm"), "large", std::to_string(verb.documents), folder,
                          "--flat", "--keys", keys},
                .output = {}});
  return folder / "nextcrm";
}

std::uint64_t lz4_size(const fs::path& file) {
  return std::stoull(harness::output_of({"sh", "-c", "lz4 -1 -c \"$1\" | wc -c", "sh", file}));
}

Result measure(const ExtractVerb& verb, const std::string& keys, const fs::path& folder,
               const harness::PrivatePostgres& server) {
  Result result;
  result.keys = keys;
  result.documents = verb.documents;
  say(fmt::format("{} keys: making {}", keys, count_text(verb.documents, "document")));
  const fs::path dump = make_dump(verb, keys, folder / keys);
  const fs::path bson = dump / (std::string(kFlatTable) + ".bson");
  result.dump_bytes = fs::file_size(bson);
  result.lz4_bytes = lz4_size(bson);
  const CopyFiles rows = write_copy_files(bson, folder / keys);
  Extraction extraction(program_beside("sojourn"), folder / keys, dump);
  Timings warm_up;
  for (int round = 0; round <= verb.rounds; ++round) {
    say(round == 0 ? "  warm-up" : fmt::format("  round {} of {}", round, verb.rounds));
    extraction.measure(round == 0 ? warm_up : result.extract);
    measure_floor(server, rows, 1, round == 0 ? warm_up : result.floor);
    measure_floor(server, rows, 2, round == 0 ? warm_up : result.floor_of_two);
  }
  result.journal_bytes = extraction.journal_bytes();
  Samples open;
  for (int round = 0; round < verb.rounds; ++round) open.add(extraction.open_seconds());
  result.open_seconds = open.median();
  say("  kill and resume");
  result.resume_seconds = extraction.resume_seconds(verb.documents);
  result.anonymous_peak = extraction.anonymous_peak();
  fs::remove_all(folder / keys);
  return result;
}

std::vector<Bar> bars_of(const Result& result) {
  const auto mb = [](auto bytes) { return static_cast<double>(bytes) / 1e6; };
  std::vector<Bar> bars{{"extraction / floor", result.ratio(), result.keys == "rising" ? 0.35 : 0.8},
                        {"journal, against lz4 -1 and 80 bytes a document", mb(result.journal_bytes),
                         mb(result.lz4_bytes + kJournalBytesPerDocument * result.documents), " MB"},
                        {"anonymous memory at its peak", mb(result.anonymous_peak), kMemoryBar / 1e6, " MB"},
                        {"open (sojourn status)", result.open_seconds, 1, " s"}};
  if (result.resume_seconds) {
    bars.push_back({"first durable batch after kill -9", *result.resume_seconds, 1, " s"});
  }
  return bars;
}

std::string timings_text(const Result& result) {
  TimingsTable table(result.documents, result.dump_bytes);
  table.add("sojourn extract", result.extract);
  table.add("floor: psql \\copy, keys, indexes", result.floor);
  table.add("floor with two sessions", result.floor_of_two);
  return table.text();
}

std::string result_text(const Result& result) {
  return fmt::format(
      "\n{} keys: {}, dump of {}, journal {} ({:.2f} of the dump)\n\n{}\n"
      "extraction / floor: {:.2f} by the clock, {:.2f} by processor time\n\n{}{}",
      result.keys, count_text(result.documents, "document"), size_text(result.dump_bytes),
      size_text(result.journal_bytes),
      static_cast<double>(result.journal_bytes) / static_cast<double>(result.dump_bytes),
      timings_text(result), result.ratio(), result.cpu_ratio(), bars_text(bars_of(result)),
      result.resume_seconds ? "" : "Resuming was not measured: the extraction ended before it was killed.\n");
}

void write_result(JsonWriter& json, const Result& result) {
  json.begin_object().field("name", "extract " + result.keys).field("ratio", result.ratio());
  json.field("cpu_ratio", result.cpu_ratio()).field("documents", result.documents);
  json.field("dump_bytes", result.dump_bytes).field("lz4_bytes", result.lz4_bytes);
  json.field("journal_bytes", result.journal_bytes).field("anonymous_peak", result.anonymous_peak);
  write_timings(json, "extract", result.extract);
  write_timings(json, "floor", result.floor);
  write_timings(json, "floor_of_two_sessions", result.floor_of_two);
  write_bars(json, bars_of(result));
  json.end_object();
}

void run_extract_verb(const ExtractVerb& verb) {
  const WorkFolder work(verb.work);
  const harness::PrivatePostgres server(work.path(), measured_settings());
  const std::string header =
      header_text(server, harness::output_of({program_beside("sojourn"), "--version"})) +
      fmt::format("rounds      {} after a warm-up, extraction and floors in turn\n", verb.rounds);
  say(header);
  std::vector<Result> results;
  for (const char* keys : {"rising", "random"}) {
    if (verb.keys == "both" || verb.keys == keys) results.push_back(measure(verb, keys, work.path(), server));
  }
  print_results(header, results, verb.json, result_text, write_result);
}

}  // namespace

void add_extract_verb(CLI::App& app) {
  CLI::App* const extract = app.add_subcommand("extract", "Extraction against psql \\copy of the same rows");
  const auto verb = std::make_shared<ExtractVerb>();
  extract->add_option("--documents", verb->documents, "How many")->capture_default_str();
  extract->add_option("--rounds", verb->rounds, "How often each is timed")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  extract->add_option("--keys", verb->keys, "rising, random or both")
      ->check(CLI::IsMember({"rising", "random", "both"}))
      ->capture_default_str();
  extract->add_option("--work", verb->work, "Where to put data, journals and the database [/var/tmp]");
  extract->add_flag("--json", verb->json, "Print the results as JSON");
  extract->footer("Example:\n  bench extract --documents 5000000 --rounds 3");
  extract->callback([verb] { run_extract_verb(*verb); });
}

}  // namespace sojourn::bench
