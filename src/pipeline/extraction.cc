#include "pipeline/extraction.h"

#include "base/error.h"
#include "base/host.h"
#include "base/log.h"
#include "base/version.h"
#include "journal/writer.h"
#include "pipeline/listing.h"
#include "pipeline/run_record.h"
#include "pipeline/status_text.h"

namespace sojourn::pipeline {
namespace {

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
  on_record(*writer, "extract", request.options_text, request.plan, [&] {
    result.outcome = extract::extract(*writer, listing.work, request.options, observer);
    return result.outcome.complete;
  });
  result.status = read_status(writer->view(), request.journal);
  log_result(result);
  return result;
}

}  // namespace sojourn::pipeline
