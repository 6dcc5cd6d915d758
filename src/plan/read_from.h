// Reads where the documents of a table come from: streams, a merge or pairs.
#pragma once

#include "plan/plan.h"
#include "plan/yaml.h"

namespace sojourn::plan {

/// `from: STREAM`, a list of them, or `{ merge: STREAM, by: FIELD, ... }`.
void read_from(TablePlan& table, const Value& from);

/// `pairs: { COLUMN: TABLE, COLUMN: TABLE }` with `from: [ { STREAM: FIELD }, ... ]`.
[[nodiscard]] Pairs read_pairs(const Entry& pairs, const Value& from);

}  // namespace sojourn::plan
