#include "plan/read_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/read_from.h"
#include "plan/read_policy.h"
#include "plan/read_rule.h"
#include "plan/read_value.h"

namespace sojourn::plan {
namespace {

void read_branches(Route& route, const Value& value) {
  for (const Entry& branch : value.entries("the branches of a route")) {
    route.to.push_back({.table = branch.key,
                        .column = read_name(branch.value, "a column"),
                        .place = branch.key_value.place()});
  }
}

Route read_route(const Value& value) {
  Route route;
  route.place = value.place();
  for (const Entry& entry : value.entries("a route")) {
    if (entry.key == "route") {
      route.fields = read_paths(entry.value, "a field");
    } else if (entry.key == "to") {
      read_branches(route, entry.value);
    } else if (entry.key == "none") {
      route.none = read_answer("none", entry.value, Answers::kWords);
    } else {
      throw unknown_key(entry, "a route", kRouteKeys);
    }
  }
  if (route.fields.empty()) throw value.wrong("a route names no field", "begin with route: FIELD");
  if (route.to.empty())
    throw value.wrong("a route leads nowhere", "add to: { TABLE: COLUMN, TABLE: COLUMN }");
  return route;
}

void add_column(TablePlan& table, const Entry& column) {
  for (const auto& [known, rule] : table.columns) {
    if (known != column.key) continue;
    throw column.key_value.wrong(
        fmt::format("the column \"{}\" stands here a second time; first at {}", known, rule.place.text()));
  }
  table.columns.emplace_back(column.key, read_rule(column));
}

/// A route among the columns. `- { route: { field: x } }` is a column of that name.
bool is_route(const std::vector<Entry>& entries) {
  const auto route =
      std::find_if(entries.begin(), entries.end(), [](const Entry& entry) { return entry.key == "route"; });
  return route != entries.end() && (entries.size() > 1 || !route->value.is_mapping());
}

void read_columns(TablePlan& table, const Value& value) {
  if (!value.is_list()) {
    for (const Entry& column : value.entries("the columns")) add_column(table, column);
    return;
  }
  for (const Value& item : value.elements("the columns")) {
    const std::vector<Entry> entries = item.entries("each of the columns");
    if (is_route(entries)) {
      table.routes.push_back(read_route(item));
    } else if (entries.size() == 1) {
      add_column(table, entries.front());
    } else {
      throw item.wrong("in a list of columns each item is one column, or a route",
                       "begin a new item with `-` for each column");
    }
  }
}

void read_left_out(TablePlan& table, const Value& value) {
  for (const Entry& entry : value.entries("leave_out")) {
    check_path(entry.key_value, entry.key, "a field");
    table.left_out.push_back(
        {.field = entry.key, .reason = read_reason(entry, "the field"), .place = entry.key_value.place()});
  }
}

void read_placeholder(TablePlan& table, const Value& value) {
  for (const Entry& entry : value.entries("the placeholder")) {
    if (entry.value.is_empty()) {
      throw entry.value.wrong(fmt::format("the placeholder's \"{}\" is null", entry.key),
                              "leave it out: what a placeholder does not name gets its default or null");
    }
    table.placeholder.emplace_back(entry.key, entry.value.text("a value of the placeholder"));
  }
  if (table.placeholder.empty()) throw value.wrong("the placeholder is empty", "name at least one column");
}

std::string read_id(const Value& value) {
  if (value.is_word() && value.text("id") == "random") {
    throw value.wrong("`id: random` comes with a later release", "this release can derive ids or keep them");
  }
  return kIdWords[read_choice(value, "id", kIdWords)];
}

void read_entry(TablePlan& table, const Entry& entry) {
  if (entry.key == "id") {
    table.id = read_id(entry.value);
  } else if (entry.key == "columns") {
    read_columns(table, entry.value);
  } else if (entry.key == "routes") {
    for (const Value& route : entry.value.elements("routes")) table.routes.push_back(read_route(route));
  } else if (entry.key == "leave_out") {
    read_left_out(table, entry.value);
  } else if (entry.key == "unmapped") {
    table.unmapped = static_cast<Unmapped>(read_choice(entry.value, "unmapped", kUnmappedWords));
  } else if (entry.key == "placeholder") {
    read_placeholder(table, entry.value);
  } else if (entry.key == "key") {
    table.key = read_names(entry.value, "a column of the key");
  } else if (entry.key == "keyless") {
    (void)read_choice(entry.value, "keyless", kKeylessWords);
    table.keyless_replace = true;
  } else if (entry.key == "existing") {
    table.existing = static_cast<Existing>(read_choice(entry.value, "existing", kExistingWords));
  } else if (entry.key != "from" && entry.key != "pairs") {
    refuse_later(entry);
    throw unknown_key(entry, "a table", kTableKeys);
  }
}

/// A pair has two ends and no fields.
void check_keys_beside_pairs(const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    if (!contains({"id", "routes", "leave_out", "unmapped", "placeholder"}, entry.key)) continue;
    throw entry.key_value.wrong(fmt::format("`{}` has no meaning beside `pairs`", entry.key));
  }
}

const Entry* find(const std::vector<Entry>& entries, std::string_view key) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

TablePlan read_table(const Entry& entry) {
  TablePlan table;
  table.table = entry.key;
  table.place = entry.key_value.place();
  table.id = "derive";
  const std::vector<Entry> entries = entry.value.entries(fmt::format("table \"{}\"", entry.key));
  for (const Entry& each : entries) read_entry(table, each);
  const Entry* from = find(entries, "from");
  if (from == nullptr) {
    throw entry.key_value.wrong(fmt::format("table \"{}\" does not say where its rows come from", entry.key),
                                "add from: STREAM");
  }
  if (const Entry* pairs = find(entries, "pairs"); pairs != nullptr) {
    check_keys_beside_pairs(entries);
    table.pairs = read_pairs(*pairs, from->value);
  } else {
    read_from(table, from->value);
  }
  if (const Entry* keyless = find(entries, "keyless"); keyless != nullptr && !table.key.empty()) {
    throw keyless->key_value.wrong("a table that has a `key` is not keyless", "write one of them");
  }
  return table;
}

}  // namespace sojourn::plan
