// What a journal holds and how it came there, summed from its batches and runs alone: the one query behind
// `sojourn status` and `sojourn-dump`.
//
// Plain data; no document is read. What was lost or is odd is told for ever, pass by pass (J6).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "journal/view.h"

namespace sojourn::journal {

/// The sums of one extraction pass over one stream.
struct PassSummary {
  std::uint64_t pass = 0;  ///< From 1.
  bool complete = false;
  std::uint64_t run = 0;         ///< That wrote its last batch.
  std::uint64_t started_ms = 0;  ///< When its first batch was written.
  std::uint64_t ended_ms = 0;    ///< When its last batch was written.
  fb::TotalsT totals;
  /// The first stretches that were left out; totals.damaged counts them all.
  std::vector<fb::DamageT> first_damages;
};

/// How many of a pass's damages are kept in PassSummary.
inline constexpr std::size_t kFirstDamages = 5;

/// A stream, or a cursor: the one file behind many streams, which has the position that they have not.
struct StreamSummary {
  StreamId id = 0;
  StreamInfo info;
  bool complete = false;  ///< The latest pass has read its source to the end.
  /// Distinct keys that are not deleted. Without `documents_exact` just what the last batch could know:
  /// count_documents (journal/in_force.h) tells.
  std::uint64_t documents = 0;
  bool documents_exact = false;
  std::uint64_t versions = 0;  ///< Entries of the log.
  std::uint64_t bytes = 0;     ///< Of the documents that the latest pass has read.
  std::uint64_t at = 0;        ///< Where the latest pass is, in bytes of its file.
  std::uint64_t of = 0;
  std::uint64_t last_ms = 0;        ///< When the last batch was written, extraction or not.
  std::vector<PassSummary> passes;  ///< Oldest first.
};

[[nodiscard]] StreamSummary summarize(const View& view, StreamId id, StreamInfo info);
/// All streams and cursors (`info.cursor_only`), by rising id.
[[nodiscard]] std::vector<StreamSummary> summarize(const View& view);

/// How a run ended; the journal's own word Running means just that no end was recorded.
enum class RunState { kRunning, kKilled, kDone, kPaused, kFailed, kOpenFailures, kDifferences };
[[nodiscard]] std::string_view run_state_name(RunState state);

struct RunSummary {
  std::uint64_t number = 0;
  RunState state = RunState::kDone;
  Run run;
};

/// All runs, oldest first. A run without an end is running only if it is the last and someone holds the
/// writer's lock.
[[nodiscard]] std::vector<RunSummary> summarize_runs(const View& view);

}  // namespace sojourn::journal
