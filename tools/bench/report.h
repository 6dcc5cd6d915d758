// What a bench says: a header, tables, and a line for each bar that is met or not.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/table.h"
#include "tools/bench/samples.h"
#include "tools/harness/private_postgres.h"

namespace sojourn::bench {

/// A promise and what was measured of it.
struct Bar {
  std::string what;
  double measured = 0;
  double bar = 0;  ///< Met if `measured` is not above it.
  std::string unit{};
  [[nodiscard]] bool met() const { return measured <= bar; }
};

/// Machine, load, versions and settings, a line each; on a machine under load figures mean less.
[[nodiscard]] std::string header_text(const harness::PrivatePostgres& server,
                                      const std::string& sojourn_version);

[[nodiscard]] std::string bars_text(const std::vector<Bar>& bars);
void write_bars(JsonWriter& json, const std::vector<Bar>& bars);

/// As a member `name` of an object that is open.
void write_timings(JsonWriter& json, const char* name, const Timings& timings);

/// Prints the header and all results, as text or as JSON; `text` and `write` are those of one result.
template <typename Result, typename Text, typename Write>
void print_results(const std::string& header, const std::vector<Result>& results, bool as_json,
                   const Text& text, const Write& write) {
  if (!as_json) {
    fmt::print("{}", header);
    for (const Result& result : results) fmt::print("{}", text(result));
    return;
  }
  JsonWriter json;
  json.begin_object().field("machine", header).key("results").begin_list();
  for (const Result& result : results) write(json, result);
  json.end_list().end_object();
  fmt::print("{}", json.text());
}

/// Times of the same documents, a line for each way to treat them.
class TimingsTable {
 public:
  TimingsTable(std::uint64_t documents, std::uint64_t dump_bytes);
  void add(const std::string& what, const Timings& timings);
  [[nodiscard]] std::string text() const { return table_.text(); }

 private:
  double documents_;
  double dump_bytes_;
  Table table_;
};

/// "1.23 s (1.20 - 1.31)".
[[nodiscard]] std::string spread_text(const Samples& samples);

}  // namespace sojourn::bench
