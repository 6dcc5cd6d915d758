// The derived streams of an expansion: merges and pairs, checked against catalogue and streams.
#pragma once

#include <optional>

#include "plan/expanding.h"

namespace sojourn::plan {

/// Adds the merge stream of a table, once for all tables that merge the stream in the same way.
void add_merge(Expanding& expanding, const TablePlan& table);

/// Adds the pairs stream of a table; its ends are complained of where they cannot be. REQUIRES: all parents
/// are found.
void add_pairs(Expanding& expanding, const TablePlan& plan, const Table& table);

/// Merges first: pairs lead to what documents were merged into.
void order_derived(ExpandedPlan& plan);

}  // namespace sojourn::plan
