#include "tools/dump/dump.h"

#include <fmt/format.h>

#include <sstream>

#include "base/version.h"

namespace sojourn::dump {
namespace {

constexpr char kAbout[] =
    "sojourn-dump looks into a journal: also into a copy, on read-only media, beside a run that\n"
    "is at work, and after one that was killed.";
constexpr char kFooter[] =
    "Examples:\n"
    "  sojourn-dump crm.journal streams\n"
    "  sojourn-dump crm.journal cat Users --limit 3\n"
    "  sojourn-dump crm.journal cat --help\n\n"
    "A stream is named in full (crm.Users) or, where that is clear, by its collection (Users).\n"
    "Exit codes: 0 done, 1 failed, not found or damaged, 2 usage.";

/// Names the journal where it stands in a command.
class WithJournal : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App* app, std::string name) const override {
    constexpr std::string_view kTool = "sojourn-dump ";
    if (name.starts_with(kTool)) name.insert(kTool.size(), "JOURNAL ");
    return CLI::Formatter::make_usage(app, name);
  }
};

/// The verb that the words have reached, for its help.
std::string reached(const CLI::App& tool) {
  const auto verbs = tool.get_subcommands();
  return verbs.empty() ? "sojourn-dump --help" : "sojourn-dump " + verbs.front()->get_name() + " --help";
}

/// The word that stands where a verb should, or empty if a verb was reached or nothing stands there.
std::string wrong_verb(const CLI::App& tool) {
  const auto unused = tool.remaining();
  return tool.get_subcommands().empty() && !unused.empty() ? unused.front() : std::string();
}

std::string nearest_verb(const CLI::App& tool, const std::string& wrong) {
  std::vector<std::string> verbs;
  for (const CLI::App* verb : tool.get_subcommands([](const CLI::App*) { return true; })) {
    verbs.push_back(verb->get_name());
  }
  const std::string nearest = wrong.empty() ? wrong : nearest_name(wrong, verbs);
  return nearest.empty() ? nearest : fmt::format("did you mean {}? ", nearest);
}

std::string cause_of(const CLI::App& tool, const CLI::ParseError& problem, const std::string& wrong) {
  if (!wrong.empty()) return "there is no verb " + wrong;
  const bool no_verb = tool.get_subcommands().empty() && tool.count("JOURNAL") > 0;
  return no_verb ? "a verb is missing behind the journal" : problem.what();
}

void describe(CLI::App& tool, Session& session) {
  tool.formatter(std::make_shared<WithJournal>());
  tool.footer(kFooter);
  tool.set_version_flag("--version", fmt::format("sojourn-dump {}", kVersion));
  tool.require_subcommand(1);
  tool.fallthrough();
  tool.add_option("JOURNAL", session.journal, "The journal's folder")->required();
  tool.add_flag("--without-high", session.without_high,
                "Leave the file HIGH unread: shows a journal that has lost its tail, without saying so");
  add_streams(tool, session);
  add_count(tool, session);
  add_cat(tool, session);
  add_get(tool, session);
  add_runs(tool, session);
  add_plan(tool, session);
  add_check(tool, session);
  add_export(tool, session);
}

/// Prints the help that was asked for, or throws what is wrong with the command.
ExitCode explain(const CLI::App& tool, const CLI::ParseError& problem, Output& out) {
  if (problem.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    std::ostringstream help;
    tool.exit(problem, help, help);
    out << help.str();
    return ExitCode::kDone;
  }
  const std::string wrong = wrong_verb(tool);
  throw usage_error(
      {.doing = "understand the command",
       .cause = cause_of(tool, problem, wrong),
       .hint = fmt::format("{}`{}` shows what there is", nearest_verb(tool, wrong), reached(tool))});
}

ExitCode parse_and_work(int argc, const char* const* argv, Output& out, Output& remarks) {
  Session session;
  session.out = &out;
  session.remarks = &remarks;
  CLI::App tool(kAbout, "sojourn-dump");
  describe(tool, session);
  try {
    tool.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return explain(tool, problem, out);
  }
  return session.verb(session);
}

ExitCode report(const Error& error, Output& remarks) {
  remarks << "sojourn-dump: " << error.what() << "\n";
  if (!error.text().hint.empty()) remarks << "Try: " << error.text().hint << "\n";
  return error.exit_code();
}

/// Works and flushes; what was written before an error is still shown.
ExitCode work(int argc, const char* const* argv, Output& out, Output& remarks) {
  try {
    const ExitCode code = parse_and_work(argc, argv, out, remarks);
    out.flush();
    return code;
  } catch (const Error& error) {
    out.flush();
    return report(error, remarks);
  } catch (const std::exception& surprise) {
    return report(
        Error(
            {.doing = "go on", .cause = surprise.what(), .hint = "this should not happen; please report it"}),
        remarks);
  }
}

}  // namespace

std::unique_ptr<journal::Reader> Session::open() const {
  return journal::Reader::open(journal, {.without_high = without_high});
}

int run(int argc, const char* const* argv, Output& out, Output& remarks) {
  ExitCode code = ExitCode::kDone;
  try {
    code = work(argc, argv, out, remarks);
  } catch (const ReaderGone&) {
    // Whoever read has seen enough.
  } catch (const Error& error) {
    code = report(error, remarks);  // The output could not be written.
  }
  try {
    remarks.flush();
  } catch (...) {
    // Nobody is left to tell it to.
  }
  return static_cast<int>(code);
}

}  // namespace sojourn::dump
