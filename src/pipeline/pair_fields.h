// Which arrays of ids lead from one stream to another, told from a few documents: from what a many-to-many
// may be read.
#pragma once

#include <string>
#include <vector>

#include "journal/view.h"
#include "plan/facts.h"

namespace sojourn::pipeline {

/// The fields of `from` whose arrays hold ids of which most are documents of `to`, by name. Looks at the
/// documents that the facts have as samples, and nothing else: they are good for a proposal only.
[[nodiscard]] std::vector<std::string> fields_leading_to(const journal::View& view, const std::string& from,
                                                         const plan::StreamFacts& facts,
                                                         const std::string& to);

}  // namespace sojourn::pipeline
