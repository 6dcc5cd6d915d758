// Why a policy of the plan is asked, and what its answers are called and counted as: the table that all
// outcomes go through.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "map/cause.h"

namespace sojourn::map {

enum class Situation : std::uint8_t { kMissing, kNull, kEmpty, kInvalid, kUnknown, kDangling };
inline constexpr std::size_t kSituations = 6;

struct SituationWords {
  std::string_view name;  ///< As the plan calls it: "missing".
  Cause cause;            ///< Of a failure, unless the value itself says more.
  /// Counted where the column gets null; nothing where it had nothing to lose.
  std::optional<Event> nulled;
  Event defaulted;  ///< Counted where it gets the planned value.
};

[[nodiscard]] const SituationWords& words_of(Situation situation);

}  // namespace sojourn::map
