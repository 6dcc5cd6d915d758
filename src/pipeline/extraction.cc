#include "pipeline/extraction.h"

#include "base/error.h"
#include "base/host.h"
#include "base/log.h"
#include "base/version.h"
#include "journal/writer.h"
#include "pipeline/listing.h"
#include "pipeline/status_text.h"

namespace sojourn::pipeline {
namespace {

namespace fb = journal::fb;

/// Begins the record of a run, and ends it whatever comes.
class RunRecord {
 public:
  RunRecord(journal::Writer& writer, const ExtractRequest& request) : writer_(writer) {
    journal::Run run;
    run.verb = "extract";
    run.options = request.options_text;
    run.host = host_name();
    run.version = kVersion;
    run.plan = writer.put_plan(request.plan.text);
    writer.start_run(std::move(run));
  }

  void end(const extract::Outcome& outcome) {
    writer_.end_run(outcome.complete ? fb::Outcome::Done : fb::Outcome::Paused,
                    outcome.complete ? "" : "stopped on request");
  }

  /// A journal that refuses this too has told its trouble already: `error` is it, or comes from it.
  void end(const Error& error) noexcept {
    try {
      const bool is_pause = error.exit_code() == ExitCode::kPaused;
      writer_.end_run(is_pause ? fb::Outcome::Paused : fb::Outcome::Failed, error.what());
    } catch (const std::exception& second) {
      log::debug("the end of the run is not on record: {}", second.what());
    }
  }

 private:
  journal::Writer& writer_;
};

extract::Outcome extract_on_record(journal::Writer& writer, const Listing& listing,
                                   const ExtractRequest& request, extract::Observer& observer) {
  RunRecord record(writer, request);
  try {
    const extract::Outcome outcome = extract::extract(writer, listing.work, request.options, observer);
    record.end(outcome);
    return outcome;
  } catch (const Error& error) {
    record.end(error);
    throw;
  }
}

/// What the log keeps of the end: the state of each stream, and all that was lost.
void log_result(const ExtractResult& result) {
  for (const journal::StreamSummary& stream : result.status.streams) {
    log::debug("stream {}: {}, {} documents, {} versions, {} bytes", stream.info.name,
               stream.complete ? "complete" : "not complete", stream.documents, stream.versions,
               stream.bytes);
  }
  if (const std::string findings = findings_text(result.status); !findings.empty())
    log::debug("{}", findings);
  log::debug("{}: read {} documents, added {} entries, {} of {} files were complete and unchanged",
             result.outcome.complete ? "done" : "paused", result.outcome.read, result.outcome.appended,
             result.outcome.cursors_skipped, result.cursors);
}

}  // namespace

ExtractResult run_extract(const ExtractRequest& request, extract::Observer& observer) {
  log::debug("sojourn {}, process {} on {}: extract {}", kVersion, getpid(), host_name(),
             request.options_text);
  const Listing listing = list_sources(request.plan);
  const auto writer = journal::Writer::open(request.journal, {.migration = request.plan.migration});
  log::also_to_folder(request.journal / "logs", "extract");
  ExtractResult result;
  result.cursors = listing.cursors();
  result.outcome = extract_on_record(*writer, listing, request, observer);
  result.status = read_status(writer->view(), request.journal);
  log_result(result);
  return result;
}

}  // namespace sojourn::pipeline
