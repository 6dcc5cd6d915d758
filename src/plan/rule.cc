#include "plan/rule.h"

#include <array>

namespace sojourn::plan {

const char* loss_name(Loss loss) {
  static constexpr std::array<const char*, kLosses> kNames = {
      "fraction",      "precision", "length", "trailing_blanks", "nul", "utf8", "repeated_keys",
      "negative_zero", "time",      "type"};
  return kNames.at(static_cast<std::size_t>(loss));
}

}  // namespace sojourn::plan
