#include "pipeline/checking.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "journal/reader.h"
#include "pipeline/listing.h"
#include "pipeline/planning.h"
#include "target/inspect.h"
#include "target/ledger.h"
#include "target/read_catalogue.h"

namespace sojourn::pipeline {
namespace {

using plan::Existing;
using plan::Table;
using plan::TablePlan;
using target::Inspection;
using Weight = Finding::Weight;

class TargetCheck {
 public:
  TargetCheck(const plan::Plan& plan, const plan::TargetPlan& target, const std::filesystem::path& journal)
      : plan_(plan),
        target_(target),
        journal_(journal),
        inspection_(target::inspect(target.connection(), target.schema, target.ledger)),
        catalogue_(target::read_catalogue(target.connection(), target.schema)) {
    for (const TablePlan& table : plan.tables) planned_.insert(table.table);
  }

  std::vector<Finding> run() {
    check_server();
    check_role();
    check_ledger();
    for (const TablePlan& table : plan_.tables) check_table(table);
    return std::move(findings_);
  }

 private:
  void add(Weight weight, std::string subject, std::string text, std::string hint = {}) {
    findings_.push_back(
        {.weight = weight, .subject = std::move(subject), .text = std::move(text), .hint = std::move(hint)});
  }
  void check_server();
  void check_role();
  void check_ledger();
  void check_ledger_tables(const std::string& name);
  void check_table(const TablePlan& plan);
  void check_rights(const Table& table, const std::string& subject);
  void check_rows(const TablePlan& plan, const Table& table, const std::string& subject);
  void check_held_back(const Table& table, const std::string& subject);
  [[nodiscard]] std::vector<std::string> leaning_on(const Table& table) const;

