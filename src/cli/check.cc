// sojourn check: whether a migration may begin: the target, our rights there, room here.
#include <memory>

#include "cli/cli.h"
#include "cli/options.h"
#include "cli/report.h"
#include "pipeline/checking.h"
#include "pipeline/checking_text.h"
#include "plan/read_plan.h"

namespace sojourn::cli {
namespace {

struct CheckVerb {
  std::string plan_file;
  std::string memory = "512MiB";
};

ExitCode run_check_verb(const CheckVerb& verb, const Context& context) {
  const plan::Plan plan = plan::read_plan(verb.plan_file);
  const std::uint64_t memory = memory_bytes(verb.memory, context.memory_min);
  std::vector<pipeline::Finding> findings = pipeline::check_target(plan, journal_of(context, plan));
  for (pipeline::Finding& each : pipeline::check_here(plan, journal_of(context, plan), memory)) {
    findings.push_back(std::move(each));
  }
  print(context.common.json ? pipeline::findings_json(plan, findings) : pipeline::findings_page(findings));
  return pipeline::has_error(findings) ? ExitCode::kUsage : ExitCode::kDone;
}

constexpr char kFooter[] =
    "Only looks. Exit code 2 if something stands in the way, 1 if the target cannot be reached.\n\n"
    "Examples:\n"
    "  sojourn check plan.yaml\n"
    "  sojourn check plan.yaml --memory 2GiB --json";

}  // namespace

void add_check(CLI::App& program, Context& context) {
  auto* const app =
      program.add_subcommand("check", "Look whether target, rights and room allow the migration");
  const auto verb = std::make_shared<CheckVerb>();
  add_plan_options(*app, context.common, verb->plan_file);
  app->add_option("--memory", verb->memory, "How much memory a run would use")
      ->type_name("SIZE")
      ->capture_default_str();
  add_common_options(*app, context.common);
  app->footer(kFooter);
  app->callback(
      [verb, &context] { context.run_verb = [verb, &context] { return run_check_verb(*verb, context); }; });
}

}  // namespace sojourn::cli
