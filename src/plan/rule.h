// How one column gets its value: the field or fields it comes from, how they are converted, and what to
// answer where there is no value or none that fits.
//
// The same struct says what the operator wrote (with much left open) and what the expanded plan says (nothing
// left open).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plan/place.h"

namespace sojourn::plan {

/// What to do where a value is missing, null, empty, invalid, unknown or leads to nothing.
enum class Answer : std::uint8_t {
  kFail,    ///< The document fails, with all its other problems.
  kNull,    ///< The column gets null; an element of an array becomes null.
  kValue,   ///< The column gets `text`, converted by the column's type.
  kField,   ///< The column gets another field of the document.
  kTimeOf,  ///< The column gets the creation time within the ObjectId of a field.
  kSkip,    ///< The document makes no row here, and is counted; an element is left out.
  kStop,    ///< The run stops.
  kClamp,   ///< `invalid` only, for numbers and times out of range: the nearest end of the range. A declared
            ///< loss.
  kPlaceholder,  ///< `dangling` only: the row that the parent's table plans under `placeholder`.
};

struct Policy {
  Answer answer = Answer::kFail;
  std::string text{};   ///< Of kValue.
  std::string field{};  ///< Path of kField and kTimeOf.
  Place place{};        ///< Where the plan says so; line 0 if it does not.
};

/// Unset ones are filled when the plan is expanded: from `defaults`, then by what the column allows.
struct Policies {
  std::optional<Policy> missing;  ///< No such field, in none of the candidates.
  std::optional<Policy> null;     ///< Null (or BSON's undefined).
  std::optional<Policy> empty;    ///< "", for a text column only where the plan says so.
  std::optional<Policy>
      invalid;  ///< There is no lossless way into the column, and no declared loss allows it.
  std::optional<Policy> unknown;   ///< Not in the table of values, not a label of the enum.
  std::optional<Policy> dangling;  ///< A reference to no document.
};

/// What a plan may declare to be lost; each occurrence is counted.
enum class Loss : std::uint8_t {
  kFraction,   ///< "fraction": 10.5 into a whole number, rounded half away from zero as PostgreSQL does.
  kPrecision,  ///< "precision": digits beyond the scale, microseconds beyond timestamp(p), int64 as double.
  kLength,     ///< "length": text cut to the column's length.
  kTrailingBlanks,  ///< "trailing_blanks": cut from char(n) and varchar(n).
  kNul,             ///< "nul": NUL characters taken out of text.
  kUtf8,            ///< "utf8": bytes that are no UTF-8, and lone surrogates, become U+FFFD.
  kRepeatedKeys,    ///< "repeated_keys": of repeated names in JSON the last stays.
  kNegativeZero,    ///< "negative_zero": -0.0 becomes 0 where the type has none.
  kTime,            ///< "time": the time of day of an instant that goes into a date.
  kType,  ///< "type": BSON types that JSON has no word for, as plain text (else in documented form).
};
inline constexpr std::size_t kLosses = 10;
[[nodiscard]] const char* loss_name(Loss loss);

/// Where the value comes from.
enum class Origin : std::uint8_t {
  kField,       ///< The first of `fields` that has a value.
  kReference,   ///< Likewise, and it names a document: the column gets that document's id.
  kIdentity,    ///< The document's own id.
  kConstant,    ///< `constant`.
  kTimeOf,      ///< The creation time within the ObjectId of fields[0].
  kStreamName,  ///< The name of the document's stream.
  kRest,        ///< All fields that nothing else takes, as jsonb.
  kRouted,      ///< Only by a route; a column with a rule of its own may be filled by a route as well.
};

enum class EpochUnit : std::uint8_t { kSeconds, kMilliseconds, kMicroseconds };

/// How a value is brought into the column's type. Empty members leave it to the type.
struct Conversion {
  std::string verb;        ///< As written: "bool", "timestamp", "enum"; checked against the type.
  bool fold_case = false;  ///< Of enum labels and of `map`.
  bool trim = false;       ///< Blanks around text, before all else.
  std::vector<std::pair<std::string, std::optional<std::string>>>
      map;  ///< Text, number or flag as text -> value; none: null.
  std::vector<std::string>
      formats;       ///< For text into dates, times: "DD/MM/YYYY HH:mm:ss", "ISO"; the first that fits.
  std::string zone;  ///< Of times without one; IANA name. Empty: such a time is invalid.
  std::optional<EpochUnit> unit;    ///< Numbers are times since 1970 in it; without it a number is no time.
  std::string decimal;              ///< Decimal sign of numbers in text; empty: ".".
  std::string group;                ///< Group separator of numbers in text; empty: none allowed.
  std::vector<std::string> accept;  ///< BSON types by $type names; empty: all that have a way.
  std::vector<Loss> losses;         ///< Declared.
  std::optional<std::uint64_t> max_bytes;  ///< Larger values are invalid.
  bool dedupe = false;                     ///< Array: repeated elements are left out, and counted.
  Policies element;                        ///< Array: null, empty, invalid, unknown, dangling of elements.
  std::vector<std::pair<std::string, std::string>>
      json_ids;  ///< JSON: path within ("items[].product") -> table it refers to.
};

/// A document that a reference may lead to: a row of a table, or a document of a stream that is not migrated.
struct ReferenceTo {
  std::string table;
  std::string stream;  ///< Where `table` is empty: a retired stream, whose documents make no row.
  Place place;
};

struct Rule {
  Origin origin = Origin::kField;
  std::vector<std::string> fields;  ///< Paths with dots, likeliest first.
  std::string constant;
  Conversion conversion;
  Policies policies;
  std::vector<ReferenceTo> to;  ///< Of a reference; in order of precedence.
  bool check = true;            ///< A reference that leads to nothing is noticed.
  bool deferred = false;        ///< Filled behind the load, since the tables refer to each other.
  Place place;                  ///< Where the plan says so; line 0 if it does not.
};

}  // namespace sojourn::plan
