// The plan's sources, opened and listed, with what the plan says about their streams applied.
#pragma once

#include <memory>
#include <vector>

#include "extract/extract.h"
#include "plan/plan.h"

namespace sojourn::pipeline {

/// The sources of a plan and what is to be read from each; `work` borrows from `sources`.
struct Listing {
  std::vector<std::unique_ptr<source::Source>> sources;
  std::vector<extract::SourceWork> work;

  [[nodiscard]] std::uint64_t cursors() const;
};

/// Throws a usage_error if the plan speaks of a sensitive field in a stream that is not there: a slip of the
/// pen must not unmask anything (J10). An ignored stream that is not there is only warned of.
[[nodiscard]] Listing list_sources(const plan::Plan& plan);

/// The plan's word on one listed source; apart from list_sources so that it can be tried on any listing.
[[nodiscard]] extract::SourceWork apply_plan(const plan::SourcePlan& plan,
                                             std::vector<source::CursorListing> cursors);

}  // namespace sojourn::pipeline
