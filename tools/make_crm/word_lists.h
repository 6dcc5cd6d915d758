// Lists of names, places and firms, to be picked from.
#pragma once

#include <span>
#include <string_view>

#include "tools/make_crm/random.h"

namespace sojourn::make_crm {

using Words = std::span<const std::string_view>;

[[nodiscard]] Words first_names();
[[nodiscard]] Words last_names();
[[nodiscard]] Words cities();
[[nodiscard]] Words countries();
[[nodiscard]] Words country_codes();
[[nodiscard]] Words streets();
[[nodiscard]] Words company_words();
[[nodiscard]] Words company_endings();
[[nodiscard]] Words mail_domains();
[[nodiscard]] Words jobs();
[[nodiscard]] Words industries();
/// Texts of other scripts, symbols, emoji and right-to-left writing.
[[nodiscard]] Words foreign_texts();

[[nodiscard]] inline std::string_view pick(Words words, Random& random) {
  return words[random.below(words.size())];
}

}  // namespace sojourn::make_crm
