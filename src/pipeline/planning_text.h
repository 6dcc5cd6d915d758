// What `sojourn plan` shows to people: complaints first, then each projection, then what is left over.
#pragma once

#include <string>
#include <vector>

#include "pipeline/planning.h"

namespace sojourn::pipeline {

/// `plan` is the one that was expanded. Fits 100 columns, but for names that are longer themselves.
[[nodiscard]] std::string planning_text(const plan::Plan& plan, const Planning& planning);

/// A line for each with place, weight and cause, and one below with the hint.
[[nodiscard]] std::string complaints_text(const std::vector<plan::Complaint>& complaints);

/// "2 errors, 1 warning".
[[nodiscard]] std::string complaint_counts(const std::vector<plan::Complaint>& complaints);

}  // namespace sojourn::pipeline
