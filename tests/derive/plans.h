// Plans for tests: a merge by a natural key, and a many-to-many of two collections, crm.A with the array `bs`
// and crm.B with the array `as`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "derive/derive.h"

namespace sojourn::derive::test {

/// What a test says of a merge.
struct MergeRule {
  std::vector<std::string> by{"email"};
  bool fold_case = false;
  bool trim = false;
  plan::Merge::Keep keep = plan::Merge::Keep::kFirst;
  std::string newest{};
  std::vector<std::pair<std::string, std::string>> precedence{};
  std::string stream = "crm.Users";
};

inline plan::Derived merge_of(const MergeRule& rule) {
  plan::Derived derived;
  derived.name = rule.stream + "+merged";
  derived.merge.stream = rule.stream;
  derived.merge.by = rule.by;
  derived.merge.fold_case = rule.fold_case;
  derived.merge.trim = rule.trim;
  derived.merge.keep = rule.keep;
  derived.merge.newest = rule.newest;
  derived.merge.precedence = rule.precedence;
  return derived;
}

inline plan::ExpandedPlan plan_of(std::vector<plan::Derived> derived) {
  plan::ExpandedPlan plan;
  plan.derived = std::move(derived);
  return plan;
}

inline constexpr const char* kPairs = "AsToBs+pairs";
inline constexpr const char* kUnpaired = "AsToBs+pairs+unpaired";

inline plan::ExpandedPlan a_and_b(bool object_ids = false) {
  plan::ExpandedPlan plan;
  plan::Parent parent;
  parent.object_ids = object_ids;
  parent.stream = "crm.A";
  parent.table = "As";
  plan.parents.push_back(parent);
  parent.stream = "crm.B";
  parent.table = "Bs";
  plan.parents.push_back(parent);
  plan::Derived derived;
  derived.name = kPairs;
  derived.kind = plan::DerivedKind::kPairs;
  derived.pairs.from = {{.stream = "crm.A", .field = "bs", .place = {}},
                        {.stream = "crm.B", .field = "as", .place = {}}};
  derived.from_is_first = {true, false};
  derived.end_parents = {0, 1};
  plan.derived = {derived};
  return plan;
}

/// The documents of crm.B are merged by their e-mail address.
inline plan::ExpandedPlan a_and_merged_b(bool merged_a = false) {
  plan::ExpandedPlan plan = a_and_b();
  MergeRule rule;
  rule.fold_case = true;
  rule.stream = "crm.B";
  plan.derived.insert(plan.derived.begin(), merge_of(rule));
  plan.parents[1].derived = "crm.B+merged";
  if (!merged_a) return plan;
  rule.stream = "crm.A";
  plan.derived.insert(plan.derived.begin(), merge_of(rule));
  plan.parents[0].derived = "crm.A+merged";
  return plan;
}

}  // namespace sojourn::derive::test
