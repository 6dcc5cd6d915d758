#include "journal/summary.h"

#include <array>

#include "journal/lock.h"
#include "journal/store.h"

namespace sojourn::journal {
namespace {

PassSummary& pass_of(std::vector<PassSummary>& passes, const Batch& batch) {
  if (passes.empty() || passes.back().pass != batch.pass) {
    passes.push_back({.pass = batch.pass, .started_ms = batch.time_ms, .totals = {}, .first_damages = {}});
  }
  return passes.back();
}

void add_to_pass(PassSummary& pass, const Batch& batch) {
  pass.complete = batch.done;
  pass.run = batch.run;
  pass.ended_ms = batch.time_ms;
  if (batch.totals) pass.totals = *batch.totals;
  for (const auto& damage : batch.damages) {
    if (pass.first_damages.size() < kFirstDamages) pass.first_damages.push_back(*damage);
  }
}

/// Rising keys of a first pass are distinct; a pass that is done has counted.
bool has_exact_count(const Batch& batch) {
  return batch.done || (batch.pass != 0 && batch.pass_first == 0 && batch.rising);
}

void add_batch(StreamSummary& stream, const Batch& batch) {
  stream.versions = batch.first + batch.count;
  stream.documents = batch.keys;
  stream.documents_exact = has_exact_count(batch);
  stream.last_ms = batch.time_ms;
  if (batch.small) return;  // What it says of a pass is only carried forward.
  add_to_pass(pass_of(stream.passes, batch), batch);
  stream.at = batch.at;
  stream.of = batch.of;
}

RunState state_of(fb::Outcome outcome, bool at_work) {
  switch (outcome) {
    case fb::Outcome::Running:
      return at_work ? RunState::kRunning : RunState::kKilled;
    case fb::Outcome::Done:
      return RunState::kDone;
    case fb::Outcome::Paused:
      return RunState::kPaused;
    case fb::Outcome::Failed:
      return RunState::kFailed;
    case fb::Outcome::OpenFailures:
      return RunState::kOpenFailures;
    case fb::Outcome::Differences:
      break;
  }
  return RunState::kDifferences;
}

}  // namespace

StreamSummary summarize(const View& view, StreamId id, StreamInfo info) {
  StreamSummary stream;
  stream.id = id;
  stream.info = std::move(info);
  stream.documents_exact = true;  // No batch, no document.
  for (const Batch& batch : view.batches(id)) add_batch(stream, batch);
  if (!stream.passes.empty()) {
    stream.complete = stream.passes.back().complete;
    stream.bytes = stream.passes.back().totals.read_bytes;
  }
  return stream;
}

std::vector<StreamSummary> summarize(const View& view) {
  std::vector<StreamSummary> streams;
  for (auto& [id, info] : view.streams()) streams.push_back(summarize(view, id, std::move(info)));
  return streams;
}

std::string_view run_state_name(RunState state) {
  static constexpr std::array<std::string_view, 7> kNames{"running", "killed",        "done",       "paused",
                                                          "failed",  "open failures", "differences"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::vector<RunSummary> summarize_runs(const View& view) {
  const bool at_work = is_being_written(view.folder());
  std::vector<RunSummary> summaries;
  auto runs = view.runs();
  for (auto& [number, run] : runs) {
    const bool last = number == runs.back().first;
    const RunState state = state_of(run.outcome, at_work && last);
    summaries.push_back({.number = number, .state = state, .run = std::move(run)});
  }
  return summaries;
}

}  // namespace sojourn::journal
