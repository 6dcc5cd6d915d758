// Reads the rule of one column.
#pragma once

#include "plan/rule.h"
#include "plan/yaml.h"

namespace sojourn::plan {

/// `column` is `NAME: RULE`: a field, a list of fields, or a mapping with one verb and its options. Throws a
/// usage_error with the place of what is wrong. Whether the rule fits the column's type is not asked here.
[[nodiscard]] Rule read_rule(const Entry& column);

}  // namespace sojourn::plan
