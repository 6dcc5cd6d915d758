#include "apply/compared_tables.h"

#include <fmt/format.h>

#include <algorithm>

namespace sojourn::apply {
namespace {

using plan::ColumnRule;
using plan::Derived;
using plan::DerivedKind;
using plan::ExpandedPlan;
using plan::Projection;

const Derived* derived_of(const ExpandedPlan& plan, const std::string& stream) {
  const auto found = std::find_if(plan.derived.begin(), plan.derived.end(),
                                  [&](const Derived& each) { return each.name == stream; });
  return found == plan.derived.end() ? nullptr : &*found;
}

/// The stream whose documents are rows, also where they are merged first.
const std::string& base_stream(const ExpandedPlan& plan, const Projection& projection) {
  return projection.self ? plan.parents[*projection.self].stream : projection.stream;
}

bool is_same_merge(const plan::Merge& a, const plan::Merge& b) {
  return a.stream == b.stream && a.by == b.by && a.fold_case == b.fold_case && a.trim == b.trim &&
         a.keep == b.keep && a.newest == b.newest && a.precedence == b.precedence;
}

bool is_same_derived(const ExpandedPlan& before, const ExpandedPlan& after, const std::string& stream);

/// The pairs of merged documents change with the merge.
bool have_same_ends(const ExpandedPlan& before, const Derived& a, const ExpandedPlan& after,
                    const Derived& b) {
  for (std::size_t i = 0; i < a.end_parents.size(); ++i) {
    const plan::Parent& one = before.parents[a.end_parents[i]];
    const plan::Parent& other = after.parents[b.end_parents[i]];
    if (one.stream != other.stream || one.derived != other.derived) return false;
    if (!one.derived.empty() && !is_same_derived(before, after, one.derived)) return false;
  }
  return true;
}

bool is_same_derived(const ExpandedPlan& before, const ExpandedPlan& after, const std::string& stream) {
  const Derived* const a = derived_of(before, stream);
  const Derived* const b = derived_of(after, stream);
  if (a == nullptr || b == nullptr) return a == b;
  if (a->kind != b->kind) return false;
  if (a->kind == DerivedKind::kMerge) return is_same_merge(a->merge, b->merge);
  const auto same_side = [](const plan::Pairs::From& one, const plan::Pairs::From& other) {
    return one.stream == other.stream && one.field == other.field;
  };
  return a->from_is_first == b->from_is_first && a->end_parents.size() == b->end_parents.size() &&
         std::equal(a->pairs.from.begin(), a->pairs.from.end(), b->pairs.from.begin(), b->pairs.from.end(),
                    same_side) &&
         have_same_ends(before, *a, after, *b);
}

bool overlap(std::string_view one, std::string_view other) {
  if (one.size() > other.size()) std::swap(one, other);
  return other.starts_with(one) && (other.size() == one.size() || other[one.size()] == '.');
}

/// Fields that can reach a column.
std::vector<std::string> fields_of(const Projection& projection, std::size_t column) {
  const ColumnRule& rule = projection.columns[column];
  std::vector<std::string> fields = rule.rule.fields;
  for (const plan::Policies* policies : {&rule.rule.policies, &rule.rule.conversion.element}) {
    for (const auto* policy : {&policies->missing, &policies->null, &policies->empty, &policies->invalid,
                               &policies->unknown, &policies->dangling}) {
      if (*policy && !(*policy)->field.empty()) fields.push_back((*policy)->field);
    }
  }
  for (const plan::RouteRule& route : projection.routes) {
    const auto& columns = route.columns;
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) continue;
    fields.insert(fields.end(), route.route.fields.begin(), route.route.fields.end());
    if (!route.route.none.field.empty()) fields.push_back(route.route.none.field);
  }
  return fields;
}

bool is_sensitive(const Projection& projection, std::size_t column,
                  const std::vector<std::string>& sensitive) {
  if (projection.columns[column].rule.origin == plan::Origin::kRest) return !sensitive.empty();
  const std::vector<std::string> fields = fields_of(projection, column);
  return std::any_of(sensitive.begin(), sensitive.end(), [&](const std::string& secret) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const std::string& field) { return overlap(field, secret); });
  });
}

class Pairing {
 public:
  Pairing(const journal::View& view, const ExpandedPlan& before, const ExpandedPlan& after)
      : view_(view), before_(before), after_(after) {}

  std::vector<ComparedTable> pair() {
    for (std::size_t i = 0; i < after_.projections.size(); ++i) add(partner_of(after_.projections[i]), i);
    for (std::size_t i = 0; i < before_.projections.size(); ++i) {
      const bool paired = std::any_of(tables_.begin(), tables_.end(),
                                      [&](const ComparedTable& each) { return each.before == i; });
      if (!paired) add(i, std::nullopt);
    }
    return std::move(tables_);
  }

