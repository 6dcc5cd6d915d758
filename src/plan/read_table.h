// Reads what goes into one table.
#pragma once

#include "plan/plan.h"
#include "plan/yaml.h"

namespace sojourn::plan {

/// `table` is `NAME: { from: ... }`. Throws a usage_error with the place of what is wrong.
[[nodiscard]] TablePlan read_table(const Entry& table);

}  // namespace sojourn::plan
