// sojourn plan diff: which rows and columns a changed plan would change.
#include <memory>

#include "cli/cli.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "pipeline/plan_comparison.h"
#include "plan/read_plan.h"

namespace sojourn::cli {
namespace {

struct DiffVerb {
  std::string before;
  std::string after;
};

ExitCode run_diff_verb(const DiffVerb& verb, const Context& context) {
  const plan::Plan before = plan::read_plan(verb.before);
  const plan::Plan after = plan::read_plan(verb.after);
  pipeline::PlanComparison comparison;
  {
    DocumentsDisplay display;
    comparison = pipeline::compare_plans(before, after, journal_of(context, after),
                                         [&](const std::string& stream, std::uint64_t done,
                                             std::uint64_t total) { display.progress(stream, done, total); });
  }
  print(context.common.json ? pipeline::comparison_json(comparison) : pipeline::comparison_text(comparison));
  return ExitCode::kDone;
}

constexpr char kFooter[] =
    "Maps the journal by both plans and compares the rows; touches neither. Both plans are held against the\n"
    "target of NEW, whose tables are only looked at. References are answered as the journal has them: a\n"
    "document that is there counts as a row, also one that would fail.\n\n"
    "Examples:\n"
    "  sojourn plan diff plan.yaml plan-2.yaml\n"
    "  sojourn plan diff plan.yaml plan-2.yaml --json";

}  // namespace

void add_plan_diff(CLI::App& plan, Context& context) {
  auto* const app = plan.add_subcommand("diff", "Show which rows and columns a changed plan would change");
  const auto verb = std::make_shared<DiffVerb>();
  app->add_option("OLD", verb->before, "The plan as it was")->required();
  app->add_option("NEW", verb->after, "The plan as it is to be")->required();
  app->add_option("--journal", context.common.journal,
                  "The journal's folder [<migration>.journal beside NEW]")
      ->type_name("DIR");
  add_common_options(*app, context.common);
  app->footer(kFooter);
  app->callback(
      [verb, &context] { context.run_verb = [verb, &context] { return run_diff_verb(*verb, context); }; });
}

}  // namespace sojourn::cli
