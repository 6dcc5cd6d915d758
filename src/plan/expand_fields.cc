#include "plan/expand_fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "base/fold.h"
#include "base/text.h"

namespace sojourn::plan {
namespace {

bool steps_into_array(const StreamFacts& facts, const std::string& path) {
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', dot + 1)) {
    if (facts.fields.contains(path.substr(0, dot) + "[]")) return true;
  }
  return false;
}

/// Fields that a policy reads.
void add_fields(std::set<std::string>& to, const Policies& policies) {
  for (const auto* policy : {&policies.missing, &policies.null, &policies.empty, &policies.invalid,
                             &policies.unknown, &policies.dangling}) {
    if (*policy && !(*policy)->field.empty()) to.insert((*policy)->field);
  }
}

/// Fields that a projection reads; with what it leaves out, all that it knows of.
std::set<std::string> fields_read(const Projection& projection) {
  std::set<std::string> fields;
  for (const ColumnRule& column : projection.columns) {
    fields.insert(column.rule.fields.begin(), column.rule.fields.end());
    add_fields(fields, column.rule.policies);
    add_fields(fields, column.rule.conversion.element);
  }
  for (const RouteRule& route : projection.routes) {
    fields.insert(route.route.fields.begin(), route.route.fields.end());
    if (!route.route.none.field.empty()) fields.insert(route.route.none.field);
  }
  return fields;
}

/// What becomes of the fields of one stream, over all tables that it feeds.
struct StreamUse {
  std::set<std::string> known = {"_id"};  ///< Taken or left out.
  bool rest = false;
  Unmapped answer = Unmapped::kReport;
  Place place;
};

/// The stream whose facts count for a projection: that of its documents, also where they were merged.
const std::string& facts_name(const Expanding& expanding, const Projection& projection) {
  return projection.self ? expanding.result.parents[*projection.self].stream : projection.stream;
}

std::map<std::string, StreamUse> uses_of(const Expanding& expanding) {
  std::map<std::string, StreamUse> uses;
  for (const Projection& projection : expanding.result.projections) {
    if (projection.placeholder || !projection.self) continue;
    StreamUse& use = uses[facts_name(expanding, projection)];
    use.known.merge(fields_read(projection));
    for (const LeftOut& left_out : projection.left_out) use.known.insert(left_out.field);
    use.answer = std::max(use.answer, projection.unmapped);
    for (const ColumnRule& column : projection.columns) use.rest |= column.rule.origin == Origin::kRest;
  }
  // Arrays that became pairs belong to streams that feed tables of their own, or to those that feed none.
  for (const Derived& derived : expanding.result.derived) {
    for (const Pairs::From& from : derived.pairs.from) {
      const auto use = uses.find(from.stream);
      if (use != uses.end()) use->second.known.insert(from.field);
    }
  }
  for (const TablePlan& table : expanding.plan.tables) {
    for (const Input& input : inputs_of(table)) {
      const auto use = uses.find(input.stream);
      if (use != uses.end() && use->second.place.line == 0) use->second.place = input.place;
    }
  }
  return uses;
}

bool is_beginning_of(const std::string& path, const std::string& longer) {
  return longer.size() > path.size() && longer.starts_with(path) &&
         (longer[path.size()] == '.' || longer[path.size()] == '[');
}

/// A path is unmapped if nothing knows it, the document around it or anything within; of a document of which
/// only some members are known the others are unmapped each for itself.
bool is_unmapped(const StreamUse& use, const std::string& path) {
  return std::none_of(use.known.begin(), use.known.end(), [&](const std::string& known) {
    return known == path || is_beginning_of(known, path) || is_beginning_of(path, known);
  });
}

/// What lies within an unmapped field goes with it.
bool is_within(const std::vector<UnmappedField>& unmapped, const std::string& path) {
  return std::any_of(unmapped.begin(), unmapped.end(),
                     [&](const UnmappedField& each) { return is_beginning_of(each.field, path); });
}

std::vector<UnmappedField> unmapped_of(const std::string& stream, const StreamUse& use,
                                       const StreamFacts& facts) {
  std::vector<UnmappedField> unmapped;
  if (use.rest) return unmapped;
  for (const auto& [path, field] : facts.fields) {
    if (!is_unmapped(use, path) || is_within(unmapped, path)) continue;
    unmapped.push_back(
        {.stream = stream, .field = path, .documents = field.documents, .sample_keys = field.sample_keys});
  }
  return unmapped;
}

/// Where the plan wants a report, that is the list itself.
void complain(Expanding& expanding, const StreamUse& use, const UnmappedField& field) {
  if (use.answer == Unmapped::kReport) return;
  expanding.complaints.error(
      use.place,
      fmt::format("the field \"{}\" of {} of {} goes nowhere, as in {}", field.field,
                  count_text(field.documents, "document"), field.stream, fmt::join(field.sample_keys, ", ")),
      fmt::format("give a column to it, or leave_out: {{ {}: WHY }}", field.field));
}

/// The streams of a table whose documents are known; none if those of any are not, or not all.
std::vector<const StreamFacts*> whole_facts(const Expanding& expanding, const TablePlan& table) {
  std::vector<const StreamFacts*> all;
  for (const Input& input : inputs_of(table)) {
    const StreamFacts* const facts = expanding.facts_of(input.stream);
    if (facts == nullptr || !facts->complete || facts->documents == 0) return {};
    all.push_back(facts);
  }
  return all;
}

/// Fields that rules name and no document has. That may well be: a plan is written for more documents than
/// there happen to be. It is a slip of the pen where documents have a field of nearly that name which nothing
/// takes.
class FieldChecker {
 public:
  FieldChecker(Expanding& expanding, const TablePlan& table, const std::map<std::string, StreamUse>& uses)
      : complaints_(expanding.complaints), facts_(whole_facts(expanding, table)), table_(table) {
    if (facts_.empty()) return;
    for (const Input& input : inputs_of(table)) {
      const auto use = uses.find(input.stream);
      if (use == uses.end()) continue;
      for (const auto& [path, field] : expanding.facts_of(input.stream)->fields) {
        if (is_unmapped(use->second, path)) untaken_.push_back(path);
      }
    }
  }

