// Reads a plan and checks it whole; a wrong plan gives no Plan.
#pragma once

#include <filesystem>

#include "plan/plan.h"

namespace sojourn::plan {

/// Raised when an older program could misunderstand a newer plan.
inline constexpr int kPlanVersion = 1;

/// Throws a usage_error that names file, line and column for anything that is not a plan.
[[nodiscard]] Plan read_plan(const std::filesystem::path& file);

}  // namespace sojourn::plan
