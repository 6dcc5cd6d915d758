// The facts of the journal's streams, which a plan is checked against: every document in force is walked
// once, with all cores.
#pragma once

#include <string>
#include <vector>

#include "journal/summary.h"
#include "plan/facts.h"

namespace sojourn::pipeline {

/// The same facts however many threads there are. Memory goes with the number of distinct fields, not of
/// documents. Throws `paused` if the operator wishes to stop.
[[nodiscard]] plan::StreamFacts profile(const journal::View& view, const journal::StreamSummary& stream,
                                        const std::vector<std::string>& sensitive, unsigned threads);

/// The same of the first documents only: what they have is there, what they have not may be. Not complete,
/// unless they are all.
[[nodiscard]] plan::StreamFacts glance(const journal::View& view, const journal::StreamSummary& stream);

}  // namespace sojourn::pipeline