  void check() {
    if (facts_.empty()) return;
    for (const auto& [column, rule] : table_.columns) {
      check_candidates(rule.fields, rule.place, rule.policies.missing.has_value());
      std::set<std::string> others;
      add_fields(others, rule.policies);
      for (const std::string& field : others) check_candidates({field}, rule.place, true);
    }
    for (const Route& route : table_.routes) check_candidates(route.fields, route.place, false);
    for (const LeftOut& left_out : table_.left_out) check_candidates({left_out.field}, left_out.place, true);
    if (table_.merge) check_candidates(table_.merge->by, table_.merge->place, false);
  }

 private:
  [[nodiscard]] bool absent(const std::string& field) const {
    return std::all_of(facts_.begin(), facts_.end(),
                       [&](const StreamFacts* facts) { return is_absent(facts, field); });
  }
  void check_candidates(const std::vector<std::string>& fields, const Place& place, bool has_other_way);

  Complaints& complaints_;
  std::vector<const StreamFacts*> facts_;
  std::vector<std::string> untaken_;
  const TablePlan& table_;
};

void FieldChecker::check_candidates(const std::vector<std::string>& fields, const Place& place,
                                    bool has_other_way) {
  const bool all_absent =
      std::all_of(fields.begin(), fields.end(), [&](const std::string& field) { return absent(field); });
  for (const std::string& field : fields) {
    if (!absent(field)) continue;
    const std::string cause =
        fmt::format("no document that feeds \"{}\" has the field \"{}\"", table_.table, field);
    const std::string hint = did_you_mean(field, untaken_);
    if (!hint.empty() && all_absent && !has_other_way) {
      complaints_.error(place, cause, hint);
    } else if (!hint.empty() || (all_absent && !has_other_way)) {
      complaints_.warning(place, cause, hint);
    }
  }
}

/// A third of a page, less what the page itself needs.
constexpr std::uint64_t kTreeEntryMax = 2700;

/// The name of a btree index on a text column; empty if there is none.
std::string tree_over(const Table& table, const Column& column) {
  const TypeKind kind = column.type.kind;
  if (kind != TypeKind::kText && kind != TypeKind::kVarchar && kind != TypeKind::kChar) return {};
  for (const Index& index : table.indexes) {
    const auto& columns = index.columns;
    const bool holds = std::find(columns.begin(), columns.end(), column.name) != columns.end();
    if (holds && index.method == "btree") return index.name;
  }
  return {};
}

/// "\"Won\" (4 times), ..." of what neither the enum nor the plan's table of values knows; "" goes by
/// `empty`.
std::string unknown_values(const ColumnRule& column, const FieldFacts& facts) {
  const Conversion& conversion = column.rule.conversion;
  const auto same = [&](const std::string& a, const std::string& b) {
    return a == b || (conversion.fold_case && fold_case(a) == fold_case(b));
  };
  std::vector<std::string> unknown;
  for (const auto& [value, count] : facts.values) {
    const auto is_it = [&, text = value](const std::string& known) { return same(known, text); };
    const auto& labels = column.column.type.labels;
    const bool known = value.empty() || std::any_of(labels.begin(), labels.end(), is_it) ||
                       std::any_of(conversion.map.begin(), conversion.map.end(),
                                   [&](const auto& row) { return is_it(row.first); });
    if (!known) unknown.push_back(fmt::format("\"{}\" ({})", value, count_text(count, "document")));
  }
  return fmt::format("{}", fmt::join(unknown, ", "));
}

}  // namespace

