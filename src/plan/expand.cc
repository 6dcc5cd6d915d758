#include "plan/expand.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plan/expand_columns.h"
#include "plan/expand_derived.h"
#include "plan/expand_fields.h"
#include "plan/expand_order.h"
#include "plan/expand_references.h"
#include "plan/expanding.h"
#include "plan/write_expanded.h"

namespace sojourn::plan {
namespace {

/// One table of the plan: its head, and a projection for each stream that feeds it.
class TableExpander {
 public:
  TableExpander(Expanding& expanding, const TablePlan& plan, const Table& table)
      : expanding_(expanding), plan_(plan), table_(table) {}

  void expand() {
    if (plan_.merge) add_merge(expanding_, plan_);
    if (!plan_.placeholder.empty()) add_placeholder();
    if (plan_.pairs) {
      add_pairs_projection();
    } else {
      for (const Input& input : inputs_of(plan_)) add_projection(input);
    }
  }

 private:
  [[nodiscard]] Projection head(const std::string& name, const std::string& stream) const;
  void set_key(Projection& projection);
  [[nodiscard]] std::vector<std::string> key_of_catalogue(const Projection& projection) const;
  void check_key(const Projection& projection);
  void add_projection(const Input& input);
  void add_pairs_projection();
  void add_placeholder();

