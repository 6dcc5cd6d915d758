// `apply --dry-run`: brings the derived streams up to date and maps everything, without a target row.
#pragma once

#include <filesystem>
#include <string>

#include "apply/rehearsal.h"
#include "derive/derive.h"
#include "pipeline/derived_text.h"
#include "plan/expanded.h"
#include "plan/plan.h"

namespace sojourn::pipeline {

struct RehearsalRequest {
  const plan::Plan& plan;
  const plan::ExpandedPlan& expanded;
  std::filesystem::path journal;
  apply::RehearsalOptions options;
  std::string options_text;  ///< As given by the operator, for the record of the run.
};

struct RehearsalOutcome {
  derive::Outcome derived;
  apply::RehearsalResult mapped;
  DerivedReports reports;  ///< Of the derived streams.
  [[nodiscard]] bool complete() const { return derived.complete && mapped.complete; }
  /// Whether some document would make no row although no rule leaves it out.
  [[nodiscard]] bool has_failures() const;
};

/// Throws an Error of exit code 2 for a plan that cannot be mapped as it stands.
[[nodiscard]] RehearsalOutcome run_rehearsal(const RehearsalRequest& request,
                                             const apply::RehearsalProgress& progress,
                                             const apply::List& list);

}  // namespace sojourn::pipeline
