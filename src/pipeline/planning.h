// A plan beside everything it speaks of: the target's catalogue, the sources, what the journal holds. Reads
// only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/twins.h"
#include "plan/catalogue.h"
#include "plan/expand.h"
#include "plan/facts.h"
#include "plan/plan.h"

namespace sojourn::pipeline {

struct Planning {
  plan::Catalogue catalogue;
  std::vector<std::string> streams;  ///< That the sources list or the journal holds, without ignored ones.
  bool extracted = false;            ///< There is a journal.
  plan::Facts facts;                 ///< Of the streams in the journal.
  std::map<std::string, std::uint64_t> derived;  ///< Documents of the derived streams in the journal.
  plan::Expansion expansion;
  std::vector<Twins> twins;

  /// The documents that a projection maps; none if they are not known yet.
  [[nodiscard]] std::optional<std::uint64_t> documents_of(const plan::Projection& projection) const;
};

/// The target of the plan. Throws a usage_error unless there is just one.
[[nodiscard]] const plan::TargetPlan& only_target(const plan::Plan& plan);

/// How much of the journal is looked at.
enum class Look {
  kThrough,  ///< Every document, so that all can be said about the plan.
  kBriefly,  ///< As little as the expanded plan needs.
};

/// Reads and expands. What is wrong with the plan is in the expansion; what keeps it from being looked at
/// throws.
[[nodiscard]] Planning make_planning(const plan::Plan& plan, const std::filesystem::path& journal,
                                     Look look = Look::kThrough);

/// The expanded plan for a verb that works by it. Throws a usage_error with all complaints if it has errors.
[[nodiscard]] plan::ExpandedPlan expanded_plan(const plan::Plan& plan, const std::filesystem::path& journal);

}  // namespace sojourn::pipeline
