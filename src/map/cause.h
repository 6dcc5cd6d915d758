// The stable codes of what can be wrong with a document, and of what was done that is not plain.
//
// docs/FAILURES.md has a paragraph and a remedy for each cause; a test holds both together. Codes are never
// given a second meaning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sojourn::map {

/// Why a document fails (or is held).
enum class Cause : std::uint8_t {
  kMissingRequired,     ///< missing_required
  kNullRequired,        ///< null_required
  kEmpty,               ///< empty: "" for a column that is no text
  kWrongType,           ///< wrong_type: no lossless way from this BSON type
  kNotAccepted,         ///< type_not_accepted: the plan's `accept` leaves it out
  kInvalidNumber,       ///< invalid_number: text that is no number
  kNotWhole,            ///< not_whole: a fraction for a whole number
  kOutOfRange,          ///< out_of_range
  kPrecision,           ///< precision: more digits than the column keeps
  kNotFinite,           ///< not_finite: NaN or infinity where the type has none
  kNegativeZero,        ///< negative_zero
  kInvalidDate,         ///< invalid_date: text in none of the formats
  kNoZone,              ///< no_zone: a time without zone, and the plan names none
  kTimeOfDay,           ///< time_of_day: an instant that is not midnight into a date
  kInvalidText,         ///< invalid_text: text that is no uuid, inet, interval, JSON, ...
  kTooLong,             ///< too_long: more characters than varchar(n) has, or more bytes than max_bytes
  kTrailingBlanks,      ///< trailing_blanks: char(n) would not give them back
  kNul,                 ///< nul_in_text
  kInvalidUtf8,         ///< invalid_utf8
  kRepeatedKeys,        ///< repeated_keys: JSON would keep only the last
  kJsonType,            ///< json_type: a value for which neither JSON nor the documented form has words
  kUnknownValue,        ///< unknown_value: not in the enum or the table of values
  kInvalidReference,    ///< invalid_reference: no id at all
  kDangling,            ///< dangling: the id of no document, also in all branches of a route
  kAmbiguousReference,  ///< ambiguous_reference: it leads to more than one branch of a route
  kParentFailed,        ///< parent_failed: the document waits for one that failed (held)
  kNotAnArray,          ///< not_an_array
  kNullElement,         ///< null_element
  kUnmappedField,       ///< unmapped_field, where the plan says that these fail
  kIndexTooLarge,       ///< index_entry_too_large
  kInvalidDocument,     ///< invalid_document: the journaled bytes are no BSON document
};
inline constexpr std::size_t kCauses = 31;
[[nodiscard]] std::string_view cause_code(Cause cause);
/// What to try, in a few words.
[[nodiscard]] std::string_view cause_hint(Cause cause);

/// What was done with a value that is not a plain lossless copy. Counted per column with sample keys.
enum class Event : std::uint8_t {
  kDefaultedMissing,   ///< defaulted_missing: got the planned value, since there was none
  kDefaultedNull,      ///< defaulted_null
  kDefaultedEmpty,     ///< defaulted_empty
  kDefaultedInvalid,   ///< defaulted_invalid
  kDefaultedUnknown,   ///< defaulted_unknown
  kNulledEmpty,        ///< nulled_empty
  kNulledInvalid,      ///< nulled_invalid
  kNulledUnknown,      ///< nulled_unknown
  kNulledDangling,     ///< nulled_dangling
  kOtherField,         ///< other_field: taken from a later candidate, or another field by policy
  kOwnFieldWins,       ///< own_field_wins: a later candidate, or a route, had another value
  kTimeOfId,           ///< time_of_id
  kConverted,          ///< converted: another type, without loss
  kMapped,             ///< mapped: by the plan's table of values
  kFolded,             ///< case_folded
  kRouted,             ///< routed
  kMergedParent,       ///< merged_parent: leads to the row that a merged document became
  kPlaceholder,        ///< placeholder
  kOwed,               ///< owed: null for now, since an optional parent failed
  kSkippedElement,     ///< skipped_element
  kDuplicateElement,   ///< duplicate_element, left out
  kClamped,            ///< clamped
  kLoss,               ///< loss: declared; which one stands beside
  kDefaultedDangling,  ///< defaulted_dangling
};
inline constexpr std::size_t kEvents = 24;
[[nodiscard]] std::string_view event_code(Event event);

}  // namespace sojourn::map
