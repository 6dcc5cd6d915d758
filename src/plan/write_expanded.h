// The expanded plan as JSON: for programs, for keeping in the journal, and to be hashed.
#pragma once

#include "base/json_writer.h"
#include "plan/expanded.h"

namespace sojourn::plan {

/// All of it, as one object.
void write_expanded(JsonWriter& json, const ExpandedPlan& plan);

/// Sets the shape of each projection and the hash of the whole.
void set_hashes(ExpandedPlan& plan);

}  // namespace sojourn::plan
