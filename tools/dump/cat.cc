// sojourn-dump JOURNAL cat STREAM: the documents of a stream, in the order in which they came.
#include <charconv>
#include <limits>
#include <memory>

#include "tools/dump/condition.h"
#include "tools/dump/dump.h"
#include "tools/dump/find_key.h"
#include "tools/dump/show.h"

namespace sojourn::dump {
namespace {

constexpr char kFooter[] =
    "Shows each document once, in the version that is in force: no superseded ones, no deleted\n"
    "ones, no undecided conflicts. --all-versions shows every entry of the log.\n"
    "A condition holds if some element at the path, stepping through arrays, has the value: plain\n"
    "text, a number of any type, true, null, 24 hex digits for an ObjectId, or Extended JSON.\n"
    "--bson gives out a file that mongorestore and bsondump read; with --all-versions deletes,\n"
    "which have no bytes, are left out.\n"
    "\n"
    "Examples:\n"
    "  sojourn-dump crm.journal cat Users --limit 3\n"
    "  sojourn-dump crm.journal cat Users --where address.city=Brno --where active=true --flat\n"
    "  sojourn-dump crm.journal cat Users --from @5000 --all-versions --json\n"
    "  sojourn-dump crm.journal cat Users --bson > Users.bson";

struct CatOptions {
  std::string stream;
  std::string from;
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::string> where;
  bool all_versions = false;
  ShowOptions show;
};

/// `@5000` is the entry of that sequence; anything else a key, of which the entry in force is meant.
journal::Sequence start_of(const journal::View& view, const NamedStream& stream, const CatOptions& options) {
  if (options.from.empty()) return 0;
  const char* const end = options.from.data() + options.from.size();
  journal::Sequence sequence = 0;
  const auto [past, problem] = std::from_chars(options.from.data() + 1, end, sequence);
  if (options.from.front() == '@' && problem == std::errc() && past == end) return sequence;
  const FoundKey found = find_key(view, stream, options.from);
  if (options.all_versions) return found.versions.back().sequence;
  const auto in_force = journal::in_force(found.versions, journal::Repeats::kNewest);
  if (!in_force.empty()) return in_force.front();
  throw Error({.doing = "begin at the document",
               .subject = stream.second.name + ", key " + options.from,
               .cause = "it is deleted",
               .hint = "--all-versions shows deleted documents too"});
}

std::vector<Condition> conditions_of(const CatOptions& options, const Mask& mask) {
  std::vector<Condition> conditions;
  for (const std::string& text : options.where) {
    const Condition& condition = conditions.emplace_back(text);
    if (!mask.touches(condition.path())) continue;
    throw usage_error({.doing = "select by a field",
                       .subject = condition.path(),
                       .cause = "the field is sensitive, and a selection would tell its value",
                       .hint = "--show-sensitive allows it"});
  }
  return conditions;
}

bool all_hold(std::vector<Condition>& conditions, std::string_view body) {
  for (Condition& condition : conditions) {
    if (body.empty() || !condition.holds(body)) return false;
  }
  return true;
}

/// Walks the log from the start that is asked for; `print(entry, in_force)` may skip, and says if it printed.
template <typename Print>
void walk(const journal::View& view, const NamedStream& stream, const CatOptions& options,
          std::vector<Condition>& conditions, const Print& print) {
  const journal::InForce state(view, stream.first, journal::Repeats::kNewest);
  const bool walks_bodies = options.show.form() != Form::kBson || !conditions.empty();
  std::uint64_t left = options.limit;
  auto cursor = view.log(stream.first, start_of(view, stream, options));
  for (; left > 0 && cursor.valid(); cursor.next()) {
    const bool in_force = state.holds(cursor.entry().sequence);
    if (!in_force && !options.all_versions) continue;
    if (walks_bodies) require_document(stream.second, cursor.entry());
    if (!all_hold(conditions, cursor.entry().body)) continue;
    print(cursor.entry(), in_force);
    --left;
  }
}

ExitCode run_cat(const CatOptions& options, const Session& session) {
  const auto reader = session.open();
  const journal::View& view = reader->view();
  const NamedStream stream = choose_stream(view, options.stream);
  Mask mask = mask_for(stream.second, options.show);
  std::vector<Condition> conditions = conditions_of(options, mask);
  if (options.all_versions) {
    VersionPrinter printer(*session.out, options.show.form(), std::move(mask), view, stream.first);
    walk(view, stream, options, conditions,
         [&](const journal::LogEntry& entry, bool in_force) { printer.print(entry, in_force); });
  } else {
    DocumentPrinter printer(*session.out, options.show.form(), std::move(mask));
    walk(view, stream, options, conditions,
         [&](const journal::LogEntry& entry, bool) { printer.print(entry.body); });
  }
  return ExitCode::kDone;
}

}  // namespace

void add_cat(CLI::App& tool, Session& session) {
  auto* const verb = tool.add_subcommand("cat", "Show the documents of a stream");
  const auto options = std::make_shared<CatOptions>();
  verb->add_option("STREAM", options->stream, "crm.Users or Users")->required();
  verb->add_option("--from", options->from, "Begin at this key, or at the entry @N of the log")
      ->type_name("KEY|@N");
  verb->add_option("--limit", options->limit, "Show at most so many")->type_name("N");
  verb->add_option("--where", options->where, "Only documents with this value at this path; all must hold")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  verb->add_flag("--all-versions", options->all_versions, "Every entry of the log, with what is known of it");
  add_show_options(*verb, options->show);
  verb->footer(kFooter);
  verb->callback([options, &session] {
    session.verb = [options](const Session& started) { return run_cat(*options, started); };
  });
}

}  // namespace sojourn::dump
