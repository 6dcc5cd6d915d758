// Whether what the plan says about a column's values means anything for the column's type.
#pragma once

#include <string>
#include <vector>

#include "plan/catalogue.h"
#include "plan/rule.h"

namespace sojourn::map {

/// Appends to `problems` each word of the plan that the type has no use for: an option without effect is one
/// that somebody relies on in vain.
void check_conversion(const plan::ColumnType& type, const plan::Conversion& conversion,
                      std::vector<std::string>& problems);

}  // namespace sojourn::map
