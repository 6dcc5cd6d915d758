#include "pipeline/status_text.h"

#include <fmt/format.h>

#include "base/text.h"
#include "journal/summary_text.h"

namespace sojourn::pipeline {
namespace {

using journal::RunState;

std::string run_text(const journal::RunSummary& summary) {
  const journal::Run& run = summary.run;
  std::string text = fmt::format("Run {}: {}, ", summary.number, run.verb);
  if (summary.state == RunState::kRunning) {
    text +=
        fmt::format("running since {} (process {} on {})", time_text(run.started_ms), run.process, run.host);
  } else if (summary.state == RunState::kKilled) {
    text += fmt::format("killed; begun {}; the same command goes on from the last durable batch",
                        time_text(run.started_ms));
  } else {
    text += fmt::format("{} {}", run_state_name(summary.state), time_text(run.ended_ms));
  }
  return run.message.empty() ? text : text + ": " + run.message;
}

std::string head_text(const Status& status) {
  return fmt::format("Migration {}, journal {}\n{}\n", status.migration, status.journal.string(),
                     status.last_run ? run_text(*status.last_run) : "No run yet.");
}

}  // namespace

std::string findings_text(const Status& status) {
  return journal::findings_text(status.streams);
}

std::string status_text(const Status& status) {
  std::string text = head_text(status) + '\n' + journal::streams_text(status.streams) +
                     journal::files_text(status.files) + journal::later_passes_text(status.streams);
  const std::string findings = findings_text(status);
  return findings.empty() ? text : text + '\n' + findings;
}

}  // namespace sojourn::pipeline
