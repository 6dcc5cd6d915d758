// What a bench says: a header, tables, and a line for each bar that is met or not.
#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
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

/// "1.23 s (1.20 - 1.31)".
[[nodiscard]] std::string spread_text(const Samples& samples);

}  // namespace sojourn::bench
