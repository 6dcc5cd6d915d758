// sojourn-dump JOURNAL plan: the plan that a run used, as it was written.
#include <fmt/format.h>

#include <memory>

#include "tools/dump/dump.h"

namespace sojourn::dump {
namespace {

constexpr char kFooter[] =
    "Prints the text byte for byte. ${NAME} is kept as it was written: what the environment held,\n"
    "such as passwords, never was in the journal.\n"
    "\n"
    "Examples:\n"
    "  sojourn-dump crm.journal plan\n"
    "  sojourn-dump crm.journal plan --run 3 > plan.yaml";

/// The plan of one run, or of the last run that had one.
std::optional<std::string> plan_of(const journal::View& view, std::uint64_t run_number) {
  const auto runs = view.runs();
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    if (run_number != 0 && run->first != run_number) continue;
    if (auto text = view.plan(run->second.plan)) return text;
  }
  return std::nullopt;
}

ExitCode run_plan(std::uint64_t run_number, const Session& session) {
  const auto reader = session.open();
  const auto text = plan_of(reader->view(), run_number);
  if (!text) {
    throw Error({.doing = "show the plan",
                 .subject = run_number == 0 ? session.journal.string() : fmt::format("run {}", run_number),
                 .cause = run_number == 0 ? "no run has left one" : "there is no such run, or it left none",
                 .hint = "the verb `runs` lists the runs"});
  }
  *session.out << *text;
  return ExitCode::kDone;
}

}  // namespace

void add_plan(CLI::App& tool, Session& session) {
  auto* const verb = tool.add_subcommand("plan", "Show the plan that a run used");
  const auto run_number = std::make_shared<std::uint64_t>(0);
  verb->add_option("--run", *run_number, "The number of the run; without it, the last one that had a plan")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  verb->footer(kFooter);
  verb->callback([run_number, &session] {
    session.verb = [run_number](const Session& started) { return run_plan(*run_number, started); };
  });
}

}  // namespace sojourn::dump
