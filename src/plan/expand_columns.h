// The columns of one projection: where each gets its value and why, what the plan says first and the
// catalogue where it is silent.
#pragma once

#include "plan/expanding.h"

namespace sojourn::plan {

/// Fills `columns` and `routes` of a projection whose head is there. REQUIRES: all parents are found.
void expand_columns(Expanding& expanding, const TablePlan& plan, const Table& table, const Input& input,
                    Projection& projection);

/// The same for pairs: two columns get the ends, the others what the plan says.
void expand_pair_columns(Expanding& expanding, const TablePlan& plan, const Table& table,
                         Projection& projection);

/// The row for what dangles: the id, and the values that the plan gives.
void expand_placeholder_columns(Expanding& expanding, const TablePlan& plan, const Table& table,
                                Projection& projection);

}  // namespace sojourn::plan
