// Instants as ISO 8601 text: 2024-01-31T12:00:00.250Z.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn {

/// The instants that have a year of four digits, 0000 to 9999, in milliseconds since 1970.
inline constexpr std::int64_t kIsoDateMin = -62'167'219'200'000;
inline constexpr std::int64_t kIsoDateMax = 253'402'300'799'999;

/// Appends an instant in UTC; milliseconds only where there are some. REQUIRES: kIsoDateMin to kIsoDateMax.
void append_iso_date(std::string& to, std::int64_t milliseconds);

/// Reads date, time and zone (Z, +hh:mm or +hhmm); seconds and their fraction may be left out. Empty for
/// anything else, a day that does not exist, or a fraction finer than milliseconds.
[[nodiscard]] std::optional<std::int64_t> parse_iso_date(std::string_view text);

}  // namespace sojourn
