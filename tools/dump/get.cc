// sojourn-dump JOURNAL get STREAM KEY: one document, and every version that it had.
#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "tools/dump/dump.h"
#include "tools/dump/find_key.h"
#include "tools/dump/show.h"

namespace sojourn::dump {
namespace {

constexpr char kFooter[] =
    "KEY is the document's _id: plain text, a number, 24 hex digits for an ObjectId, or Extended\n"
    "JSON.\n"
    "--history shows every version, oldest first: its sequence, who made it, in which run and\n"
    "when, and the note of a correction.\n"
    "\n"
    "Examples:\n"
    "  sojourn-dump crm.journal get Users 65f0c0ffee0123456789abcd\n"
    "  sojourn-dump crm.journal get Users '{\"$oid\": \"65f0c0ffee0123456789abcd\"}' --flat\n"
    "  sojourn-dump crm.journal get Users 65f0c0ffee0123456789abcd --history";

struct GetOptions {
  std::string stream;
  std::string key;
  bool history = false;
  ShowOptions show;
};

bool contains(const std::vector<journal::Sequence>& sequences, journal::Sequence wanted) {
  return std::find(sequences.begin(), sequences.end(), wanted) != sequences.end();
}

void print_history(const journal::View& view, const NamedStream& stream, const GetOptions& options,
                   const FoundKey& found, VersionPrinter printer) {
  const auto in_force = journal::in_force(found.versions, journal::Repeats::kNewest);
  for (auto version = found.versions.rbegin(); version != found.versions.rend(); ++version) {
    const auto cursor = view.log(stream.first, version->sequence);
    if (options.show.form() != Form::kBson) require_document(stream.second, cursor.entry());
    printer.print(cursor.entry(), contains(in_force, version->sequence));
  }
}

Error deleted(const NamedStream& stream, const GetOptions& options) {
  return Error({.doing = "show the document",
                .subject = fmt::format("{}, key {}", stream.second.name, options.key),
                .cause = "it is deleted",
                .hint = "--history shows the versions that it had"});
}

void print_in_force(const journal::View& view, const NamedStream& stream, const GetOptions& options,
                    const FoundKey& found, const Session& session) {
  const auto held = journal::in_force(found.versions, journal::Repeats::kAll);
  if (held.empty()) throw deleted(stream, options);
  const auto cursor = view.log(stream.first, held.front());
  if (options.show.form() != Form::kBson) require_document(stream.second, cursor.entry());
  DocumentPrinter(*session.out, options.show.form(), mask_for(stream.second, options.show))
      .print(cursor.entry().body);
  if (held.size() == 1) return;
  *session.remarks << fmt::format(
      "The source holds {} under this key; this is the last of them, --history shows all.\n",
      count_text(held.size(), "document"));
}

ExitCode run_get(const GetOptions& options, const Session& session) {
  const auto reader = session.open();
  const journal::View& view = reader->view();
  const NamedStream stream = choose_stream(view, options.stream);
  Mask mask = mask_for(stream.second, options.show);
  const FoundKey found = find_key(view, stream, options.key);
  if (options.history) {
    print_history(view, stream, options, found,
                  VersionPrinter(*session.out, options.show.form(), std::move(mask), view, stream.first));
  } else {
    print_in_force(view, stream, options, found, session);
  }
  return ExitCode::kDone;
}

}  // namespace

void add_get(CLI::App& tool, Session& session) {
  auto* const verb = tool.add_subcommand("get", "Show one document by its key, or all its versions");
  const auto options = std::make_shared<GetOptions>();
  verb->add_option("STREAM", options->stream, "crm.Users or Users")->required();
  verb->add_option("KEY", options->key, "The document's _id, plain or as Extended JSON")->required();
  verb->add_flag("--history", options->history, "Every version, oldest first");
  add_show_options(*verb, options->show);
  verb->footer(kFooter);
  verb->callback([options, &session] {
    session.verb = [options](const Session& started) { return run_get(*options, started); };
  });
}

}  // namespace sojourn::dump