bool is_absent(const StreamFacts* facts, const std::string& path) {
  if (facts == nullptr || facts->documents == 0) return false;
  return path != "_id" && !facts->fields.contains(path) && !steps_into_array(*facts, path);
}

std::string nearest_field(const StreamFacts& facts, const std::string& path, std::string otherwise) {
  std::vector<std::string> names;
  for (const auto& [known, field] : facts.fields) {
    if (known.find("[]") == std::string::npos) names.push_back(known);
  }
  return did_you_mean(path, names, std::move(otherwise));
}

void check_fields(Expanding& expanding) {
  const std::map<std::string, StreamUse> uses = uses_of(expanding);
  for (const TablePlan& table : expanding.plan.tables) FieldChecker(expanding, table, uses).check();
}

std::vector<UnmappedField> unmapped_fields(Expanding& expanding) {
  std::vector<UnmappedField> all;
  for (const auto& [stream, use] : uses_of(expanding)) {
    const StreamFacts* const facts = expanding.facts_of(stream);
    if (facts == nullptr) continue;
    for (UnmappedField& field : unmapped_of(stream, use, *facts)) {
      complain(expanding, use, field);
      all.push_back(std::move(field));
    }
  }
  return all;
}

void check_left_out(Expanding& expanding, const TablePlan& table, const Projection& projection) {
  for (const LeftOut& left_out : table.left_out) {
    for (const ColumnRule& column : projection.columns) {
      const auto& fields = column.rule.fields;
      if (std::find(fields.begin(), fields.end(), left_out.field) == fields.end()) continue;
      expanding.complaints.error(
          left_out.place,
          fmt::format("the field \"{}\" is left out, but the column \"{}\" is filled from it", left_out.field,
                      column.column.name),
          fmt::format("give \"{}\" another rule, or do not leave the field out", column.column.name));
    }
  }
}

void check_index_sizes(Expanding& expanding, const TablePlan& plan, const Table& table,
                       const Projection& projection, const std::string& stream) {
  const StreamFacts* const facts = expanding.facts_of(stream);
  if (facts == nullptr) return;
  for (const ColumnRule& column : projection.columns) {
    const std::string index = tree_over(table, column.column);
    if (index.empty()) continue;
    for (const std::string& path : column.rule.fields) {
      const auto field = facts->fields.find(path);
      if (field == facts->fields.end() || field->second.longest <= kTreeEntryMax) continue;
      expanding.complaints.warning(
          column.rule.place.line > 0 ? column.rule.place : plan.place,
          fmt::format("a text of {} in \"{}\" may be too long for the index \"{}\" on {}.{}",
                      size_text(field->second.longest), path, index, table.name, column.column.name),
          fmt::format("its entries end at {} bytes; set `max_bytes`, or drop the index", kTreeEntryMax));
    }
  }
}

void check_labels(Expanding& expanding, const TablePlan& plan, const Projection& projection,
                  const std::string& stream) {
  const StreamFacts* const facts = expanding.facts_of(stream);
  if (facts == nullptr) return;
  for (const ColumnRule& column : projection.columns) {
    if (column.column.type.kind != TypeKind::kEnum) continue;
    for (const std::string& path : column.rule.fields) {
      const auto field = facts->fields.find(path);
      if (field == facts->fields.end()) continue;
      const std::string unknown = unknown_values(column, field->second);
      if (unknown.empty()) continue;
      expanding.complaints.warning(column.rule.place.line > 0 ? column.rule.place : plan.place,
                                   fmt::format("\"{}\" holds values that the enum of {} does not know: {}",
                                               path, column.column.name, unknown),
                                   "plan `map:` for them, `fold: case`, or what `unknown:` ones become");
    }
  }
}

}  // namespace sojourn::plan