 private:
  [[nodiscard]] std::optional<std::size_t> partner_of(const Projection& projection) const {
    for (std::size_t i = 0; i < before_.projections.size(); ++i) {
      const Projection& each = before_.projections[i];
      if (each.table == projection.table && each.placeholder == projection.placeholder &&
          base_stream(before_, each) == base_stream(after_, projection)) {
        return i;
      }
    }
    return std::nullopt;
  }

  void add(std::optional<std::size_t> before, std::optional<std::size_t> after);
  void add_inputs(ComparedTable& table, const ExpandedPlan& plan, const Projection& projection) const;
  [[nodiscard]] std::string why_incomparable(const Projection* before, const Projection* after) const;
  void add_columns(ComparedTable& table, const Projection* before, const Projection* after) const;

  const journal::View& view_;
  const ExpandedPlan& before_;
  const ExpandedPlan& after_;
  std::vector<ComparedTable> tables_;
};

void Pairing::add_inputs(ComparedTable& table, const ExpandedPlan& plan, const Projection& projection) const {
  if (projection.placeholder) return;
  std::vector<std::string> streams = {base_stream(plan, projection)};
  const Derived* const derived = derived_of(plan, projection.stream);
  if (derived != nullptr && derived->kind == DerivedKind::kPairs) {
    streams.clear();
    for (const plan::Pairs::From& from : derived->pairs.from) streams.push_back(from.stream);
  }
  for (std::string& stream : streams) {
    const auto known = std::find(table.inputs.begin(), table.inputs.end(), stream);
    if (known == table.inputs.end()) table.inputs.push_back(std::move(stream));
  }
}

std::string Pairing::why_incomparable(const Projection* before, const Projection* after) const {
  const Projection& either = after != nullptr ? *after : *before;
  if (either.placeholder) return "the row for what dangles is not planned alike";
  if (before != nullptr && after != nullptr) {
    if (before->stream != after->stream)
      return fmt::format("its documents come from {} instead of {}", after->stream, before->stream);
    if (!is_same_derived(before_, after_, after->stream))
      return fmt::format("the plans do not derive {} alike", after->stream);
  }
  const bool derived = derived_of(after != nullptr ? after_ : before_, either.stream) != nullptr;
  if (derived && !view_.find_stream(either.stream))
    return fmt::format("{} is not derived yet", either.stream);
  return {};
}

void Pairing::add_columns(ComparedTable& table, const Projection* before, const Projection* after) const {
  std::vector<std::string> sensitive;
  for (const Projection* side : {before, after}) {
    if (side != nullptr) sensitive.insert(sensitive.end(), side->sensitive.begin(), side->sensitive.end());
  }
  const auto column_of = [&](const plan::Column& column) -> ComparedColumn& {
    for (ComparedColumn& known : table.columns) {
      if (known.name == column.name) return known;
    }
    ComparedColumn& made = table.columns.emplace_back();
    made.name = column.name;
    made.has_default = column.default_expression.has_value() || column.identity;
    return made;
  };
  const auto add = [&](const Projection* side, std::optional<std::size_t> ComparedColumn::*index) {
    for (std::size_t i = 0; side != nullptr && i < side->columns.size(); ++i) {
      ComparedColumn& column = column_of(side->columns[i].column);
      column.*index = i;
      column.sensitive = column.sensitive || is_sensitive(*side, i, sensitive);
    }
  };
  add(after, &ComparedColumn::after);
  add(before, &ComparedColumn::before);
}

void Pairing::add(std::optional<std::size_t> before, std::optional<std::size_t> after) {
  const Projection* const old_side = before ? &before_.projections[*before] : nullptr;
  const Projection* const new_side = after ? &after_.projections[*after] : nullptr;
  const Projection& either = new_side != nullptr ? *new_side : *old_side;
  ComparedTable table;
  table.before = before;
  table.after = after;
  table.result.table = either.table;
  table.result.stream = either.stream;
  table.result.in_old = before.has_value();
  table.result.in_new = after.has_value();
  if (old_side != nullptr) add_inputs(table, before_, *old_side);
  if (new_side != nullptr) add_inputs(table, after_, *new_side);
  const bool derived_alike = is_same_derived(before_, after_, either.stream);
  table.result.alike =
      old_side != nullptr && new_side != nullptr && old_side->shape == new_side->shape && derived_alike;
  if (!table.result.alike) table.result.incomparable = why_incomparable(old_side, new_side);
  if (table.is_mapped()) add_columns(table, old_side, new_side);
  tables_.push_back(std::move(table));
}

}  // namespace

std::vector<ComparedTable> pair_tables(const journal::View& view, const ExpandedPlan& before,
                                       const ExpandedPlan& after) {
  return Pairing(view, before, after).pair();
}

}  // namespace sojourn::apply
