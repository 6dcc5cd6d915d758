// `${NAME}` in a plan: read from the environment, so that secrets and machines stay out of the file.
//
// Only values that say where something is are expanded. What decides about rows never is: the same plan must
// give the same rows on any machine (J5).
#pragma once

#include <string>
#include <string_view>

#include "plan/yaml.h"

namespace sojourn::plan {

/// The text of `value` with every `${NAME}` replaced. Throws if a variable is not set or a brace is missing.
[[nodiscard]] std::string expanded_text(const Value& value, std::string_view meaning);

}  // namespace sojourn::plan
