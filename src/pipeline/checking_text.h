// What `sojourn check` shows: to people, and with --json to programs (docs/JSON.md describes every key).
#pragma once

#include <string>
#include <vector>

#include "pipeline/checking.h"

namespace sojourn::pipeline {

/// A line for each, with its hint below.
[[nodiscard]] std::string findings_page(const std::vector<Finding>& findings);
/// Keys are only ever added.
[[nodiscard]] std::string findings_json(const plan::Plan& plan, const std::vector<Finding>& findings);

}  // namespace sojourn::pipeline
