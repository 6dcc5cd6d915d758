#include "map/cause.h"

#include <array>

namespace sojourn::map {
namespace {

constexpr std::array<std::string_view, kCauses> kCauseCodes = {
    "missing_required",
    "null_required",
    "empty",
    "wrong_type",
    "type_not_accepted",
    "invalid_number",
    "not_whole",
    "out_of_range",
    "precision",
    "not_finite",
    "negative_zero",
    "invalid_date",
    "no_zone",
    "time_of_day",
    "invalid_text",
    "too_long",
    "trailing_blanks",
    "nul_in_text",
    "invalid_utf8",
    "repeated_keys",
    "json_type",
    "unknown_value",
    "invalid_reference",
    "dangling",
    "ambiguous_reference",
    "parent_failed",
    "not_an_array",
    "null_element",
    "unmapped_field",
    "index_entry_too_large",
    "invalid_document",
};
static_assert(static_cast<std::size_t>(Cause::kInvalidDocument) + 1 == kCauses);

constexpr std::array<std::string_view, kEvents> kEventCodes = {
    "defaulted_missing",
    "defaulted_null",
    "defaulted_empty",
    "defaulted_invalid",
    "defaulted_unknown",
    "nulled_empty",
    "nulled_invalid",
    "nulled_unknown",
    "nulled_dangling",
    "other_field",
    "own_field_wins",
    "time_of_id",
    "converted",
    "mapped",
    "case_folded",
    "routed",
    "merged_parent",
    "placeholder",
    "owed",
    "skipped_element",
    "duplicate_element",
    "clamped",
    "loss",
    "defaulted_dangling",
};
static_assert(static_cast<std::size_t>(Event::kDefaultedDangling) + 1 == kEvents);

}  // namespace

std::string_view cause_code(Cause cause) {
  return kCauseCodes.at(static_cast<std::size_t>(cause));
}

std::string_view event_code(Event event) {
  return kEventCodes.at(static_cast<std::size_t>(event));
}

}  // namespace sojourn::map
