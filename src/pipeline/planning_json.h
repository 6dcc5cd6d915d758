// What `sojourn plan --json` shows; docs/JSON.md describes every key.
#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "pipeline/planning.h"

namespace sojourn::pipeline {

/// Keys are only ever added.
[[nodiscard]] std::string planning_json(const plan::Plan& plan, const Planning& planning);

}  // namespace sojourn::pipeline
