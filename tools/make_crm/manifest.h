// What is wrong with a bad dump, and what is expected to become of it: DIR/manifest.json.
//
// docs/MAKE_CRM.md explains the words. Expectations come from what was planted, never from running sojourn.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/make_crm/value.h"

namespace sojourn::make_crm {

/// What becomes of the planted thing under the shipped plan.
enum class Outcome {
  kApplied,       ///< Its row goes in, the value as it is.
  kConverted,     ///< Its row goes in, the value turned into the column's type without loss.
  kDefaulted,     ///< Its row goes in, the column filled from elsewhere since its own field had nothing.
  kNulled,        ///< Its row goes in with null for the column, counted.
  kOwed,          ///< Its row goes in with null, to be filled when the parent that failed is mended.
  kDeclaredLoss,  ///< Its row goes in, something left out for a reason that the plan states.
  kReported,      ///< Nothing in the plan takes it; it is listed and counted.
  kSkipped,       ///< An array element that makes no row, by a rule that counts it.
  kUnion,         ///< A pair stated by one side only; its row goes in.
  kMerged,        ///< It shares a row with another.
  kHeld,          ///< No row until the required parent that failed is mended.
  kFailed,        ///< No row; the document is listed with its cause.
};

[[nodiscard]] std::string_view outcome_name(Outcome outcome);

struct Fault {
  std::string line;  ///< Of the system's description: "5.3.1".
  std::string kind;  ///< A code word, unlike for unlike kinds.
  std::string collection;
  std::optional<Value> key{};      ///< The `_id`; none where the fault is a whole collection.
  std::string field{};             ///< Empty where the fault is the document or collection itself.
  std::optional<Value> planted{};  ///< None where the fault is that the field is missing.
  Outcome outcome = Outcome::kApplied;
  std::string cause;  ///< A code word.
  std::string table{};
  std::vector<std::string> columns{};
  Fields expect{};  ///< Column values; a reference is given as the `_id` it names.
};

/// Documents of one collection by what is expected to become of them.
struct TableBalance {
  std::uint64_t documents = 0;
  std::uint64_t applied = 0;
  std::uint64_t merged = 0;
  std::uint64_t held = 0;
  std::uint64_t failed = 0;
};

/// Pairs of one junction. rows = both + a_only + b_only - merged - held.
struct JunctionBalance {
  std::uint64_t rows = 0;
  std::uint64_t both = 0;
  std::uint64_t a_only = 0;
  std::uint64_t b_only = 0;
  std::uint64_t merged = 0;      ///< Pairs that became equal when their users were merged.
  std::uint64_t held = 0;        ///< Pairs one end of which failed.
  std::uint64_t duplicates = 0;  ///< Ids that repeat one in the same array.
  std::uint64_t dangling = 0;    ///< Ids that name no document.
  std::uint64_t malformed = 0;   ///< Elements, or whole fields, that are no ids.
};

struct Manifest {
  std::uint64_t seed = 0;
  std::map<std::string, TableBalance> tables;
  std::map<std::string, JunctionBalance> junctions;
  std::vector<Fault> faults;
};

/// As JSON, one fault per line. Values are canonical Extended JSON.
[[nodiscard]] std::string manifest_json(const Manifest& manifest);

}  // namespace sojourn::make_crm
