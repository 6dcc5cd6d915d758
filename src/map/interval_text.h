// Durations as ISO 8601 writes them: P1Y2M10DT2H30M1.5S.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sojourn::map {

/// As PostgreSQL keeps it: months and days have no fixed length.
struct Interval {
  std::int32_t months = 0;
  std::int32_t days = 0;
  std::int64_t microseconds = 0;
  bool finer = false;  ///< There were digits behind the microseconds; they are cut.
};

/// Empty if the text is no duration or too large. Parts may have signs of their own, as PostgreSQL writes
/// them; weeks are seven days; only seconds have fractions.
[[nodiscard]] std::optional<Interval> parse_interval(std::string_view text);

}  // namespace sojourn::map
