#include "plan/expand_references.h"

#include <fmt/format.h>

#include <algorithm>

namespace sojourn::plan {
namespace {

/// Whether most of a stream's ids are ObjectIds, as they are where nobody chose them.
bool has_object_ids(const StreamFacts* facts) {
  if (facts == nullptr || facts->documents == 0) return true;
  const auto id = facts->fields.find("_id");
  if (id == facts->fields.end()) return false;
  const auto count = id->second.types.find(bson::Type::kObjectId);
  return count != id->second.types.end() && count->second * 2 > facts->documents;
}

std::size_t retired_parent(Expanding& expanding, const std::string& stream) {
  auto& parents = expanding.result.parents;
  const auto found = std::find_if(parents.begin(), parents.end(), [&](const Parent& each) {
    return each.stream == stream && each.table.empty();
  });
  if (found != parents.end()) return static_cast<std::size_t>(found - parents.begin());
  parents.push_back({.stream = stream,
                     .table = {},
                     .derived = {},
                     .object_ids = has_object_ids(expanding.facts_of(stream))});
  return parents.size() - 1;
}

/// Several streams whose ids are kept share one space of ids.
void check_kept_ids(Expanding& expanding, const TablePlan& table) {
  if (table.id != "keep" || table.streams.size() < 2) return;
  expanding.complaints.warning(
      table.place,
      fmt::format("\"{}\" keeps the ids of {} streams; an id that two of them have would be one row",
                  table.table, table.streams.size()),
      "sojourn plan lists ids that occur in two streams; `id: derive` keeps them apart");
}

/// Whether the rows of a table have the ids of their documents as primary key, which references need.
bool carries_ids(const Expanding& expanding, const std::string& name) {
  const auto table = expanding.catalogue.tables.find(name);
  const Key* const primary =
      table == expanding.catalogue.tables.end() ? nullptr : table->second.primary_key();
  if (primary == nullptr || primary->columns.size() != 1) return false;
  for (const TablePlan& plan : expanding.plan.tables) {
    if (plan.table != name) continue;
    for (const auto& [column, rule] : plan.columns) {
      if (column == primary->columns.front() && rule.fields != std::vector<std::string>{"_id"}) return false;
    }
  }
  return true;
}

void check_parent_table(Expanding& expanding, const std::string& table, const std::string& column,
                        const Place& place) {
  if (expanding.parents_of(table).empty()) {
    expanding.complaints.error(
        place, fmt::format("{} refers to the table \"{}\", which no projection fills", column, table),
        fmt::format("add \"{}\" to `tables`, or give {} a rule that is no reference", table, column));
  } else if (!carries_ids(expanding, table)) {
    expanding.complaints.error(
        place,
        fmt::format("{} refers to the table \"{}\", whose primary key is not the id of its documents", column,
                    table),
        fmt::format("give {} a rule that is no reference", column));
  }
}

}  // namespace

void find_parents(Expanding& expanding) {
  for (const TablePlan& table : expanding.plan.tables) {
    check_kept_ids(expanding, table);
    for (const Input& input : inputs_of(table)) {
      expanding.result.parents.push_back({.stream = input.stream,
                                          .table = table.table,
                                          .derived = input.derived,
                                          .keeps_ids = table.id == "keep",
                                          .object_ids = has_object_ids(expanding.facts_of(input.stream)),
                                          .placeholder = !table.placeholder.empty()});
    }
  }
}

const ForeignKey* foreign_key_of(const Expanding& expanding, const Table& table, const std::string& column) {
  for (const ForeignKey& key : table.foreign_keys) {
    if (key.columns.size() != 1 || key.columns.front() != column) continue;
    const auto parent = expanding.catalogue.tables.find(key.table);
    if (key.schema != table.schema || parent == expanding.catalogue.tables.end()) continue;
    const Key* const primary = parent->second.primary_key();
    if (primary != nullptr && primary->columns == key.to_columns) return &key;
  }
  return nullptr;
}

std::vector<std::size_t> parents_named(Expanding& expanding, const std::vector<ReferenceTo>& to,
                                       const std::string& column, const Place& place) {
  std::vector<std::size_t> all;
  for (const ReferenceTo& each : to) {
    const Place& at = each.place.line > 0 ? each.place : place;
    if (each.table.empty()) {
      if (expanding.require_stream(each.stream, at)) all.push_back(retired_parent(expanding, each.stream));
      continue;
    }
    if (expanding.table(each.table, at) == nullptr) continue;
    check_parent_table(expanding, each.table, column, at);
    const std::vector<std::size_t> parents = expanding.parents_of(each.table);
    all.insert(all.end(), parents.begin(), parents.end());
  }
  return all;
}

}  // namespace sojourn::plan
