// `plan diff`: two plans of one migration held against the journal, and what the second would change.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apply/comparison.h"
#include "base/json_writer.h"
#include "plan/plan.h"

namespace sojourn::pipeline {

struct PlanComparison {
  std::string before;  ///< The plans' files, as given.
  std::string after;
  std::filesystem::path journal;
  std::vector<apply::TableComparison> tables;

  [[nodiscard]] bool any_difference() const;
};

/// Both plans are expanded against the target of `after`. Throws a usage_error if one of them is wrong, or
/// there is no journal, or they are of different migrations; `paused` if the operator wishes to stop.
[[nodiscard]] PlanComparison compare_plans(const plan::Plan& before, const plan::Plan& after,
                                           const std::filesystem::path& journal,
                                           const apply::ComparisonProgress& progress);

/// Fits 100 columns, but for names that are longer themselves.
[[nodiscard]] std::string comparison_text(const PlanComparison& comparison);
/// docs/JSON.md describes every key; they are only ever added.
[[nodiscard]] std::string comparison_json(const PlanComparison& comparison);

}  // namespace sojourn::pipeline
