#include "pipeline/run_record.h"

#include <utility>

#include "base/host.h"
#include "base/log.h"
#include "base/version.h"

namespace sojourn::pipeline {

namespace fb = journal::fb;

RunRecord::RunRecord(journal::Writer& writer, std::string_view verb, std::string_view options,
                     const plan::Plan& plan)
    : writer_(writer) {
  journal::Run run;
  run.verb = verb;
  run.options = options;
  run.host = host_name();
  run.version = kVersion;
  run.plan = writer.put_plan(plan.text);
  writer.start_run(std::move(run));
}

void RunRecord::end(bool complete) {
  writer_.end_run(complete ? fb::Outcome::Done : fb::Outcome::Paused, complete ? "" : "stopped on request");
}

void RunRecord::end(const Error& error) noexcept {
  try {
    const bool is_pause = error.exit_code() == ExitCode::kPaused;
    writer_.end_run(is_pause ? fb::Outcome::Paused : fb::Outcome::Failed, error.what());
  } catch (const std::exception& second) {
    log::debug("the end of the run is not on record: {}", second.what());
  }
}

}  // namespace sojourn::pipeline
