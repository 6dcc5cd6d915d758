// The order of loading: parents before children, and where tables refer to each other in a circle, the
// references that are filled later.
#pragma once

#include "plan/expanding.h"

namespace sojourn::plan {

/// Sorts the projections; among those that may come in any order, the catalogue's order of tables holds.
/// Marks references `deferred` where a circle is broken; a circle that cannot be broken is an error.
void order_projections(Expanding& expanding);

}  // namespace sojourn::plan
