// sojourn-dump JOURNAL check: proves that the journal is whole, or names what is wrong and where (J7).
#include "journal/check.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "base/json_writer.h"
#include "base/log.h"
#include "base/text.h"
#include "tools/dump/dump.h"

namespace sojourn::dump {
namespace {

constexpr char kFooter[] =
    "Reads everything: the checksum of every file and block, the running hash of every batch,\n"
    "that no log has a hole, that keys and log tell of the same versions, and that the journal\n"
    "reaches its file HIGH. Exit code 1 if anything is wrong.\n"
    "\n"
    "Examples:\n"
    "  sojourn-dump crm.journal check\n"
    "  sojourn-dump crm.journal check --without-high --json";

std::string as_json(const journal::CheckReport& report) {
  JsonWriter json;
  json.begin_object().field("sound", report.findings.empty());
  json.field("streams", report.streams).field("batches", report.batches);
  json.field("entries", report.entries).field("bytes", report.bytes);
  json.key("findings").begin_list();
  for (const std::string& finding : report.findings) json.value(finding);
  json.end_list().end_object();
  return json.text();
}

std::string as_text(const journal::CheckReport& report, const Session& session) {
  std::string text;
  for (const std::string& finding : report.findings) text += finding + '\n';
  text += fmt::format("{} {}: {}, {} {}, {} {}, {} of documents", session.journal.string(),
                      report.findings.empty() ? "is sound" : "is NOT sound",
                      count_text(report.streams, "stream"), with_commas(report.batches),
                      report.batches == 1 ? "batch" : "batches", with_commas(report.entries),
                      report.entries == 1 ? "entry" : "entries", size_text(report.bytes));
  if (session.without_high) text += "; HIGH was left unread, so a lost tail would not be seen";
  if (!report.findings.empty()) text += "; " + count_text(report.findings.size(), "finding");
  return text + '\n';
}

void show_progress(std::uint64_t entries) {
  if (log::has_status_line()) log::set_status_line(fmt::format("{} entries checked", with_commas(entries)));
}

ExitCode run_check(bool json, const Session& session) {
  const journal::CheckReport report =
      journal::check_journal(session.journal, {.without_high = session.without_high}, show_progress);
  log::set_status_line("");
  *session.out << (json ? as_json(report) : as_text(report, session));
  return report.findings.empty() ? ExitCode::kDone : ExitCode::kFailed;
}

}  // namespace

void add_check(CLI::App& tool, Session& session) {
  auto* const verb = tool.add_subcommand("check", "Check every byte of the journal");
  const auto json = std::make_shared<bool>(false);
  verb->add_flag("--json", *json, "The findings as JSON");
  verb->footer(kFooter);
  verb->callback([json, &session] {
    session.verb = [json](const Session& started) { return run_check(*json, started); };
  });
}

}  // namespace sojourn::dump
