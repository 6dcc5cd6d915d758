// The options beside the verb of a column's rule: which verb may have which, and what they say.
#pragma once

#include <string>

#include "plan/rule.h"
#include "plan/yaml.h"

namespace sojourn::plan {

/// REQUIRES: the key is one of kRuleOptions. Throws a usage_error if the option has no meaning beside `verb`,
/// or its value is wrong.
void read_option(Rule& rule, const std::string& verb, const Entry& option);

}  // namespace sojourn::plan
