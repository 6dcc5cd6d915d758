// A rehearsal as an operator reads it: first what would not arrive, then what would arrive changed.
#pragma once

#include <string>

#include "apply/rehearsal.h"
#include "base/json_writer.h"
#include "plan/expanded.h"

namespace sojourn::pipeline {

[[nodiscard]] std::string rehearsal_text(const plan::ExpandedPlan& plan,
                                         const apply::RehearsalResult& result);

/// The same for programs, as members of an object that is open. Keys are only ever added.
void write_rehearsal(JsonWriter& json, const plan::ExpandedPlan& plan, const apply::RehearsalResult& result);

/// One document that fails, waits or owes, as a line of JSON with a line feed.
[[nodiscard]] std::string listed_line(const plan::ExpandedPlan& plan, const apply::Listed& document);

}  // namespace sojourn::pipeline