  const plan::Plan& plan_;
  const plan::TargetPlan& target_;
  const std::filesystem::path& journal_;
  Inspection inspection_;
  plan::Catalogue catalogue_;
  std::set<std::string> planned_;
  std::vector<Finding> findings_;
};

void TargetCheck::check_server() {
  add(Weight::kOk, "connection", inspection_.description);
  add(Weight::kOk, "server", "PostgreSQL " + inspection_.server_version);
  if (inspection_.encoding != "UTF8") {
    add(Weight::kError, "encoding",
        fmt::format("the database is in {}, which cannot hold all text", inspection_.encoding),
        "make the database with ENCODING 'UTF8'");
  } else {
    add(Weight::kOk, "encoding", "UTF8");
  }
  if (inspection_.read_only) {
    add(Weight::kError, "server", "it only reads: a standby, or default_transaction_read_only is on",
        "connect to the primary, as a role that may write");
  }
}

void TargetCheck::check_role() {
  add(Weight::kOk, "role", inspection_.role + (inspection_.superuser ? ", a superuser" : ""));
  if (!inspection_.may_use_schema) {
    add(Weight::kError, "role", fmt::format("it may not use the schema \"{}\"", target_.schema),
        fmt::format("GRANT USAGE ON SCHEMA \"{}\" TO \"{}\"", target_.schema, inspection_.role));
  }
  if (!inspection_.may_make_temporary) {
    add(Weight::kError, "role", "it may not make temporary tables, which later versions go through",
        fmt::format("GRANT TEMPORARY ON DATABASE \"{}\" TO \"{}\"", inspection_.database, inspection_.role));
  }
  for (const auto& [name, value] : inspection_.limits) {
    add(Weight::kWarning, "role", fmt::format("{} is {} for its sessions", name, value),
        fmt::format("ALTER ROLE \"{}\" RESET {}, unless it is meant", inspection_.role, name));
  }
}

void TargetCheck::check_ledger() {
  const std::string name = fmt::format("schema \"{}\"", target_.ledger);
  if (!inspection_.ledger_there) {
    if (inspection_.may_make_schema) {
      add(Weight::kOk, "ledger", name + " is not there yet; it will be made");
    } else {
      add(Weight::kError, "ledger", name + " is not there, and our role may not make it",
          fmt::format("CREATE SCHEMA \"{}\" AUTHORIZATION \"{}\"", target_.ledger, inspection_.role));
    }
    return;
  }
  if (!inspection_.ledger_usable) {
    add(Weight::kError, "ledger", name + " is there, but our role may not make tables in it",
        fmt::format("GRANT USAGE, CREATE ON SCHEMA \"{}\" TO \"{}\"", target_.ledger, inspection_.role));
  } else if (inspection_.ledger_tables.empty()) {
    add(Weight::kOk, "ledger", name + " is there and empty");
  } else {
    check_ledger_tables(name);
  }
}

/// The id that a ledger must carry to be this migration's; without a journal none is.
std::string journal_id(const std::filesystem::path& journal) {
  if (!std::filesystem::exists(journal)) return "no journal yet";
  const auto reader = journal::Reader::open(journal);
  const std::vector<std::uint8_t> id = reader->view().header().id;
  return to_hex(std::string(id.begin(), id.end()));
}

void TargetCheck::check_ledger_tables(const std::string& name) {
  try {
    target::Session session({.connection = target_.connection(), .migration = plan_.migration});
    const auto ledger =
        target::Ledger::find(session, target_.ledger, {journal_id(journal_), plan_.migration});
    if (ledger) {
      const target::Standing standing = ledger->standing(session);
      add(Weight::kOk, "ledger",
          fmt::format("{} holds the ledger of this migration, {} applied, epoch {}", name,
                      count_text(standing.documents, "document"), standing.epoch));
      return;
    }
  } catch (const target::ServerError&) {
    throw;
  } catch (const Error& error) {
    if (error.exit_code() == ExitCode::kPaused) throw;
    add(Weight::kError, "ledger", error.text().cause,
        error.text().hint.empty() ? "`ledger: NAME` of the target names another schema" : error.text().hint);
    return;
  }
  add(Weight::kWarning, "ledger",
      fmt::format("{} holds {}, none of them a ledger: {}", name,
                  count_text(inspection_.ledger_tables.size(), "table"),
                  fmt::join(inspection_.ledger_tables, ", ")),
      "`ledger: NAME` of the target names a schema of its own");
}

void TargetCheck::check_table(const TablePlan& plan) {
  const std::string subject = "table " + plan.table;
  const auto found = catalogue_.tables.find(plan.table);
  if (found == catalogue_.tables.end()) {
    add(Weight::kError, subject, fmt::format("it is not in schema \"{}\"", target_.schema),
        target_.ddl.empty() ? "`sojourn plan` names the nearest" : "load " + target_.ddl.string() + " first");
    return;
  }
  check_rights(found->second, subject);
  check_rows(plan, found->second, subject);
  check_held_back(found->second, subject);
}

void TargetCheck::check_rights(const Table& table, const std::string& subject) {
  std::vector<std::string> missing;
  if (!table.may_insert) missing.emplace_back("INSERT");
  if (!table.may_select) missing.emplace_back("SELECT");
  if (!table.may_update) missing.emplace_back("UPDATE");
  if (!table.may_delete) missing.emplace_back("DELETE");
  if (!missing.empty()) {
    const std::string all = fmt::format("{}", fmt::join(missing, ", "));
    add(table.may_insert && table.may_select ? Weight::kWarning : Weight::kError, subject,
        fmt::format("our role has no right to {}{}", all,
                    table.may_insert && table.may_select ? ", which later versions of documents need" : ""),
        fmt::format("GRANT {} ON \"{}\".\"{}\" TO \"{}\"", all, table.schema, table.name, inspection_.role));
  }
  if (table.row_security) {
    add(Weight::kError, subject,
        "row-level security applies to our role: rows could be refused, or not be seen",
        "connect as a role with BYPASSRLS, or as the table's owner");
  }
}

void TargetCheck::check_rows(const TablePlan& plan, const Table& table, const std::string& subject) {
  if (table.empty || plan.existing != Existing::kRefuse) return;
  const std::string about =
      table.estimated_rows > 0 ? fmt::format(", about {}", count_text(table.estimated_rows, "row")) : "";
  add(Weight::kError, subject, "it is not empty" + about,
      "empty it, or say `existing: keep`, `upsert` or `replace` in the plan");
}

/// What others outside the plan would lose: "foreign keys of notes, orders".
std::vector<std::string> TargetCheck::leaning_on(const Table& table) const {
  std::vector<std::string> keys;
  std::vector<std::string> views;
  for (const target::Dependent& each : inspection_.foreign_keys) {
    if (each.table == table.name && !planned_.contains(each.name)) keys.push_back(each.name);
  }
  for (const target::Dependent& each : inspection_.views) {
    if (each.table == table.name) views.push_back(each.name);
  }
  std::vector<std::string> all;
  if (!keys.empty()) all.push_back(fmt::format("it is referred to by {}", fmt::join(keys, ", ")));
  if (!views.empty()) all.push_back(fmt::format("it is shown by the view {}", fmt::join(views, ", ")));
  return all;
}

void TargetCheck::check_held_back(const Table& table, const std::string& subject) {
  std::vector<std::string> reasons;
  if (!table.owned) reasons.emplace_back("our role does not own it");
  if (table.partitioned) reasons.emplace_back("it is partitioned");
  if (!table.empty) reasons.emplace_back("it is not empty");
  for (std::string& other : leaning_on(table)) reasons.push_back(std::move(other));
  if (reasons.empty()) {
    add(Weight::kOk, subject,
        fmt::format("{} {} and {} can be held back", table.indexes.size(),
                    table.indexes.size() == 1 ? "index" : "indexes",
                    count_text(table.foreign_keys.size(), "foreign key")));
  } else {
    add(Weight::kWarning, subject,
        fmt::format("keys and indexes stay during the load, which takes longer: {}",
                    fmt::join(reasons, "; ")));
  }
  if (!table.triggers.empty()) {
    add(Weight::kWarning, subject,
        fmt::format("its triggers fire for every row: {}", fmt::join(table.triggers, ", ")),
        "disable them for the load if they are not meant for it");
  }
}

/// The nearest folder that is there.
std::filesystem::path existing_folder(std::filesystem::path path) {
  path = std::filesystem::absolute(path);
  while (!std::filesystem::exists(path) && path.has_relative_path()) path = path.parent_path();
  return path;
}

Finding check_disk(const std::filesystem::path& journal, std::uint64_t source_bytes) {
  std::error_code problem;
  const std::filesystem::space_info space = std::filesystem::space(existing_folder(journal), problem);
  if (problem) {
    return {.weight = Weight::kError,
            .subject = "disk",
            .text = problem.message(),
            .hint = "check the journal's place"};
  }
  const std::string text = fmt::format("{} free where the journal lies; the sources are {}",
                                       size_text(space.available), size_text(source_bytes));
  if (space.available > source_bytes)
    return {.weight = Weight::kOk, .subject = "disk", .text = text, .hint = {}};
  return {.weight = Weight::kWarning,
          .subject = "disk",
          .text = text,
          .hint = "make room, or name another place with --journal"};
}

/// In bytes; 0 if the system does not say.
std::uint64_t available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  std::uint64_t kilobytes = 0;
  for (std::string unit; file >> name >> kilobytes; std::getline(file, unit)) {
    if (name == "MemAvailable:") return kilobytes * 1024;
  }
  return 0;
}

Finding check_memory(std::uint64_t wanted) {
  const std::uint64_t available = available_memory();
  const std::string text = fmt::format("{} available, {} wanted", size_text(available), size_text(wanted));
  if (available >= wanted) return {.weight = Weight::kOk, .subject = "memory", .text = text, .hint = {}};
  return {.weight = Weight::kWarning, .subject = "memory", .text = text, .hint = "give less with --memory"};
}

}  // namespace

