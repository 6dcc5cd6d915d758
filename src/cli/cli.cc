#include "cli/cli.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/stop.h"
#include "base/text.h"
#include "base/version.h"
#include "cli/report.h"
#include "cli/usage.h"

namespace sojourn::cli {
namespace {

constexpr char kAbout[] =
    "sojourn moves document data into a relational database and never loses track of one record.";
constexpr char kFooter[] =
    "Begin with:\n"
    "  sojourn check plan.yaml\n"
    "  sojourn extract plan.yaml\n"
    "  sojourn plan plan.yaml\n"
    "  sojourn status plan.yaml\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage or plan, 3 paused (the same command goes on).";

void start_log(const Common& common) {
  log::Options options;
  options.json_lines = common.log_json;
  if (common.verbose) options.console_level = log::Level::kDebug;
  if (common.quiet) options.console_level = log::Level::kWarning;
  log::start(options);
}

ExitCode run_named_verb(CLI::App& program, Context& context) {
  try {
    program.parse(static_cast<int>(context.words.size()), argument_pointers(context.words).data());
  } catch (const CLI::ParseError& problem) {
    return explain(program, context.words, problem);
  }
  start_log(context.common);
  listen_for_stop();
  return context.run_verb();
}

}  // namespace

std::string Context::command() const {
  return shell_text(words);
}

void add_common_options(CLI::App& verb, Common& common) {
  verb.add_flag("--json", common.json, "Print the result as JSON (docs/JSON.md)");
  verb.add_flag("-q,--quiet", common.quiet, "Show only warnings and errors");
  verb.add_flag("-v,--verbose", common.verbose, "Show every detail");
  verb.add_flag("--log-json", common.log_json, "Write what happens as JSON lines");
}

void add_plan_options(CLI::App& verb, Common& common, std::string& plan_file) {
  verb.add_option("PLAN", plan_file, "The plan: a YAML file")->required();
  verb.add_option("--journal", common.journal, "The journal's folder [<migration>.journal beside the plan]")
      ->type_name("DIR");
}

void add_verbs(CLI::App& program, Context& context) {
  add_extract(program, context);
  add_apply(program, context);
  add_status(program, context);
  add_plan(program, context);
  add_check(program, context);
  add_journal(program, context);
}

int run(int argc, const char* const* argv, std::uint64_t memory_min) {
  Context context;
  context.memory_min = memory_min;
  context.words.assign(argv, argv + argc);
  try {
    CLI::App program(kAbout, "sojourn");
    program.footer(kFooter);
    program.set_version_flag("--version", fmt::format("sojourn {}", kVersion));
    program.require_subcommand(1);
    program.get_formatter()->label("SUBCOMMAND", "VERB");
    program.get_formatter()->label("Subcommands", "Verbs");
    program.get_formatter()->label("REQUIRED", "");
    log::start({});
    add_verbs(program, context);
    return static_cast<int>(run_named_verb(program, context));
  } catch (const Error& error) {
    return static_cast<int>(report_error(error, context));
  } catch (const std::exception& surprise) {
    return static_cast<int>(report_error(
        Error(
            {.doing = "go on", .cause = surprise.what(), .hint = "this should not happen; please report it"}),
        context));
  }
}

}  // namespace sojourn::cli
