// `${NAME}` in a plan: read from the environment, so that secrets and machines stay out of the file.
//
// Only texts that say where something is are expanded. What decides about rows never is: the same plan must
// give the same rows on any machine (J5).
#pragma once

#include <string>

#include "plan/place.h"

namespace sojourn::plan {

/// `text` with every `${NAME}` replaced. Throws, naming `place`, if a variable is not set or has no name or
/// end. The error never shows the text: it may be a secret (J10).
[[nodiscard]] std::string expanded_text(const std::string& text, const Place& place);

/// Throws as expanded_text does, but reads no variable.
void check_variables(const std::string& text, const Place& place);

}  // namespace sojourn::plan
