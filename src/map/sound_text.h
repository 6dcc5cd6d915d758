// Whether PostgreSQL takes a text as it is, and what to do where it does not.
#pragma once

#include <string>
#include <string_view>

#include "map/conversion_rules.h"

namespace sojourn::map {

/// Valid UTF-8 without NUL. One pass, eight bytes at a time as long as they are ASCII.
[[nodiscard]] bool is_sound(std::string_view text);

/// The text without its NULs and with U+FFFD for each byte that is no UTF-8 and each lone surrogate, as far
/// as the rules declare these losses; else `result` says what is wrong. The text may lie in a buffer of this
/// thread, until the next call. REQUIRES: it is not sound.
[[nodiscard]] std::string_view mended(std::string_view text, const ConversionRules& rules, Result& result);

/// How many characters a sound text has.
[[nodiscard]] std::size_t count_characters(std::string_view text);
/// The first `count` characters of a sound text.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t count);

}  // namespace sojourn::map
