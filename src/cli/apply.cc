// sojourn apply: from the journal into the target. This release rehearses: `apply --dry-run`.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>

#include "base/json_writer.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "pipeline/planning.h"
#include "pipeline/rehearsal.h"
#include "pipeline/rehearsal_text.h"
#include "plan/read_plan.h"

namespace sojourn::cli {
namespace {

struct ApplyVerb {
  std::string plan_file;
  std::string memory = "512MiB";
  std::string list_file;
  bool dry_run = false;
  apply::RehearsalOptions options;
};

struct Finished {
  pipeline::RehearsalOutcome outcome;
  std::chrono::duration<double> seconds{};

  [[nodiscard]] ExitCode exit_code() const {
    if (!outcome.complete()) return ExitCode::kPaused;
    return outcome.has_failures() ? ExitCode::kOpenFailures : ExitCode::kDone;
  }
};

void require_tables(const plan::ExpandedPlan& plan, const std::vector<std::string>& tables) {
  std::vector<std::string> known;
  for (const plan::Projection& projection : plan.projections) known.push_back(projection.table);
  for (const std::string& table : tables) {
    if (std::find(known.begin(), known.end(), table) != known.end()) continue;
    const std::string nearest = nearest_name(table, known);
    throw usage_error(
        {.doing = "understand the command",
         .subject = "--tables " + table,
         .cause = "the plan fills no such table",
         .hint = nearest.empty() ? "sojourn plan lists them" : "did you mean " + nearest + "?"});
  }
}

/// Writes what --list asks for, as the rehearsal finds it.
class ListFile {
 public:
  explicit ListFile(const std::string& path) : path_(path) {
    if (path.empty()) return;
    file_.open(path, std::ios::trunc);
    require_written();
  }

  apply::List writer_for(const plan::ExpandedPlan& plan) {
    if (path_.empty()) return {};
    return [this, &plan](const apply::Listed& document) { file_ << pipeline::listed_line(plan, document); };
  }

  void close() {
    if (path_.empty()) return;
    file_.close();
    require_written();
  }

 private:
  void require_written() const {
    if (file_) return;
    throw Error({.doing = "write the list of failures",
                 .subject = path_,
                 .cause = errno_text(),
                 .hint = "name another file with --list"});
  }

  std::string path_;
  std::ofstream file_;
};

std::string speed_text(const Finished& run) {
  const double seconds = std::max(run.seconds.count(), 0.001);
  const auto documents = static_cast<double>(run.outcome.mapped.documents);
  return fmt::format("{} ({}) in {}, {} documents/s", count_text(run.outcome.mapped.documents, "document"),
                     size_text(run.outcome.mapped.bytes), seconds_text(seconds),
                     with_commas(static_cast<std::uint64_t>(documents / seconds)));
}

std::string result_text(const Finished& run, const plan::ExpandedPlan& plan, const Context& context) {
  if (!run.outcome.derived.complete) return "Paused. To go on:\n  " + context.command() + '\n';
  std::string text = fmt::format("Rehearsed {}. No row was written.\n\n{}", speed_text(run),
                                 pipeline::rehearsal_text(plan, run.outcome.mapped)) +
                     pipeline::derived_text(run.outcome.reports);
  if (!run.outcome.mapped.complete) return text + "\nStopped before the end: the figures are of a part.\n";
  return text + (run.outcome.has_failures() ? "\nNot every document would arrive; the causes are above.\n"
                                            : "\nEvery document would arrive.\n");
}

std::string result_json(const Finished& run, const plan::ExpandedPlan& plan) {
  JsonWriter json;
  json.begin_object().field("outcome", run.outcome.complete() ? "done" : "paused");
  json.field("exit_code", static_cast<int>(run.exit_code())).field("dry_run", true);
  json.field("seconds", run.seconds.count());
  pipeline::write_rehearsal(json, plan, run.outcome.mapped);
  pipeline::write_derived(json, run.outcome.reports);
  json.end_object();
  return json.text();
}

ExitCode run_apply_verb(const ApplyVerb& verb, const Context& context) {
  if (!verb.dry_run) {
    throw usage_error({.doing = "apply the journal to the target",
                       .subject = "sojourn apply",
                       .cause = "this release does not write to a target yet",
                       .hint = "rehearse with --dry-run: it maps everything and tells what would happen"});
  }
  const plan::Plan plan = plan::read_plan(verb.plan_file);
  const std::filesystem::path journal = journal_of(context, plan);
  const plan::ExpandedPlan expanded = pipeline::expanded_plan(plan, journal);
  require_tables(expanded, verb.options.tables);
  apply::RehearsalOptions options = verb.options;
  options.memory_bytes = memory_bytes(verb.memory, context.memory_min);
  ListFile list(verb.list_file);
  const auto begun = std::chrono::steady_clock::now();
  Finished run;
  {
    DocumentsDisplay display;
    const auto show = [&](const std::string& stream, std::uint64_t done, std::uint64_t total) {
      display.progress(stream, done, total);
    };
    run.outcome = pipeline::run_rehearsal({.plan = plan,
                                           .expanded = expanded,
                                           .journal = journal,
                                           .options = options,
                                           .options_text = options_text(context)},
                                          show, list.writer_for(expanded));
  }
  run.seconds = std::chrono::steady_clock::now() - begun;
  list.close();
  print(context.common.json ? result_json(run, expanded) : result_text(run, expanded, context));
  return run.exit_code();
}

constexpr char kFooter[] =
    "--dry-run maps every document that the journal holds and touches no row of the target: it tells what "
    "would\n"
    "fail and why, what would be lost, and what would arrive otherwise than it lies in its own field.\n"
    "Exit code 4: some documents would fail or wait.\n\n"
    "Examples:\n"
    "  sojourn apply --dry-run plan.yaml\n"
    "  sojourn apply --dry-run plan.yaml --tables Users,crm_Accounts\n"
    "  sojourn apply --dry-run plan.yaml --list failures.jsonl";

}  // namespace

void add_apply(CLI::App& program, Context& context) {
  auto* const app = program.add_subcommand("apply", "Rehearse what the journal would bring to the target");
  const auto verb = std::make_shared<ApplyVerb>();
  add_plan_options(*app, context.common, verb->plan_file);
  app->add_flag("--dry-run", verb->dry_run, "Map everything, touch no row of the target");
  app->add_option("--tables", verb->options.tables, "Only these tables, with commas between them")
      ->type_name("TABLES")
      ->delimiter(',');
  app->add_option("--limit", verb->options.limit, "Only the first so many entries of each stream's log")
      ->type_name("N");
  app->add_option("--list", verb->list_file,
                  "Write each document that fails, waits or owes a column to a file, a line of JSON each")
      ->type_name("FILE");
  app->add_option("--threads", verb->options.threads, "How many threads map; 0: as many as there are cores")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--memory", verb->memory, "How much memory to use")
      ->type_name("SIZE")
      ->capture_default_str();
  add_common_options(*app, context.common);
  app->footer(kFooter);
  app->callback(
      [verb, &context] { context.run_verb = [verb, &context] { return run_apply_verb(*verb, context); }; });
}

}  // namespace sojourn::cli
