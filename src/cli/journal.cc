// sojourn journal copy|destroy: a whole copy of a journal, and the end of one.
#include "journal/copy.h"

#include <fmt/format.h>

#include <memory>

#include "base/json_writer.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/report.h"

namespace sojourn::cli {
namespace {

struct CopyVerb {
  std::string from;
  std::string to;
};

ExitCode run_copy(const CopyVerb& verb, const Context& context) {
  const journal::Copied copied = journal::copy_journal(verb.from, verb.to);
  if (context.common.json) {
    JsonWriter json;
    json.begin_object().field("outcome", "done").field("from", verb.from).field("to", verb.to);
    json.field("rows", copied.rows).field("bytes", copied.bytes).end_object();
    print(json.text());
  } else {
    print(fmt::format("Copied {} ({}) to {}.\n", count_text(copied.rows, "row"), size_text(copied.bytes),
                      verb.to));
  }
  return ExitCode::kDone;
}

struct DestroyVerb {
  std::string folder;
  bool yes = false;
};

ExitCode run_destroy(const DestroyVerb& verb, const Context& context) {
  if (!verb.yes) {
    throw usage_error({.doing = "destroy the journal",
                       .subject = verb.folder,
                       .cause = "this cannot be undone and was not confirmed",
                       .hint = "add --yes"});
  }
  const bool all_gone = journal::destroy_journal(verb.folder);
  if (context.common.json) {
    JsonWriter json;
    json.begin_object().field("outcome", "done").field("journal", verb.folder);
    json.field("folder_removed", all_gone).end_object();
    print(json.text());
  } else if (all_gone) {
    print(fmt::format("Destroyed the journal {}.\n", verb.folder));
  } else {
    print(
        fmt::format("Destroyed the journal in {}; files that are not its own stayed there.\n", verb.folder));
  }
  return ExitCode::kDone;
}

void add_copy(CLI::App& journal, Context& context) {
  auto* const app = journal.add_subcommand("copy", "Copy a journal, also one in use (cp would not do)");
  const auto verb = std::make_shared<CopyVerb>();
  app->add_option("FROM", verb->from, "The journal's folder")->required();
  app->add_option("TO", verb->to, "The copy's folder; must not exist")->required();
  add_common_options(*app, context.common);
  app->footer("Example:\n  sojourn journal copy nextcrm.journal /backup/nextcrm.journal");
  app->callback(
      [verb, &context] { context.run_verb = [verb, &context] { return run_copy(*verb, context); }; });
}

void add_destroy(CLI::App& journal, Context& context) {
  auto* const app = journal.add_subcommand("destroy", "Delete a journal and all that it holds");
  const auto verb = std::make_shared<DestroyVerb>();
  app->add_option("JOURNAL", verb->folder, "The journal's folder")->required();
  app->add_flag("--yes", verb->yes, "Really do it");
  add_common_options(*app, context.common);
  app->footer("Example:\n  sojourn journal destroy nextcrm.journal --yes");
  app->callback(
      [verb, &context] { context.run_verb = [verb, &context] { return run_destroy(*verb, context); }; });
}

}  // namespace

void add_journal(CLI::App& program, Context& context) {
  auto* const app = program.add_subcommand("journal", "Copy or destroy a journal");
  app->require_subcommand(1);
  app->footer("Example:\n  sojourn journal copy nextcrm.journal /backup/nextcrm.journal");
  add_copy(*app, context);
  add_destroy(*app, context);
}

}  // namespace sojourn::cli
