// Expands a plan against a catalogue, and checks it whole: everything that is wrong is said at once, with its
// place, and then there is no expanded plan.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plan/catalogue.h"
#include "plan/expanded.h"
#include "plan/facts.h"
#include "plan/plan.h"

namespace sojourn::plan {

struct Complaint {
  enum class Weight { kError, kWarning } weight = Weight::kError;
  Place place;        ///< Of the plan.
  std::string cause;  ///< "the table \"Usres\" is not in schema \"public\"".
  std::string hint;   ///< "did you mean \"Users\"?"
};

/// A field of a stream that feeds tables, and none of them takes it. An error where the plan says that such
/// fields fail.
struct UnmappedField {
  std::string stream;
  std::string field;  ///< A path.
  std::uint64_t documents = 0;
  std::vector<std::string> sample_keys;
};

struct Expansion {
  std::vector<Complaint> complaints;     ///< Errors first, then warnings, each by place.
  std::vector<UnmappedField> unmapped;   ///< By stream, then by path; of streams of which there are facts.
  std::optional<ExpandedPlan> expanded;  ///< Only without errors.
};

/// `streams` are the names that the sources list or the journal holds ("crm.Users"); `facts` what is known of
/// those that were extracted.
[[nodiscard]] Expansion expand(const Plan& plan, const Catalogue& catalogue,
                               const std::vector<std::string>& streams, const Facts& facts);

}  // namespace sojourn::plan
