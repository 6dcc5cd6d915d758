#include "map/situation.h"

#include <array>

namespace sojourn::map {
namespace {

constexpr std::array<SituationWords, kSituations> kWords = {{
    {"missing", Cause::kMissingRequired, std::nullopt, Event::kDefaultedMissing},
    {"null", Cause::kNullRequired, std::nullopt, Event::kDefaultedNull},
    {"empty", Cause::kEmpty, Event::kNulledEmpty, Event::kDefaultedEmpty},
    {"invalid", Cause::kWrongType, Event::kNulledInvalid, Event::kDefaultedInvalid},
    {"unknown", Cause::kUnknownValue, Event::kNulledUnknown, Event::kDefaultedUnknown},
    {"dangling", Cause::kDangling, Event::kNulledDangling, Event::kDefaultedDangling},
}};

}  // namespace

const SituationWords& words_of(Situation situation) {
  return kWords.at(static_cast<std::size_t>(situation));
}

}  // namespace sojourn::map
