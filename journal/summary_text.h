// What a journal holds, as text for people: shared by `sojourn status` and `sojourn-dump`.
#pragma once

#include <string>
#include <vector>

#include "journal/summary.h"

namespace sojourn::journal {

/// A table of streams with a line of sums.
[[nodiscard]] std::string streams_text(const std::vector<StreamSummary>& streams);
/// A line for each file behind many streams, with its position; empty if there is none.
[[nodiscard]] std::string files_text(const std::vector<StreamSummary>& files);
/// What passes after the first have found, as a first pass finds everything new; empty if there was none.
[[nodiscard]] std::string later_passes_text(const std::vector<StreamSummary>& streams);
/// Only what was lost or is odd, a line each; empty if there is nothing.
[[nodiscard]] std::string findings_text(const std::vector<StreamSummary>& streams);

}  // namespace sojourn::journal
