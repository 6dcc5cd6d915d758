// sojourn extract: reads the plan's sources into the journal.
#include "pipeline/extraction.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/json_writer.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "pipeline/status_json.h"
#include "pipeline/status_text.h"
#include "plan/read_plan.h"

namespace sojourn::cli {
namespace {

struct ExtractVerb {
  std::string plan_file;
  std::string memory = "512MiB";
  double disk_reserve_percent = 10;
  extract::Options options;
};

extract::Options checked_options(const ExtractVerb& verb, std::uint64_t memory_min) {
  extract::Options options = verb.options;
  options.memory_bytes = memory_bytes(verb.memory, memory_min);
  if (verb.disk_reserve_percent < 0 || verb.disk_reserve_percent > 99) {
    throw wrong_option(fmt::format("--disk-reserve {}", verb.disk_reserve_percent),
                       "this is no part of a disk", "give a percentage from 0 to 99");
  }
  options.disk_reserve = verb.disk_reserve_percent / 100;
  return options;
}

struct Finished {
  pipeline::ExtractResult result;
  extract::Progress progress;
  std::chrono::duration<double> seconds{};
};

bool did_nothing(const Finished& run) {
  return run.result.outcome.complete && run.result.outcome.cursors_skipped == run.result.cursors;
}

std::string_view outcome_name(const Finished& run) {
  if (!run.result.outcome.complete) return "paused";
  return did_nothing(run) ? "nothing_to_do" : "done";
}

std::string result_json(const Finished& run, const Context& context) {
  const auto& outcome = run.result.outcome;
  JsonWriter json;
  json.begin_object().field("outcome", outcome_name(run));
  json.field("exit_code", static_cast<int>(outcome.complete ? ExitCode::kDone : ExitCode::kPaused));
  json.key("resume");
  if (outcome.complete) {
    json.null();
  } else {
    json.value(context.command());
  }
  json.field("documents_read", outcome.read).field("bytes_read", run.progress.bytes_this_run);
  json.field("entries_added", outcome.appended).field("seconds", run.seconds.count());
  json.field("files", run.result.cursors).field("files_unchanged", outcome.cursors_skipped);
  json.key("status");
  pipeline::write_status(json, run.result.status);
  json.end_object();
  return json.text();
}

/// Without those that were derived in the journal.
std::uint64_t extracted_streams(const pipeline::Status& status) {
  return static_cast<std::uint64_t>(
      std::count_if(status.streams.begin(), status.streams.end(),
                    [](const journal::StreamSummary& stream) { return !stream.info.source.empty(); }));
}

std::string did_text(const Finished& run) {
  const auto& outcome = run.result.outcome;
  if (did_nothing(run)) {
    return fmt::format("Nothing to do: the journal holds all of it ({}), and the sources have not changed.\n",
                       count_text(extracted_streams(run.result.status), "stream"));
  }
  const double seconds = run.seconds.count();
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(run.progress.bytes_this_run) / seconds);
  return fmt::format("Read {} ({}) in {}, {}/s; added {} to the journal.\n",
                     count_text(outcome.read, "document"), size_text(run.progress.bytes_this_run),
                     seconds_text(seconds), size_text(rate), with_commas(outcome.appended));
}

std::string result_text(const Finished& run, const Context& context) {
  std::string text = did_text(run);
  if (run.result.outcome.complete) {
    const auto& status = run.result.status;
    text += fmt::format("Journal: {}\n", status.journal.string());
  } else {
    text += fmt::format("Paused; all that was read is durable. To go on:\n  {}\n", context.command());
  }
  return text + pipeline::findings_text(run.result.status);
}

ExitCode run_extract_verb(const ExtractVerb& verb, const Context& context) {
  const plan::Plan plan = plan::read_plan(verb.plan_file);
  const auto begun = std::chrono::steady_clock::now();
  Finished run;
  {
    ProgressDisplay display;
    run.result = pipeline::run_extract({.plan = plan,
                                        .journal = journal_of(context, plan),
                                        .options = checked_options(verb, context.memory_min),
                                        .options_text = options_text(context)},
                                       display);
    run.progress = display.last();
  }
  run.seconds = std::chrono::steady_clock::now() - begun;
  print(context.common.json ? result_json(run, context) : result_text(run, context));
  return run.result.outcome.complete ? ExitCode::kDone : ExitCode::kPaused;
}

constexpr char kFooter[] =
    "Run again it goes on where it stopped, or does nothing if all is read and unchanged.\n"
    "Ctrl-C pauses; a second one stops at once; both lose nothing that was durable.\n\n"
    "Examples:\n"
    "  sojourn extract plan.yaml\n"
    "  sojourn extract plan.yaml --skip-damaged --memory 1GiB\n"
    "  sojourn extract plan.yaml --deletes       # after a newer dump took the place of the old one";

}  // namespace

void add_extract(CLI::App& program, Context& context) {
  auto* const app = program.add_subcommand("extract", "Read the plan's sources into the journal");
  const auto verb = std::make_shared<ExtractVerb>();
  add_plan_options(*app, context.common, verb->plan_file);
  app->add_flag("--skip-damaged", verb->options.skip_damaged,
                "Leave out what is damaged, count it, and read the rest where the format allows");
  app->add_flag("--deletes", verb->options.deletes,
                "Documents that vanished from the source become deletes in the journal");
  app->add_flag("--again", verb->options.again, "Read all anew, also what looks unchanged");
  app->add_option("--memory", verb->memory, "How much memory to use")
      ->type_name("SIZE")
      ->capture_default_str();
  app->add_option("--disk-reserve", verb->disk_reserve_percent,
                  "Pause before less of the disk than this is free")
      ->type_name("PERCENT")
      ->capture_default_str();
  add_common_options(*app, context.common);
  app->footer(kFooter);
  app->callback(
      [verb, &context] { context.run_verb = [verb, &context] { return run_extract_verb(*verb, context); }; });
}

}  // namespace sojourn::cli