  Expanding& expanding_;
  const TablePlan& plan_;
  const Table& table_;
};

Projection TableExpander::head(const std::string& name, const std::string& stream) const {
  Projection projection;
  projection.name = name;
  projection.stream = stream;
  projection.schema = table_.schema;
  projection.table = table_.name;
  projection.existing = plan_.existing;
  return projection;
}

/// The first key of which every column is sent and none can be null.
std::vector<std::string> TableExpander::key_of_catalogue(const Projection& projection) const {
  for (const Key& key : table_.keys) {
    const bool fits = std::all_of(key.columns.begin(), key.columns.end(), [&](const std::string& name) {
      return std::any_of(projection.columns.begin(), projection.columns.end(), [&](const ColumnRule& each) {
        return each.column.name == name && (each.column.not_null || !key.nulls_distinct);
      });
    });
    if (fits) return key.columns;
  }
  return {};
}

void TableExpander::check_key(const Projection& projection) {
  for (const std::string& name : plan_.key) {
    const auto& columns = projection.columns;
    if (std::any_of(columns.begin(), columns.end(),
                    [&](const auto& each) { return each.column.name == name; })) {
      continue;
    }
    std::vector<std::string> names;
    names.reserve(columns.size());
    for (const ColumnRule& each : columns) names.push_back(each.column.name);
    expanding_.complaints.error(
        plan_.place, fmt::format("`key` names \"{}\", which nothing fills in \"{}\"", name, table_.name),
        did_you_mean(name, names));
  }
}

void TableExpander::set_key(Projection& projection) {
  check_key(projection);
  projection.key = plan_.key.empty() ? key_of_catalogue(projection) : plan_.key;
  projection.keyless = projection.key.empty() && plan_.keyless_replace;
  if (!projection.key.empty() || projection.keyless) return;
  expanding_.complaints.error(
      plan_.place, fmt::format("the table \"{}\" has no unique key that the plan fills", table_.name),
      "name the columns that tell its rows apart as `key: [..]`, or say `keyless: replace`");
}

void TableExpander::add_projection(const Input& input) {
  if (!expanding_.require_stream(input.stream, input.place)) return;
  const bool fans_in = plan_.streams.size() > 1;
  Projection projection = head(fans_in ? fmt::format("{}:{}", table_.name, input.stream) : table_.name,
                               input.derived.empty() ? input.stream : input.derived);
  if (plan_.merge) projection.body = "document";
  projection.left_out = plan_.left_out;
  projection.unmapped = plan_.unmapped.value_or(expanding_.plan.defaults.unmapped);
  for (const std::size_t parent : expanding_.parents_of(plan_.table)) {
    if (expanding_.result.parents[parent].stream == input.stream) projection.self = parent;
  }
  for (const SourcePlan& source : expanding_.plan.sources) {
    for (const StreamPlan& stream : source.streams) {
      if (source.name + "." + stream.name == input.stream) projection.sensitive = stream.sensitive;
    }
  }
  expand_columns(expanding_, plan_, table_, input, projection);
  set_key(projection);
  check_left_out(expanding_, plan_, projection);
  check_index_sizes(expanding_, plan_, table_, projection, input.stream);
  check_labels(expanding_, plan_, projection, input.stream);
  expanding_.result.projections.push_back(std::move(projection));
}

void TableExpander::add_pairs_projection() {
  add_pairs(expanding_, plan_, table_);
  Projection projection = head(table_.name, pairs_name(plan_.table));
  expand_pair_columns(expanding_, plan_, table_, projection);
  set_key(projection);
  expanding_.result.projections.push_back(std::move(projection));
}

void TableExpander::add_placeholder() {
  const std::vector<Input> inputs = inputs_of(plan_);
  Projection projection = head(table_.name + ":placeholder", inputs.empty() ? "" : inputs.front().stream);
  projection.placeholder = true;
  projection.placeholder_values = plan_.placeholder;
  expand_placeholder_columns(expanding_, plan_, table_, projection);
  projection.key = key_of_catalogue(projection);
  expanding_.result.projections.push_back(std::move(projection));
}

/// Tables that nothing fills, and those that are left out but not there (J6).
void check_other_tables(Expanding& expanding) {
  std::set<std::string> known;
  for (const TablePlan& table : expanding.plan.tables) known.insert(table.table);
  for (const LeftOutTable& table : expanding.plan.left_out_tables) {
    known.insert(table.table);
    if (expanding.catalogue.tables.contains(table.table)) continue;
    std::vector<std::string> names;
    for (const auto& [name, each] : expanding.catalogue.tables) names.push_back(name);
    expanding.complaints.warning(table.place,
                                 fmt::format("there is no table \"{}\" to leave out", table.table),
                                 did_you_mean(table.table, names));
  }
  for (const auto& [name, table] : expanding.catalogue.tables) {
    if (known.contains(name)) continue;
    expanding.complaints.warning(
        {.file = expanding.plan.file.string(), .line = 1, .column = 1},
        fmt::format("nothing fills the table \"{}\"", name),
        fmt::format("add it to `tables`, or to leave_out_tables: {{ {}: WHY }}", name));
  }
}

/// Streams that are read and feed nothing (J6).
void check_other_streams(Expanding& expanding) {
  std::set<std::string> used;
  for (const Parent& parent : expanding.result.parents) used.insert(parent.stream);
  for (const Derived& derived : expanding.result.derived) {
    for (const Pairs::From& from : derived.pairs.from) used.insert(from.stream);
  }
  for (const std::string& stream : expanding.streams) {
    if (used.contains(stream)) continue;
    Place place{.file = expanding.plan.file.string(), .line = 1, .column = 1};
    for (const SourcePlan& source : expanding.plan.sources) {
      if (stream.starts_with(source.name + ".")) place = source.place;
    }
    const std::string name = stream.substr(stream.find('.') + 1);
    expanding.complaints.warning(
        place, fmt::format("the stream \"{}\" feeds no table", stream),
        fmt::format("add a table `from: {}`, or leave it out by ignore_streams: {{ {}: WHY }}", stream,
                    name));
  }
}

/// A slip of the pen must not unmask anything (J10).
void check_sensitive(Expanding& expanding) {
  for (const SourcePlan& source : expanding.plan.sources) {
    for (const StreamPlan& stream : source.streams) {
      const StreamFacts* const facts = expanding.facts_of(source.name + "." + stream.name);
      for (const std::string& field : stream.sensitive) {
        if (!is_absent(facts, field)) continue;
        expanding.complaints.warning(stream.place,
                                     fmt::format("no document of {}.{} has the sensitive field \"{}\"",
                                                 source.name, stream.name, field),
                                     nearest_field(*facts, field));
      }
    }
  }
}

void expand_tables(Expanding& expanding) {
  for (const TablePlan& plan : expanding.plan.tables) {
    const Table* const table = expanding.table(plan.table, plan.place);
    if (table != nullptr) TableExpander(expanding, plan, *table).expand();
  }
}

}  // namespace

Expansion expand(const Plan& plan, const Catalogue& catalogue, const std::vector<std::string>& streams,
                 const Facts& facts) {
  Expanding expanding{.plan = plan,
                      .catalogue = catalogue,
                      .streams = streams,
                      .facts = facts,
                      .complaints = {},
                      .result = {}};
  expanding.result.migration = plan.migration;
  expanding.result.after_load = plan.after_load;
  find_parents(expanding);
  expand_tables(expanding);
  check_fields(expanding);
  order_projections(expanding);
  order_derived(expanding.result);
  check_other_tables(expanding);
  check_other_streams(expanding);
  check_sensitive(expanding);
  Expansion expansion;
  expansion.unmapped = unmapped_fields(expanding);
  expansion.complaints = expanding.complaints.sorted();
  if (expanding.complaints.any_error()) return expansion;
  set_hashes(expanding.result);
  expansion.expanded = std::move(expanding.result);
  return expansion;
}

}  // namespace sojourn::plan
