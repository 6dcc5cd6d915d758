// sojourn-dump JOURNAL runs: every run that wrote to the journal, and how it ended.
#include <fmt/format.h>

#include <memory>

#include "base/json_writer.h"
#include "base/table.h"
#include "base/text.h"
#include "journal/summary_json.h"
#include "tools/dump/dump.h"

namespace sojourn::dump {
namespace {

using journal::RunSummary;

constexpr char kFooter[] =
    "A run without an end is `running` while someone holds the journal, else it was killed.\n"
    "\n"
    "Examples:\n"
    "  sojourn-dump crm.journal runs\n"
    "  sojourn-dump crm.journal runs --json";

std::string as_json(const std::vector<RunSummary>& runs) {
  JsonWriter json;
  json.begin_object().key("runs").begin_list();
  for (const RunSummary& run : runs) journal::write_run(json, run);
  json.end_list().end_object();
  return json.text();
}

std::string length_of(const journal::Run& run) {
  if (run.ended_ms < run.started_ms) return "";
  return duration_text((run.ended_ms - run.started_ms) / 1000);
}

std::string as_table(const std::vector<RunSummary>& runs) {
  Table table({{.title = "Run", .align = Table::Align::kRight},
               {.title = "Verb"},
               {.title = "State"},
               {.title = "Begun"},
               {.title = "Took", .align = Table::Align::kRight},
               {.title = "By"},
               {.title = "Message"}});
  for (const auto& [number, state, run] : runs) {
    const std::string host = run.host.empty() ? "" : " on " + run.host;
    table.add({std::to_string(number), run.verb, std::string(journal::run_state_name(state)),
               time_text(run.started_ms), length_of(run), fmt::format("process {}{}", run.process, host),
               run.message});
  }
  return table.text();
}

ExitCode run_runs(bool json, const Session& session) {
  const auto reader = session.open();
  const std::vector<RunSummary> runs = journal::summarize_runs(reader->view());
  if (json) {
    *session.out << as_json(runs);
  } else if (runs.empty()) {
    *session.out << "No run has written to this journal.\n";
  } else {
    *session.out << as_table(runs);
  }
  return ExitCode::kDone;
}

}  // namespace

void add_runs(CLI::App& tool, Session& session) {
  auto* const verb = tool.add_subcommand("runs", "List the runs that wrote to the journal");
  const auto json = std::make_shared<bool>(false);
  verb->add_flag("--json", *json, "The same as JSON");
  verb->footer(kFooter);
  verb->callback([json, &session] {
    session.verb = [json](const Session& started) { return run_runs(*json, started); };
  });
}

}  // namespace sojourn::dump
