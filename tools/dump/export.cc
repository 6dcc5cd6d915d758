// sojourn-dump JOURNAL export DIR: the journal's documents as a folder that mongorestore reads.
#include <fmt/format.h>
#include <sys/stat.h>

#include <memory>
#include <set>

#include "base/json_writer.h"
#include "base/log.h"
#include "base/table.h"
#include "base/text.h"
#include "journal/in_force.h"
#include "tools/dump/choose_stream.h"
#include "tools/dump/dump.h"
#include "tools/dump/export_place.h"
#include "tools/dump/new_file.h"

namespace sojourn::dump {
namespace {

namespace fs = std::filesystem;

constexpr char kFooter[] =
    "Writes DIR/<database>/<collection>.bson with the documents in force, each byte for byte, in\n"
    "the order in which they came into the journal, and .metadata.json beside it where the dump\n"
    "had one. After one extraction of a dump that is the dump again: also where several documents\n"
    "have one _id. After later extractions changed documents stand where they changed, at the\n"
    "end; corrections stand in for what they correct; deleted documents are left out, vanished\n"
    "ones are not.\n"
    "DIR must be new or empty. Bytes are exported as they are or not at all: streams with\n"
    "sensitive fields need --show-sensitive, or are left out by naming the others.\n"
    "\n"
    "Examples:\n"
    "  sojourn-dump crm.journal export dump-again --show-sensitive\n"
    "  sojourn-dump crm.journal export part crm.Invoices crm.Tasks";

struct ExportOptions {
  std::string folder;
  std::vector<std::string> streams;
  bool show_sensitive = false;
  bool json = false;
};

/// A stream to be exported, and then what was.
struct Export {
  journal::StreamSummary stream;
  ExportPlace place;  ///< Within the folder.
  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;
};

void require_new_or_empty(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder, ignored) || (fs::is_directory(folder) && fs::is_empty(folder))) return;
  throw usage_error({.doing = "export into the folder",
                     .subject = folder.string(),
                     .cause = "there is something already, and nothing is ever overwritten",
                     .hint = "name a new or an empty folder"});
}

void require_nothing_sensitive(const std::vector<Export>& exports) {
  std::string names;
  for (const Export& each : exports) {
    if (!each.stream.info.sensitive.empty()) names += (names.empty() ? "" : ", ") + each.stream.info.name;
  }
  if (names.empty()) return;
  throw usage_error(
      {.doing = "export",
       .subject = names,
       .cause = "there are sensitive fields, and bytes are exported unaltered or not at all",
       .hint = "--show-sensitive exports them; or name the streams that are wanted behind DIR"});
}

std::vector<Export> plan_exports(const journal::View& view, const ExportOptions& options) {
  std::vector<Export> exports;
  std::set<fs::path> taken;
  for (const auto& [id, info] : choose_streams(view, options.streams)) {
    const ExportPlace place = export_place(info);
    exports.push_back({.stream = journal::summarize(view, id, info), .place = place});
    if (taken.insert(place.data).second) continue;
    throw usage_error({.doing = "export",
                       .subject = info.name,
                       .cause = fmt::format("another stream goes to {} as well", place.data.string()),
                       .hint = "export the two into different folders, named one at a time behind DIR"});
  }
  return exports;
}

void show_progress(const Export& each) {
  constexpr std::uint64_t kDocumentsPerLine = 50'000;
  if (each.documents % kDocumentsPerLine != 0 || !log::has_status_line()) return;
  log::set_status_line(fmt::format("{}: {}, {}", each.stream.info.name,
                                   count_text(each.documents, "document"), size_text(each.bytes)));
}

void write_documents(const journal::View& view, const fs::path& folder, Export& each) {
  const journal::StreamId id = each.stream.id;
  const journal::InForce state(view, id, journal::Repeats::kAll);
  NewFile file(folder / each.place.data);
  for (auto cursor = view.log(id); cursor.valid(); cursor.next()) {
    if (!state.holds(cursor.entry().sequence)) continue;
    file.write(cursor.entry().body);
    ++each.documents;
    each.bytes += cursor.entry().body.size();
    show_progress(each);
  }
  file.finish();
}

void write_metadata(const fs::path& folder, const Export& each) {
  const std::string& metadata = each.stream.info.metadata;
  if (metadata.empty()) return;
  NewFile file(folder / each.place.metadata);
  file.write(metadata);
  file.finish();
}

/// What makes an export less than the source; told even when the result goes to a program.
void remark_gaps(const std::vector<Export>& exports, Output& remarks) {
  for (const Export& each : exports) {
    const std::string& name = each.stream.info.name;
    if (!each.stream.complete) remarks << fmt::format("{}: its extraction is not complete\n", name);
    for (const journal::PassSummary& pass : each.stream.passes) {
      if (pass.totals.damaged == 0) continue;
      remarks << fmt::format("{}: pass {} left out {}, {} of its source\n", name, pass.pass,
                             count_text(pass.totals.damaged, "damaged part"),
                             size_text(pass.totals.damaged_bytes));
    }
  }
}

std::string as_json(const std::vector<Export>& exports) {
  JsonWriter json;
  json.begin_object().key("streams").begin_list();
  for (const Export& each : exports) {
    json.begin_object().field("name", each.stream.info.name).field("file", each.place.data.string());
    json.field("documents", each.documents).field("bytes", each.bytes);
    json.field("complete", each.stream.complete).end_object();
  }
  json.end_list().end_object();
  return json.text();
}

std::string as_table(const std::vector<Export>& exports) {
  Table table({{.title = "Stream"},
               {.title = "Documents", .align = Table::Align::kRight},
               {.title = "Bytes", .align = Table::Align::kRight},
               {.title = "File"}});
  Export sum;
  for (const Export& each : exports) {
    table.add({each.stream.info.name, with_commas(each.documents), size_text(each.bytes),
               each.place.data.string()});
    sum.documents += each.documents;
    sum.bytes += each.bytes;
  }
  table.add_totals(
      {count_text(exports.size(), "stream"), with_commas(sum.documents), size_text(sum.bytes), ""});
  return table.text();
}

ExitCode run_export(const ExportOptions& options, const Session& session) {
  const fs::path folder = options.folder;
  require_new_or_empty(folder);
  const auto reader = session.open();
  const journal::View& view = reader->view();
  std::vector<Export> exports = plan_exports(view, options);
  if (!options.show_sensitive) require_nothing_sensitive(exports);
  umask(0077);  // The documents are as private as the journal.
  fs::create_directories(folder);
  for (Export& each : exports) {
    write_documents(view, folder, each);
    write_metadata(folder, each);
  }
  log::set_status_line("");
  remark_gaps(exports, *session.remarks);
  *session.out << (options.json ? as_json(exports) : as_table(exports));
  return ExitCode::kDone;
}

}  // namespace

void add_export(CLI::App& tool, Session& session) {
  auto* const verb = tool.add_subcommand("export", "Write a mongodump folder again");
  const auto options = std::make_shared<ExportOptions>();
  verb->add_option("DIR", options->folder, "A new or empty folder")->required();
  verb->add_option("STREAM", options->streams, "Only these streams");
  verb->add_flag("--show-sensitive", options->show_sensitive, "Export streams with sensitive fields as well");
  verb->add_flag("--json", options->json, "What was exported, as JSON");
  verb->footer(kFooter);
  verb->callback([options, &session] {
    session.verb = [options](const Session& started) { return run_export(*options, started); };
  });
}

}  // namespace sojourn::dump
