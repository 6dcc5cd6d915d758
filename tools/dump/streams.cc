// sojourn-dump JOURNAL streams: what the journal holds, stream by stream.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/json_writer.h"
#include "journal/summary_json.h"
#include "journal/summary_text.h"
#include "tools/dump/dump.h"

namespace sojourn::dump {
namespace {

using journal::StreamSummary;

constexpr char kFooter[] =
    "Documents are distinct keys that are not deleted (~ while an extraction may still meet known\n"
    "keys), versions the entries of the log, bytes the size of the documents that the latest pass\n"
    "has read.\n"
    "Below the table: later passes, and whatever was lost or is odd.\n"
    "\n"
    "Examples:\n"
    "  sojourn-dump crm.journal streams\n"
    "  sojourn-dump crm.journal streams --json";

struct Contents {
  std::string migration;
  std::vector<StreamSummary> streams;  ///< By name.
  std::vector<StreamSummary> files;    ///< Behind many streams.
};

Contents contents_of(const journal::View& view) {
  Contents contents{.migration = view.header().migration, .streams = journal::summarize(view), .files = {}};
  const auto is_stream = [](const StreamSummary& each) { return !each.info.cursor_only; };
  const auto files = std::stable_partition(contents.streams.begin(), contents.streams.end(), is_stream);
  contents.files.assign(std::make_move_iterator(files), std::make_move_iterator(contents.streams.end()));
  contents.streams.erase(files, contents.streams.end());
  std::sort(contents.streams.begin(), contents.streams.end(),
            [](const StreamSummary& a, const StreamSummary& b) { return a.info.name < b.info.name; });
  return contents;
}

std::string as_json(const Contents& contents) {
  JsonWriter json;
  json.begin_object().field("migration", contents.migration);
  json.key("streams").begin_list();
  for (const StreamSummary& stream : contents.streams) journal::write_stream(json, stream);
  json.end_list().key("files").begin_list();
  for (const StreamSummary& file : contents.files) journal::write_file(json, file);
  json.end_list().end_object();
  return json.text();
}

std::string as_text(const Contents& contents) {
  std::string text = journal::streams_text(contents.streams) + journal::files_text(contents.files) +
                     journal::later_passes_text(contents.streams);
  const std::string findings = journal::findings_text(contents.streams);
  return findings.empty() ? text : text + '\n' + findings;
}

ExitCode run_streams(bool json, const Session& session) {
  const auto reader = session.open();
  const Contents contents = contents_of(reader->view());
  *session.out << (json ? as_json(contents) : as_text(contents));
  return ExitCode::kDone;
}

}  // namespace

void add_streams(CLI::App& tool, Session& session) {
  auto* const verb = tool.add_subcommand("streams", "List the streams and what each holds");
  const auto json = std::make_shared<bool>(false);
  verb->add_flag("--json", *json, "The same with every pass, as JSON");
  verb->footer(kFooter);
  verb->callback([json, &session] {
    session.verb = [json](const Session& started) { return run_streams(*json, started); };
  });
}

}  // namespace sojourn::dump
