// sojourn-dump JOURNAL count [STREAM...]: how many documents are in force.
#include <fmt/format.h>

#include <memory>

#include "base/json_writer.h"
#include "base/table.h"
#include "base/text.h"
#include "journal/in_force.h"
#include "tools/dump/choose_stream.h"
#include "tools/dump/dump.h"

namespace sojourn::dump {
namespace {

constexpr char kFooter[] =
    "Counts distinct keys that are not deleted, exactly. Where an extraction has not ended and\n"
    "keys do not rise, that takes a walk over the keys.\n"
    "\n"
    "Examples:\n"
    "  sojourn-dump crm.journal count\n"
    "  sojourn-dump crm.journal count Users";

struct CountOptions {
  std::vector<std::string> streams;
  bool json = false;
};

using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

Counts count_all(const journal::View& view, const std::vector<NamedStream>& streams) {
  Counts counts;
  for (const auto& [id, info] : streams) {
    counts.emplace_back(info.name, journal::count_documents(view, journal::summarize(view, id, info)));
  }
  return counts;
}

std::string as_json(const Counts& counts) {
  JsonWriter json;
  json.begin_object();
  for (const auto& [name, documents] : counts) json.field(name, documents);
  json.end_object();
  return json.text();
}

std::string as_table(const Counts& counts) {
  Table table({{.title = "Stream"}, {.title = "Documents", .align = Table::Align::kRight}});
  std::uint64_t sum = 0;
  for (const auto& [name, documents] : counts) {
    table.add({name, with_commas(documents)});
    sum += documents;
  }
  table.add_totals({count_text(counts.size(), "stream"), with_commas(sum)});
  return table.text();
}

ExitCode run_count(const CountOptions& options, const Session& session) {
  const auto reader = session.open();
  const journal::View& view = reader->view();
  const Counts counts = count_all(view, choose_streams(view, options.streams));
  if (options.json) {
    *session.out << as_json(counts);
  } else if (options.streams.size() == 1) {
    *session.out << fmt::format("{}\n", counts.front().second);
  } else {
    *session.out << as_table(counts);
  }
  return ExitCode::kDone;
}

}  // namespace

void add_count(CLI::App& tool, Session& session) {
  auto* const verb = tool.add_subcommand("count", "Count the documents of each stream, or of those named");
  const auto options = std::make_shared<CountOptions>();
  verb->add_option("STREAM", options->streams, "crm.Users or Users; without any, every stream");
  verb->add_flag("--json", options->json, "An object with the count of each stream");
  verb->footer(kFooter);
  verb->callback([options, &session] {
    session.verb = [options](const Session& started) { return run_count(*options, started); };
  });
}

}  // namespace sojourn::dump
