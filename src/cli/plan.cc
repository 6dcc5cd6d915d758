// sojourn plan: the plan spelled out beside the target's catalogue and the journal, and all that is wrong.
#include <memory>

#include "cli/cli.h"
#include "cli/options.h"
#include "cli/report.h"
#include "pipeline/planning.h"
#include "pipeline/planning_json.h"
#include "pipeline/planning_text.h"
#include "plan/read_plan.h"

namespace sojourn::cli {
namespace {

ExitCode run_plan_verb(const std::string& plan_file, const Context& context) {
  const plan::Plan plan = plan::read_plan(plan_file);
  const pipeline::Planning planning = pipeline::make_planning(plan, journal_of(context, plan));
  print(context.common.json ? pipeline::planning_json(plan, planning)
                            : pipeline::planning_text(plan, planning));
  return planning.expansion.expanded ? ExitCode::kDone : ExitCode::kUsage;
}

constexpr char kFooter[] =
    "Only reads: the plan, the target's catalogue, the sources' listing and, where it was extracted, the\n"
    "journal. Exit code 2 if anything is wrong with the plan; all of it is said at once.\n\n"
    "Examples:\n"
    "  sojourn plan plan.yaml\n"
    "  sojourn plan plan.yaml --json\n"
    "  sojourn plan diff plan.yaml plan-2.yaml\n"
    "  sojourn plan init --source dump --target \"$DATABASE_URL\"";

}  // namespace

void add_plan(CLI::App& program, Context& context) {
  auto* const app =
      program.add_subcommand("plan", "Show what goes where and why, and what is wrong with the plan");
  const auto plan_file = std::make_shared<std::string>();
  add_plan_options(*app, context.common, *plan_file);
  // The verbs below have arguments of their own.
  app->get_option("PLAN")->required(false);
  add_common_options(*app, context.common);
  app->footer(kFooter);
  add_plan_diff(*app, context);
  add_plan_init(*app, context);
  app->callback([app, plan_file, &context] {
    if (!app->get_subcommands().empty()) return;
    if (plan_file->empty()) throw CLI::RequiredError("PLAN");
    context.run_verb = [plan_file, &context] { return run_plan_verb(*plan_file, context); };
  });
}

}  // namespace sojourn::cli
