// Text as it is compared where case and blanks around it do not count. Independent of any locale (J5).
#pragma once

#include <string>
#include <string_view>

namespace sojourn {

/// The text with each letter in the form in which letters of unlike case are equal: "ÉVA" gives "éva".
/// Unicode's simple case folding (14.0): one character for one, so "ß" stays. Bytes that are no UTF-8 stay.
[[nodiscard]] std::string fold_case(std::string_view text);

/// The text without blanks, tabs and line ends around it.
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace sojourn
