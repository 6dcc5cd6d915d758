// The bad dump of NextCRM, rehearsed with the shipped plan: exactly what its manifest states becomes of every
// planted document and field, and all else arrives.
//
// The manifest is made from what was planted. Texts that are too large for an index are told apart: only a
// server knows which those are, so here their documents still arrive.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/ext_json.h"
#include "base/key.h"
#include "map/cause.h"
#include "systems/rehearsed.h"

namespace sojourn::test {
namespace {

using make_crm::Fault;
using make_crm::Outcome;
using make_crm::Value;

const Rehearsed& rehearsed() {
  return rehearsed_bad().rehearsed;
}
const std::vector<Fault>& faults() {
  return rehearsed_bad().manifest.faults;
}

std::string key_of(const Value& value) {
  std::string key;
  append_key(key, make_crm::element_of("", value));
  return key;
}

/// "crm_Contacts 65f0….status amount_empty", for messages.
std::string name_of(const Fault& fault) {
  return fmt::format("{} {}.{} {}", fault.collection, fault.key ? key_text(key_of(*fault.key)) : "",
                     fault.field, fault.kind);
}

bool is_for_a_server(const Fault& fault) {
  return fault.cause == "index_entry_too_large";
}
bool is_of_own_row(const Fault& fault) {
  return fault.key && fault.table == fault.collection;
}

bool is_grave(const Fault& fault) {
  return fault.outcome == Outcome::kFailed || fault.outcome == Outcome::kHeld;
}

/// What the manifest calls a cause and mapping tells apart further.
bool is_same_cause(const std::string& stated, map::Cause told) {
  const std::string_view code = map::cause_code(told);
  if (stated == "invalid_number") return code == "invalid_number" || code == "not_finite";
  if (stated == "invalid_date") return code == "invalid_date" || code == "no_zone";
  if (stated == "parent_held") return code == "parent_failed";
  return stated == code;
}

bool is_about(const map::Problem& problem, const Fault& fault) {
  const bool within = problem.field == fault.field || problem.field.starts_with(fault.field + "[") ||
                      problem.field.starts_with(fault.field + ".");
  return within && is_same_cause(fault.cause, problem.cause);
}

/// Whether the problem is about a column that the fault concerns.
bool is_in_column(const map::Problem& problem, const Fault& fault) {
  const std::string& column = rehearsed().projection(fault.table).columns.at(problem.column).column.name;
  return std::find(fault.columns.begin(), fault.columns.end(), column) != fault.columns.end();
}

std::string problems_of(const map::Outcome& outcome) {
  std::string text;
  for (const map::Problem& problem : outcome.problems) {
    text += fmt::format("{} {}; ", problem.field, map::cause_code(problem.cause));
  }
  return text;
}

TEST_CASE("documents of the bad dump are applied, merged, held and failed in the numbers of the manifest") {
  std::size_t too_large = 0;
  for (const auto& each : rehearsed_bad().manifest.tables) {
    const std::string& table = each.first;
    const make_crm::TableBalance& stated = each.second;
    CAPTURE(table);
    const auto late =
        static_cast<std::uint64_t>(std::count_if(faults().begin(), faults().end(), [&](const Fault& fault) {
          return fault.collection == table && is_for_a_server(fault);
        }));
    too_large += late;
    const apply::ProjectionResult& result = rehearsed().of(table);
    CHECK(result.documents == stated.documents - stated.merged);
    CHECK(result.applied == stated.applied + late);
    CHECK(result.held == stated.held);
    CHECK(result.failed == stated.failed - late);
    CHECK(result.skipped == 0);
    CHECK(result.rows == result.applied);
  }
  CHECK(rehearsed_bad().manifest.tables.size() == 29);
  CHECK(too_large == 13);
}

TEST_CASE("each document that should fail or be held is, for the stated causes and no others") {
  std::set<std::string> expected;
  for (const Fault& fault : faults()) {
    if (!is_grave(fault) || !is_of_own_row(fault) || is_for_a_server(fault)) continue;
    CAPTURE(name_of(fault));
    expected.insert(fault.table + " " + key_of(*fault.key));
    const map::Outcome* told = rehearsed().told(fault.table, key_of(*fault.key));
    REQUIRE_MESSAGE(told != nullptr, "its row went in");
    CHECK((told->fate == (fault.outcome == Outcome::kFailed ? map::Fate::kFailed : map::Fate::kHeld)));
    const bool found = std::any_of(told->problems.begin(), told->problems.end(), [&](const auto& problem) {
      return is_about(problem, fault) && is_in_column(problem, fault);
    });
    CHECK_MESSAGE(found, "it is told: " << problems_of(*told));
  }
  for (const auto& each : rehearsed().all_told()) {
    const std::string& document = each.first;
    const map::Outcome& outcome = each.second;
    const bool pair = outcome.fate == map::Fate::kHeld && document.starts_with("BoardWatchers ");
    if (outcome.fate == map::Fate::kApplied || pair) continue;
    CHECK_MESSAGE(expected.contains(document), document.substr(0, document.find(' '))
                                                   << ": " << problems_of(outcome));
  }
  CHECK(expected.size() > 350);
}

TEST_CASE("a document that fails tells all its problems, and no other ones") {
  for (const auto& each : rehearsed().all_told()) {
    const std::string& document = each.first;
    const map::Outcome& outcome = each.second;
    if (outcome.fate != map::Fate::kFailed) continue;
    for (const map::Problem& problem : outcome.problems) {
      const bool stated = std::any_of(faults().begin(), faults().end(), [&](const Fault& fault) {
        return is_of_own_row(fault) && fault.table + " " + key_of(*fault.key) == document &&
               is_about(problem, fault);
      });
      CHECK_MESSAGE(stated, document.substr(0, document.find(' ')) << ": " << problems_of(outcome));
    }
  }
}

std::string json_of(const Value& value) {
  std::string text;
  bson::append_json_value(text, make_crm::element_of("", value), bson::JsonMode::kRelaxed);
  return text;
}

/// A stated value as the cell of a column. A reference is stated as the `_id` that it must lead to.
std::string stated_cell(const plan::ColumnRule& column, const Value& value) {
  const bson::Element element = make_crm::element_of("", value);
  if (value.type == bson::Type::kNull) return "null";
  if (column.column.type.kind == plan::TypeKind::kJsonb) return cell_text("json", json_of(value));
  switch (value.type) {
    case bson::Type::kArray: {
      std::string cells = "[";
      for (bson::Walker each(element.as_document()); each.next();) {
        cells += stated_cell(column, make_crm::value_of(each.element())) + ",";
      }
      return cells + "]";
    }
    case bson::Type::kObjectId:
      return rehearsed().id_cell(rehearsed().plan().parents.at(column.parents.at(0)).stream, key_of(value));
    case bson::Type::kString:
      return cell_text("", element.as_text());
    case bson::Type::kBool:
      return cell_text(element.as_bool());
    case bson::Type::kInt32:
      return std::to_string(element.as_int32());
    case bson::Type::kDate:
      return cell_text("at", std::to_string(element.as_int64() * 1000));
    default:
      return "a type that no fault states";
  }
}

std::string own_id(const Fault& fault) {
  return rehearsed().id_cell("crm." + fault.collection, key_of(*fault.key));
}

TEST_CASE("each stated value stands in its row: as it was, converted, from elsewhere, or null") {
  std::size_t checked = 0;
  for (const Fault& fault : faults()) {
    if (!is_of_own_row(fault) || fault.outcome == Outcome::kMerged) continue;
    CAPTURE(name_of(fault));
    for (const auto& [name, value] : fault.expect) {
      const auto cell = rehearsed().cell(fault.table, own_id(fault), name);
      REQUIRE(cell.has_value());
      CHECK(*cell == stated_cell(rehearsed().column(fault.table, name), value));
      ++checked;
    }
  }
  CHECK(checked > 300);
}

TEST_CASE("a document that neither fails nor is held nor merged makes the row of its own id") {
  std::size_t checked = 0;
  for (const Fault& fault : faults()) {
    if (!is_of_own_row(fault) || fault.outcome == Outcome::kMerged) continue;
    const map::Outcome* const told = rehearsed().told(fault.table, key_of(*fault.key));
    const bool applied = told == nullptr || told->fate == map::Fate::kApplied;
    CHECK_MESSAGE(rehearsed().cell(fault.table, own_id(fault), "id").has_value() == applied, name_of(fault));
    checked += applied ? 1 : 0;
  }
  CHECK(checked > 350);
}

TEST_CASE("users of one address share the row of the first one, and the others make none") {
  std::set<std::string> merged;
  for (const Fault& fault : faults()) {
    if (!is_of_own_row(fault) || fault.outcome != Outcome::kMerged) continue;
    CAPTURE(name_of(fault));
    merged.insert(key_of(*fault.key));
    CHECK_FALSE(rehearsed().cell("Users", own_id(fault), "id").has_value());
    const std::string winner = rehearsed().id_cell("crm.Users", key_of(fault.expect.at(0).second));
    CHECK(rehearsed().cell("Users", winner, "id").has_value());
  }
  const std::vector<std::string>& found = rehearsed().merged();
  CHECK(merged == std::set<std::string>(found.begin(), found.end()));
  CHECK(merged.size() == rehearsed_bad().manifest.tables.at("Users").merged);
}

TEST_CASE("a row owes the columns whose parent failed or is held, and no others") {
  std::set<std::string> expected;
  std::set<std::string> found;
  for (const Fault& fault : faults()) {
    if (fault.outcome != Outcome::kOwed) continue;
    for (const std::string& column : fault.columns) {
      expected.insert(fault.table + " " + key_of(*fault.key) + " " + column);
    }
  }
  for (const auto& each : rehearsed().all_told()) {
    const std::string& document = each.first;
    const map::Outcome& outcome = each.second;
    if (outcome.fate != map::Fate::kApplied) continue;
    const std::string table = document.substr(0, document.find(' '));
    for (const map::Wait& wait : outcome.waits) {
      found.insert(document + " " + rehearsed().projection(table).columns.at(wait.column).column.name);
    }
  }
  CHECK(found == expected);
  CHECK(expected.size() == 12);
}

TEST_CASE("the pairs of the bad dump come to the sums of the manifest") {
  for (const auto& each : rehearsed_bad().manifest.junctions) {
    const std::string& table = each.first;
    const make_crm::JunctionBalance& stated = each.second;
    CAPTURE(table);
    const derive::PairsReport report = rehearsed().pairs(table);
    // In the manifest the opportunity is the first end, in the table the contact.
    const bool turned = table == "ContactsToOpportunities";
    CHECK(rehearsed().of(table).applied == stated.rows);
    CHECK(rehearsed().of(table).held == stated.held);
    CHECK(rehearsed().of(table).failed == 0);
    CHECK(report.pairs == stated.rows + stated.held);
    CHECK(report.both == stated.both);
    CHECK((turned ? report.second_only : report.first_only) == stated.a_only);
    CHECK((turned ? report.first_only : report.second_only) == stated.b_only);
    CHECK(report.merged == stated.merged);
    CHECK(report.duplicates == stated.duplicates);
    CHECK(report.dangling == stated.dangling);
    CHECK(report.malformed == stated.malformed);
  }
  CHECK(rehearsed_bad().manifest.junctions.size() == 10);
}

TEST_CASE("each stated pair is a row: of one side or both, once, and of those who were merged") {
  std::size_t checked = 0;
  for (const Fault& fault : faults()) {
    if (is_of_own_row(fault) || fault.expect.size() != 2) continue;
    CAPTURE(name_of(fault));
    std::map<std::string, std::string> cells;
    for (const auto& [name, value] : fault.expect) {
      cells[name] = stated_cell(rehearsed().column(fault.table, name), value);
    }
    const auto& columns = rehearsed().projection(fault.table).columns;
    CHECK(rehearsed().has_pair(fault.table, cells.at(columns[0].column.name),
                               cells.at(columns[1].column.name)));
    ++checked;
  }
  CHECK(checked > 55);
}

TEST_CASE("fields and collections that nobody expects are reported, those of old are not") {
  std::map<std::string, std::uint64_t> stated;
  std::map<std::string, std::uint64_t> found;
  for (const Fault& fault : faults()) {
    if (fault.cause == "unmapped_field") ++stated[fault.collection + "." + fault.field];
    if (fault.cause == "unmapped_collection") ++stated[fault.collection];
  }
  for (const plan::Projection& projection : rehearsed().plan().projections) {
    for (const auto& [field, count] : rehearsed().of(projection.table).tally.unmapped()) {
      found[projection.table + "." + field] += count.count;
    }
  }
  const std::string begin = "the stream \"crm.";
  for (const plan::Complaint& warning : rehearsed().planning().expansion.complaints) {
    const std::size_t end = warning.cause.find("\" feeds no table");
    if (end != std::string::npos) ++found[warning.cause.substr(begin.size(), end - begin.size())];
  }
  CHECK(found == stated);
  CHECK(stated.size() == 9);
}

TEST_CASE("texts that no index can hold are warned of before anything is written") {
  const auto& complaints = rehearsed().planning().expansion.complaints;
  const auto warned = std::count_if(complaints.begin(), complaints.end(), [](const plan::Complaint& each) {
    return each.cause.find("may be too long for the index") != std::string::npos;
  });
  CHECK(warned == std::count_if(faults().begin(), faults().end(), is_for_a_server));
}

TEST_CASE("an id that stands in two collections is told, and both documents make their rows") {
  std::map<std::string, std::set<std::string>> collections;
  for (const Fault& fault : faults()) {
    if (fault.cause == "id_in_two_collections") collections[key_of(*fault.key)].insert(fault.collection);
  }
  const auto& twins = rehearsed().planning().twins;
  REQUIRE(twins.size() == 1);
  CHECK(std::set{twins[0].first, twins[0].second} ==
        std::set<std::string>{"crm.Tasks", "crm.crm_Accounts_Tasks"});
  CHECK(twins[0].count == collections.size());
  for (const auto& each : collections) {
    for (const std::string& table : each.second) {
      CHECK(rehearsed().cell(table, rehearsed().id_cell("crm." + table, each.first), "id").has_value());
    }
    CHECK(each.second.size() == 2);
  }
}

/// What mapping counts where the manifest states an outcome and a cause.
std::optional<map::Event> event_of(const Fault& fault) {
  if (!is_of_own_row(fault) || is_grave(fault)) return std::nullopt;
  if (fault.outcome == Outcome::kSkipped) return map::Event::kSkippedElement;
  using enum map::Event;
  static const std::map<std::string, map::Event> events = {{"routed", kRouted},
                                                           {"own_field_wins", kOwnFieldWins},
                                                           {"other_field", kOtherField},
                                                           {"old_name", kOtherField},
                                                           {"time_of_id", kTimeOfId},
                                                           {"declared_default", kDefaultedMissing},
                                                           {"case_folded", kFolded},
                                                           {"declared_table", kMapped},
                                                           {"merged_parent", kMergedParent},
                                                           {"text_to_number", kConverted},
                                                           {"declared_format", kConverted},
                                                           {"text_to_date", kConverted},
                                                           {"text_to_id", kConverted},
                                                           {"whole_number", kConverted},
                                                           {"number_to_text", kConverted},
                                                           {"json_canonical", kConverted},
                                                           {"parent_failed", kOwed},
                                                           {"parent_held", kOwed},
                                                           {"dangling", kNulledDangling}};
  const auto found = events.find(fault.cause);
  return found == events.end() ? std::nullopt : std::optional(found->second);
}

TEST_CASE("what is not plain is counted column by column, as often as it was planted") {
  std::map<Rehearsed::EventKey, std::uint64_t> stated;
  for (const Fault& fault : faults()) {
    const auto event = event_of(fault);
    if (!event) continue;
    for (const std::string& column : fault.columns) ++stated[{fault.table, column, *event}];
  }
  // "active" is found in the table of values by folding; the manifest states the table alone.
  stated[{"crm_Contacts", "status", map::Event::kFolded}] = 2;
  std::map<Rehearsed::EventKey, std::uint64_t> found = rehearsed().events();
  // What clean documents show too, planted ones may show beside their fault.
  for (const auto& [key, count] : rehearsed_sample().events()) {
    found.erase(key);
    stated.erase(key);
  }
  CHECK(stated.size() > 90);
  for (const auto& [key, count] : stated) found.try_emplace(key, 0);
  for (const auto& each : found) {
    const Rehearsed::EventKey& key = each.first;
    CHECK_MESSAGE(each.second == stated[key],
                  std::get<0>(key) << "." << std::get<1>(key) << " " << map::event_code(std::get<2>(key)));
  }
}

}  // namespace
}  // namespace sojourn::test
