// sojourn status: what the journal holds, how far each stream is, and what was lost on the way.
#include "pipeline/status.h"

#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/report.h"
#include "pipeline/status_json.h"
#include "pipeline/status_text.h"
#include "plan/read_plan.h"

namespace sojourn::cli {
namespace {

void require_journal(const std::filesystem::path& journal, const std::string& plan_file) {
  if (std::filesystem::exists(journal)) return;
  throw Error(
      {.doing = "show the status",
       .subject = journal.string(),
       .cause = "there is no journal yet",
       .hint = shell_text({"sojourn", "extract", plan_file}) + " begins one; --journal names another place"});
}

void require_same_migration(const pipeline::Status& status, const plan::Plan& plan) {
  if (status.migration == plan.migration) return;
  throw usage_error({.doing = "show the status",
                     .subject = status.journal.string(),
                     .cause = fmt::format("the journal belongs to the migration \"{}\", the plan to \"{}\"",
                                          status.migration, plan.migration),
                     .hint = "name the right journal with --journal"});
}

ExitCode run_status_verb(const std::string& plan_file, const Context& context) {
  const plan::Plan plan = plan::read_plan(plan_file);
  const std::filesystem::path journal = journal_of(context, plan);
  require_journal(journal, plan_file);
  const pipeline::Status status = pipeline::read_status(journal);
  require_same_migration(status, plan);
  print(context.common.json ? pipeline::status_json(status) : pipeline::status_text(status));
  return ExitCode::kDone;
}

constexpr char kFooter[] =
    "Only looks; a run that is at work is not disturbed, and what it has made durable is shown.\n\n"
    "Examples:\n"
    "  sojourn status plan.yaml\n"
    "  sojourn status plan.yaml --json";

}  // namespace

void add_status(CLI::App& program, Context& context) {
  auto* const app = program.add_subcommand("status", "Show what the journal holds and how far it is");
  const auto plan_file = std::make_shared<std::string>();
  add_plan_options(*app, context.common, *plan_file);
  add_common_options(*app, context.common);
  app->footer(kFooter);
  app->callback([plan_file, &context] {
    context.run_verb = [plan_file, &context] { return run_status_verb(*plan_file, context); };
  });
}

}  // namespace sojourn::cli
