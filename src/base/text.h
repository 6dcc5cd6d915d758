// Numbers as people read them, and back: 1,234,567 · 1.23 GB · 2 min 5 s · 512MiB.
//
// Independent of the locale. Sizes are decimal (1 MB = 1,000,000 bytes), as the rates beside them are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn {

/// 1234567 as "1,234,567".
[[nodiscard]] std::string with_commas(std::uint64_t number);
/// "999 B", "12.3 kB", "1.23 GB": three digits that matter.
[[nodiscard]] std::string size_text(std::uint64_t bytes);
/// "8 s", "2 min 5 s", "3 h 20 min", "4 d 7 h": the two largest units.
[[nodiscard]] std::string duration_text(std::uint64_t seconds);
/// "1 document", "2,000 documents".
[[nodiscard]] std::string count_text(std::uint64_t number, std::string_view noun);
/// Milliseconds since 1970 as "2025-11-20 20:54:07 UTC".
[[nodiscard]] std::string time_text(std::uint64_t ms);

/// "512MiB", "2GB", "1048576": a size given on a command line. Empty if it is none or too large to hold.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

/// The words of a command as a shell would have to be given them.
[[nodiscard]] std::string shell_text(const std::vector<std::string>& words);

}  // namespace sojourn
