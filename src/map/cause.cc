#include "map/cause.h"

#include <array>

namespace sojourn::map {
namespace {

struct CauseWords {
  std::string_view code;
  std::string_view hint;
};

constexpr std::array<CauseWords, kCauses> kCauseWords = {{
    {"missing_required", "plan `missing:` for the column, or correct the document"},
    {"null_required", "plan `null:` for the column, or correct the document"},
    {"empty", "plan `empty:` for the column, or correct the document"},
    {"wrong_type", "plan `invalid:` for the column, map another field, or correct the document"},
    {"type_not_accepted", "extend `accept:`, or plan `invalid:`"},
    {"invalid_number", "plan `group:` and `decimal:` as the numbers are written, or `invalid:`"},
    {"not_whole", "plan `lose: [fraction]`, or a column with decimals"},
    {"out_of_range", "plan `invalid: clamp`, or a wider column"},
    {"precision", "plan `lose: [precision]`, or a wider column"},
    {"not_finite", "plan `invalid:` for the column"},
    {"negative_zero", "plan `lose: [negative_zero]`"},
    {"invalid_date", "plan `formats:` as the dates are written, or `invalid:`"},
    {"no_zone", "plan `zone:` for the column or under `defaults`"},
    {"time_of_day", "plan `lose: [time]`, or a timestamp column"},
    {"invalid_text", "plan `invalid:` for the column, or correct the document"},
    {"too_long", "plan `lose: [length]`, or a longer column"},
    {"trailing_blanks", "plan `lose: [trailing_blanks]`, or a text column"},
    {"nul_in_text", "plan `lose: [nul]`, or correct the document"},
    {"invalid_utf8", "plan `lose: [utf8]`, or correct the document"},
    {"repeated_keys", "plan `lose: [repeated_keys]`, or a json column"},
    {"json_type", "plan `lose: [type]`, or correct the document"},
    {"unknown_value", "plan `map:` or `unknown:` for the column"},
    {"invalid_reference", "plan `invalid:` or `map:` for the reference"},
    {"dangling", "plan `dangling:`, or a further `to:`"},
    {"ambiguous_reference", "correct the document: only it can say which is meant"},
    {"parent_failed", "correct the document it refers to; this one follows"},
    {"not_an_array", "plan `invalid:` for the column, or correct the document"},
    {"null_element", "plan `elements: { null: ... }`"},
    {"unmapped_field", "plan a column for it, or `leave_out:` with the reason"},
    {"index_entry_too_large", "shorten the value, or change the index"},
    {"invalid_document", "look at it with sojourn-dump; correct it or extract again"},
}};
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
  return kCauseWords.at(static_cast<std::size_t>(cause)).code;
}

std::string_view cause_hint(Cause cause) {
  return kCauseWords.at(static_cast<std::size_t>(cause)).hint;
}

std::string_view event_code(Event event) {
  return kEventCodes.at(static_cast<std::size_t>(event));
}

}  // namespace sojourn::map
