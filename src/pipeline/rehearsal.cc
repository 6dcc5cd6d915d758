#include "pipeline/rehearsal.h"

#include <algorithm>

#include "base/log.h"
#include "journal/reader.h"
#include "journal/writer.h"
#include "pipeline/run_record.h"

namespace sojourn::pipeline {
namespace {

/// Derived streams are written into the journal; only for them does a rehearsal need to be its writer.
derive::Outcome bring_up_to_date(const RehearsalRequest& request, const apply::RehearsalProgress& progress) {
  derive::Outcome outcome{.complete = true};
  if (request.expanded.derived.empty()) return outcome;
  const auto writer = journal::Writer::open(request.journal, {.migration = request.plan.migration});
  log::also_to_folder(request.journal / "logs", "derive");
  on_record(*writer, "derive", request.options_text, request.plan, [&] {
    outcome =
        derive::derive(*writer, request.expanded, {.memory_bytes = request.options.memory_bytes}, progress);
    return outcome.complete;
  });
  return outcome;
}

}  // namespace

bool RehearsalOutcome::has_failures() const {
  return std::any_of(mapped.projections.begin(), mapped.projections.end(),
                     [](const apply::ProjectionResult& p) { return p.failed + p.held > 0; });
}

RehearsalOutcome run_rehearsal(const RehearsalRequest& request, const apply::RehearsalProgress& progress,
                               const apply::List& list) {
  RehearsalOutcome outcome;
  outcome.derived = bring_up_to_date(request, progress);
  if (!outcome.derived.complete) return outcome;
  const auto reader = journal::Reader::open(request.journal);
  outcome.reports = read_derived(reader->view(), request.expanded);
  outcome.mapped = apply::rehearse(reader->view(), request.expanded, request.options, progress, list);
  return outcome;
}

}  // namespace sojourn::pipeline
