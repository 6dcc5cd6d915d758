#include "plan/expand_derived.h"

#include <fmt/format.h>

#include <algorithm>

namespace sojourn::plan {
namespace {

bool is_same(const Merge& a, const Merge& b) {
  return a.by == b.by && a.fold_case == b.fold_case && a.trim == b.trim && a.keep == b.keep &&
         a.newest == b.newest && a.precedence == b.precedence;
}

/// The one parent that an end leads to; none, and a complaint, if it cannot be told.
std::optional<std::size_t> end_parent(Expanding& expanding, const Table& table, const Pairs::End& end) {
  if (table.find(end.column) == nullptr) {
    std::vector<std::string> names;
    for (const Column& column : table.columns) names.push_back(column.name);
    expanding.complaints.error(end.place,
                               fmt::format("the table \"{}\" has no column \"{}\"", table.name, end.column),
                               did_you_mean(end.column, names));
  }
  if (expanding.table(end.table, end.place) == nullptr) return std::nullopt;
  const std::vector<std::size_t> parents = expanding.parents_of(end.table);
  if (parents.size() == 1) return parents.front();
  expanding.complaints.error(
      end.place,
      parents.empty()
          ? fmt::format("the pairs lead to the table \"{}\", which no projection fills", end.table)
          : fmt::format("the pairs lead to the table \"{}\", which several streams feed", end.table),
      parents.empty() ? fmt::format("add \"{}\" to `tables`", end.table)
                      : "pairs with such a table come with a later release");
  return std::nullopt;
}

/// Which end the documents of `from` are. Where both ends are of one stream, the first `from` is the first.
std::optional<bool> is_first_end(Expanding& expanding, const Derived& derived, std::size_t from) {
  const Pairs::From& each = derived.pairs.from[from];
  const auto& parents = expanding.result.parents;
  const bool first = parents[derived.end_parents[0]].stream == each.stream;
  const bool second = parents[derived.end_parents[1]].stream == each.stream;
  if (first && second) return from == 0;
  if (first || second) return first;
  expanding.complaints.error(each.place,
                             fmt::format("the stream \"{}\" feeds neither \"{}\" nor \"{}\"", each.stream,
                                         derived.pairs.ends[0].table, derived.pairs.ends[1].table),
                             "pairs are read from the documents at either end");
  return std::nullopt;
}

bool lacks_field(const Expanding& expanding, const Pairs::From& from) {
  const StreamFacts* const facts = expanding.facts_of(from.stream);
  return facts != nullptr && facts->complete && facts->documents > 0 && !facts->fields.contains(from.field);
}

/// An error only if no side has pairs: fields of old need not occur in each dump.
void check_pair_fields(Expanding& expanding, const Pairs& pairs) {
  const bool none = std::all_of(pairs.from.begin(), pairs.from.end(),
                                [&](const Pairs::From& from) { return lacks_field(expanding, from); });
  for (const Pairs::From& from : pairs.from) {
    if (!lacks_field(expanding, from)) continue;
    const std::string cause = fmt::format("no document of {} has the field \"{}\"", from.stream, from.field);
    std::vector<std::string> names;
    for (const auto& [name, field] : expanding.facts_of(from.stream)->fields) names.push_back(name);
    const std::string hint = did_you_mean(from.field, names, "take this side out of `from`");
    none ? expanding.complaints.error(from.place, cause, hint)
         : expanding.complaints.warning(from.place, cause, hint);
  }
}

}  // namespace

void add_merge(Expanding& expanding, const TablePlan& table) {
  const Merge& merge = *table.merge;
  const std::string name = merged_name(merge.stream);
  for (const Derived& known : expanding.result.derived) {
    if (known.name != name) continue;
    if (is_same(known.merge, merge)) return;
    expanding.complaints.error(merge.place,
                               fmt::format("the stream \"{}\" is merged in two ways", merge.stream),
                               fmt::format("merge it as at {}, or once only", known.merge.place.text()));
    return;
  }
  expanding.result.derived.push_back({.name = name,
                                      .kind = DerivedKind::kMerge,
                                      .merge = merge,
                                      .pairs = {},
                                      .from_is_first = {},
                                      .end_parents = {}});
}

void add_pairs(Expanding& expanding, const TablePlan& plan, const Table& table) {
  Derived derived{.name = pairs_name(plan.table),
                  .kind = DerivedKind::kPairs,
                  .merge = {},
                  .pairs = *plan.pairs,
                  .from_is_first = {},
                  .end_parents = {}};
  for (const Pairs::End& end : plan.pairs->ends) {
    if (const auto parent = end_parent(expanding, table, end)) derived.end_parents.push_back(*parent);
  }
  for (std::size_t i = 0; i < derived.pairs.from.size(); ++i) {
    const Pairs::From& from = derived.pairs.from[i];
    if (!expanding.require_stream(from.stream, from.place)) continue;
    if (derived.end_parents.size() != 2) continue;
    if (const auto first = is_first_end(expanding, derived, i)) derived.from_is_first.push_back(*first);
  }
  check_pair_fields(expanding, derived.pairs);
  expanding.result.derived.push_back(std::move(derived));
}

void order_derived(ExpandedPlan& plan) {
  std::stable_sort(plan.derived.begin(), plan.derived.end(),
                   [](const Derived& a, const Derived& b) { return a.kind < b.kind; });
}

}  // namespace sojourn::plan
