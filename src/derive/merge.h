// The derivation of a merge stream: all groups at first, later those of the documents that changed.
#pragma once

#include "derive/context.h"
#include "plan/expanded.h"

namespace sojourn::derive {

/// False if the operator wished to stop.
[[nodiscard]] bool derive_merge(Context& context, const plan::Derived& derived);

}  // namespace sojourn::derive
