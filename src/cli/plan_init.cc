// sojourn plan init: a first plan from the journal and the target's catalogue.
#include <fmt/format.h>

#include <memory>

#include "base/json_writer.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/report.h"
#include "pipeline/first_plan.h"

namespace sojourn::cli {
namespace {

struct InitVerb {
  std::string source;
  std::string target;
  std::string schema = "public";
  std::string migration;
  std::string out = "plan.yaml";
};

std::string result_json(const InitVerb& verb, const pipeline::FirstPlan& plan) {
  JsonWriter json;
  json.begin_object().field("outcome", "done").field("plan", verb.out);
  json.field("journal", plan.journal.string()).field("extracted", plan.extracted);
  json.field("tables", plan.tables).field("pairs", plan.pairs).field("tables_left_out", plan.left_out);
  json.field("decisions", plan.decisions).end_object();
  return json.text();
}

std::string result_text(const InitVerb& verb, const pipeline::FirstPlan& plan) {
  std::string text = fmt::format(
      "Wrote {}: {} filled from streams, {} from pairs, {} left out; {} to be made.\n", verb.out,
      count_text(plan.tables, "table"), plan.pairs, plan.left_out, count_text(plan.decisions, "decision"));
  if (plan.extracted)
    return text + "Next:\n  export DATABASE_URL=...\n  " + shell_text({"sojourn", "plan", verb.out}) + "\n";
  return text + "Nothing is extracted yet, so only names were matched. Next:\n  " +
         shell_text({"sojourn", "extract", verb.out}) +
         "\nThen a plan that knows the documents: the same command with --out ANOTHER and --journal " +
         shell_text({plan.journal.string()}) + "\n";
}

ExitCode run_init_verb(const InitVerb& verb, const Context& context) {
  const pipeline::FirstPlan plan = pipeline::write_first_plan({.source = verb.source,
                                                               .connection = verb.target,
                                                               .schema = verb.schema,
                                                               .migration = verb.migration,
                                                               .journal = context.common.journal,
                                                               .out = verb.out});
  print(context.common.json ? result_json(verb, plan) : result_text(verb, plan));
  return ExitCode::kDone;
}

constexpr char kFooter[] =
    "Streams go into the tables of their name. With a journal the plan is rehearsed, and what would fail "
    "stands\n"
    "in it as comments with counts and keys. The target's address does not: it becomes ${DATABASE_URL}.\n\n"
    "Examples:\n"
    "  sojourn plan init --source dump/nextcrm --target \"$DATABASE_URL\"\n"
    "  sojourn plan init --source dump --target service=crm --journal nextcrm.journal --out plan-2.yaml";

}  // namespace

void add_plan_init(CLI::App& plan, Context& context) {
  auto* const app = plan.add_subcommand("init", "Write a first plan from the journal and the target");
  const auto verb = std::make_shared<InitVerb>();
  app->add_option("--source", verb->source, "The dump, as a plan would name it")
      ->required()
      ->type_name("PATH");
  app->add_option("--target", verb->target, "The database, in words that libpq knows")
      ->required()
      ->type_name("CONNECTION");
  app->add_option("--schema", verb->schema, "The schema of its tables [public]")->type_name("NAME");
  app->add_option("--migration", verb->migration, "The migration's name [the journal's, or the dump's]")
      ->type_name("NAME");
  app->add_option("--journal", context.common.journal,
                  "The journal's folder [<migration>.journal beside the plan]")
      ->type_name("DIR");
  app->add_option("--out", verb->out, "The plan to be written; must not exist [plan.yaml]")
      ->type_name("FILE");
  add_common_options(*app, context.common);
  app->footer(kFooter);
  app->callback(
      [verb, &context] { context.run_verb = [verb, &context] { return run_init_verb(*verb, context); }; });
}

}  // namespace sojourn::cli
