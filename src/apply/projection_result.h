// What became of the documents of one projection, in counts and samples.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "map/mapper.h"
#include "map/outcome.h"
#include "map/tally.h"

namespace sojourn::apply {

/// One document that failed for a cause: the lowest sequences of the group.
struct FailureSample {
  std::uint64_t sequence = 0;
  std::string key;  ///< Canonical.
  map::Problem problem;
};

/// All failures of one projection that share cause and column.
struct FailureGroup {
  std::uint64_t documents = 0;
  std::vector<FailureSample> samples;
};

struct ProjectionResult {
  std::size_t projection = 0;  ///< Index into ExpandedPlan::projections.
  // documents = applied + skipped + held + failed.
  std::uint64_t documents = 0;
  std::uint64_t applied = 0;
  std::uint64_t skipped = 0;
  std::uint64_t held = 0;
  std::uint64_t failed = 0;
  std::uint64_t rows = 0;
  std::map<std::string, map::Count> skipped_by;  ///< By the rule that says so.
  std::map<std::pair<map::Cause, std::size_t>, FailureGroup> failures;
  map::Tally tally;

  /// Counts what became of one document. Its events are in the tally already.
  void count(const map::Document& document, const map::Outcome& outcome);
  /// Sums do not depend on the order in which they are added up.
  void add(ProjectionResult&& other);
};

}  // namespace sojourn::apply
