// Maps everything that the journal holds, with all cores, and touches no target: what would become of each
// document and each value, before one row is written.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apply/projection_result.h"
#include "journal/view.h"
#include "map/outcome.h"
#include "map/row_sink.h"
#include "plan/expanded.h"

namespace sojourn::apply {

struct RehearsalOptions {
  std::size_t threads = 0;  ///< 0: as many as there are cores.
  std::size_t memory_bytes = 512u << 20;
  std::vector<std::string> tables{};  ///< Only these; empty: all.
  std::uint64_t limit = 0;            ///< Entries of each stream's log, the first ones; 0: all.
  /// Where a thread puts its rows; unset: nowhere.
  std::function<std::shared_ptr<map::RowSink>()> make_sink{};
};

struct RehearsalResult {
  bool complete = true;  ///< False: the operator wished to stop, or the plan says so of a document.
  std::vector<ProjectionResult> projections;  ///< In the plan's order.
  std::uint64_t documents = 0;                ///< Read, each once.
  std::uint64_t bytes = 0;                    ///< Of their bodies.
};

/// A document that would make no row, or a row that owes a column.
struct Listed {
  std::size_t projection = 0;  ///< Index into ExpandedPlan::projections.
  std::uint64_t sequence = 0;
  std::string key;  ///< Canonical.
  map::Outcome outcome;
};

/// Called with them by projection group and rising sequence, from one thread at a time.
using List = std::function<void(const Listed&)>;

/// Documents mapped so far, and to be mapped.
using RehearsalProgress =
    std::function<void(const std::string& stream, std::uint64_t done, std::uint64_t total)>;

/// REQUIRES: map::check found nothing in the plan, and its derived streams are up to date.
[[nodiscard]] RehearsalResult rehearse(const journal::View& view, const plan::ExpandedPlan& plan,
                                       const RehearsalOptions& options, const RehearsalProgress& progress,
                                       const List& list = {});

}  // namespace sojourn::apply
