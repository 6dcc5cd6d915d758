// The derivation of a pairs stream: all pairs at first, later those of the documents that changed.
#pragma once

#include "derive/context.h"
#include "plan/expanded.h"

namespace sojourn::derive {

/// REQUIRES: the merge streams that the ends lead to are derived. False if the operator wished to stop.
[[nodiscard]] bool derive_pairs(Context& context, const plan::ExpandedPlan& plan,
                                const plan::Derived& derived);

}  // namespace sojourn::derive
