#include "tools/bench/map.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "tools/bench/floor.h"
#include "tools/bench/rehearsal.h"
#include "tools/bench/report.h"
#include "tools/bench/work.h"

namespace sojourn::bench {
namespace {

constexpr double kRatioBar = 0.3;
constexpr double kMemoryBar = 512u << 20;

struct MapVerb {
  std::uint64_t documents = 500'000;
  int rounds = 5;
  std::string shape = "both";
  std::string work;
  bool json = false;
};

struct Result {
  std::string shape;
  std::uint64_t documents = 0;
  std::uint64_t dump_bytes = 0;
  std::uint64_t anonymous_peak = 0;
  Timings rehearsal{};
  Timings floor{};

  [[nodiscard]] double ratio() const { return rehearsal.seconds.median() / floor.seconds.median(); }
  [[nodiscard]] double cpu_ratio() const {
    return rehearsal.cpu_seconds.median() / floor.cpu_seconds.median();
  }
};

Result measure(const MapVerb& verb, const MappingShape& shape, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms(0711));
  const harness::PrivatePostgres server(folder, measured_settings());
  say(fmt::format("{}: making {}", shape.name, count_text(verb.documents, "document")));
  Rehearsal rehearsal(shape, verb.documents, folder, server);
  Result result{.shape = shape.name, .documents = verb.documents, .dump_bytes = rehearsal.dump_bytes()};
  Timings warm_up;
  // The first rehearsal also computes what is derived, which later ones find done.
  rehearsal.measure(warm_up);
  const std::vector<TableRows> rows = rehearsal.write_rows();
  const TableFloor floor(server);
  for (int round = 0; round <= verb.rounds; ++round) {
    say(round == 0 ? "  warm-up" : fmt::format("  round {} of {}", round, verb.rounds));
    rehearsal.measure(round == 0 ? warm_up : result.rehearsal);
    floor.measure(rows, round == 0 ? warm_up : result.floor);
  }
  result.anonymous_peak = rehearsal.anonymous_peak();
  return result;
}

std::vector<Bar> bars_of(const Result& result) {
  return {{"rehearsal on one core / floor", result.ratio(), kRatioBar},
          {"anonymous memory at its peak", static_cast<double>(result.anonymous_peak) / 1e6, kMemoryBar / 1e6,
           " MB"}};
}

std::string result_text(const Result& result) {
  TimingsTable table(result.documents, result.dump_bytes);
  table.add("sojourn apply --dry-run --threads 1", result.rehearsal);
  table.add("floor: psql \\copy, keys, indexes", result.floor);
  return fmt::format(
      "\n{}: {}, dump of {}\n\n{}\nrehearsal / floor: {:.2f} by the clock, {:.2f} by processor time\n\n{}",
      result.shape, count_text(result.documents, "document"), size_text(result.dump_bytes), table.text(),
      result.ratio(), result.cpu_ratio(), bars_text(bars_of(result)));
}

void write_result(JsonWriter& json, const Result& result) {
  json.begin_object().field("name", "map " + result.shape).field("ratio", result.ratio());
  json.field("cpu_ratio", result.cpu_ratio()).field("documents", result.documents);
  json.field("dump_bytes", result.dump_bytes).field("anonymous_peak", result.anonymous_peak);
  write_timings(json, "rehearsal", result.rehearsal);
  write_timings(json, "floor", result.floor);
  write_bars(json, bars_of(result));
  json.end_object();
}

void run_map_verb(const MapVerb& verb) {
  const WorkFolder work(verb.work);
  std::string header;
  {
    const harness::PrivatePostgres server(work.path(), measured_settings());
    header = header_text(server, harness::output_of({program_beside("sojourn"), "--version"})) +
             fmt::format("rounds      {} after a warm-up, rehearsal and floor in turn\n", verb.rounds);
  }
  say(header);
  std::vector<Result> results;
  for (const MappingShape& shape : {flat_shape(), crm_shape()}) {
    if (verb.shape == "both" || verb.shape == shape.name)
      results.push_back(measure(verb, shape, work.path() / shape.name));
  }
  print_results(header, results, verb.json, result_text, write_result);
}

}  // namespace

void add_map_verb(CLI::App& app) {
  CLI::App* const map = app.add_subcommand("map", "Rehearsing the mapping against loading the same rows");
  const auto verb = std::make_shared<MapVerb>();
  map->add_option("--documents", verb->documents, "How many")->capture_default_str();
  map->add_option("--rounds", verb->rounds, "How often each is timed")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  map->add_option("--shape", verb->shape, "flat, crm or both")
      ->check(CLI::IsMember({"flat", "crm", "both"}))
      ->capture_default_str();
  map->add_option("--work", verb->work, "Where to put data, journals and the database [/var/tmp]");
  map->add_flag("--json", verb->json, "Print the results as JSON");
  map->footer("Example:\n  bench map --shape crm --documents 1000000");
  map->callback([verb] { run_map_verb(*verb); });
}

}  // namespace sojourn::bench