std::vector<Finding> check_target(const plan::Plan& plan, const std::filesystem::path& journal) {
  return TargetCheck(plan, only_target(plan), journal).run();
}

std::vector<Finding> check_here(const plan::Plan& plan, const std::filesystem::path& journal,
                                std::uint64_t memory_bytes) {
  std::vector<Finding> findings;
  std::uint64_t bytes = 0;
  try {
    const Listing listing = list_sources(plan);
    for (const extract::SourceWork& work : listing.work) {
      std::uint64_t source_bytes = 0;
      std::size_t streams = 0;
      for (const source::CursorListing& cursor : work.cursors) {
        source_bytes += cursor.bytes;
        streams += cursor.streams.size();
      }
      bytes += source_bytes;
      findings.push_back(
          {.weight = Weight::kOk,
           .subject = "source " + work.name,
           .text = fmt::format("{}, {}", count_text(streams, "stream"), size_text(source_bytes)),
           .hint = {}});
    }
  } catch (const Error& error) {
    findings.push_back(
        {.weight = Weight::kError, .subject = "sources", .text = error.what(), .hint = error.text().hint});
  }
  findings.push_back(check_disk(journal, bytes));
  findings.push_back(check_memory(memory_bytes));
  return findings;
}

bool has_error(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& each) { return each.weight == Weight::kError; });
}

}  // namespace sojourn::pipeline
