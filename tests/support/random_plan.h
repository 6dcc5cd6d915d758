// Expanded plans at random: columns of all types and origins, with any answers, references and routes, for
// the fields that RandomBson makes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "map/convert.h"
#include "map/mapper.h"
#include "support/random.h"

namespace sojourn::test {

/// Answers by the key alone, so that the same question gets the same answer.
class AnyReferences final : public map::References {
 public:
  map::Found find(std::size_t parent, std::string_view key) const override {
    using State = map::Found::State;
    switch ((hash64(key) + parent) % 5) {
      case 0:
        return {.state = State::kAbsent};
      case 1:
        return {.state = State::kFailed};
      case 2:
        return {.state = State::kMerged, .identity = key};
      default:
        return {.state = State::kPresent};
    }
  }
};

class RandomPlan {
 public:
  explicit RandomPlan(Random& random) : random_(random) {
    plan.migration = "m";
    for (std::size_t i = 0; i < 3; ++i) {
      plan::Parent& parent = plan.parents.emplace_back();
      parent.stream = "s.parent" + std::to_string(i);
      parent.table = i == 2 ? "" : "Parent" + std::to_string(i);
      parent.object_ids = random_.one_in(2);
      parent.placeholder = i == 0;
    }
    const auto projections = 1 + random_.below(3);
    for (std::uint64_t i = 0; i < projections; ++i) add_projection("T" + std::to_string(i));
  }

  plan::ExpandedPlan plan;

  std::vector<std::size_t> columns() const {
    std::vector<std::size_t> counts;
    for (const plan::Projection& projection : plan.projections) counts.push_back(projection.columns.size());
    return counts;
  }
  std::vector<std::size_t> all() const {
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < plan.projections.size(); ++i) indexes.push_back(i);
    return indexes;
  }

 private:
  void add_projection(const std::string& table) {
    plan::Projection& made = plan.projections.emplace_back();
    made.name = made.table = table;
    made.stream = "s.docs";
    if (random_.one_in(3)) made.sensitive = {field()};
    if (random_.one_in(3)) made.left_out.push_back({.field = field(), .reason = "a reason", .place = {}});
    made.unmapped = static_cast<plan::Unmapped>(random_.one_in(4) ? random_.below(3) : 0);
    for (auto count = 1 + random_.below(10); count > 0; --count) add_column(made);
    if (random_.one_in(3)) add_route(made);
  }

  /// Most columns that come of chance make sense; the others are taken back.
  void add_column(plan::Projection& to) {
    to.columns.push_back(column("c" + std::to_string(to.columns.size())));
    if (!map::check(plan).empty()) to.columns.pop_back();
  }

  void add_route(plan::Projection& to) {
    plan::RouteRule rule;
    rule.route.fields = {field()};
    rule.route.none.answer = random_.one_in(2) ? plan::Answer::kFail : plan::Answer::kNull;
    for (std::size_t parent = 0; parent < 2; ++parent) {
      plan::ColumnRule routed;
      routed.column.name = "routed" + std::to_string(parent);
      routed.column.type = type_of("uuid");
      routed.column.not_null = random_.one_in(6);
      routed.rule.origin = plan::Origin::kRouted;
      rule.columns.push_back(to.columns.size());
      rule.parents.push_back(parent);
      to.columns.push_back(std::move(routed));
    }
    to.routes.push_back(std::move(rule));
  }

  plan::ColumnRule column(const std::string& name) {
    plan::ColumnRule rule;
    rule.column.name = name;
    rule.column.type = type();
    rule.column.not_null = random_.one_in(5);
    rule.why = "chance";
    rule.rule.fields = {field()};
    while (random_.one_in(3)) rule.rule.fields.push_back(field());
    switch (random_.below(12)) {
      case 0:
        rule.rule.origin = plan::Origin::kIdentity;
        rule.column.type = type_of("uuid");
        break;
      case 1:
      case 2:
        rule.rule.origin = plan::Origin::kReference;
        rule.rule.check = !random_.one_in(4);
        rule.column.type = random_.one_in(3) ? array(type_of("uuid")) : type_of("uuid");
        rule.parents = random_.one_in(2) ? std::vector<std::size_t>{0} : std::vector<std::size_t>{1, 2};
        break;
      case 3:
        rule.rule.origin = plan::Origin::kTimeOf;
        rule.column.type = type_of("timestamptz");
        break;
      case 4:
        rule.rule.origin = plan::Origin::kRest;
        rule.column.type = type_of("jsonb");
        break;
      case 5:
        rule.rule.origin = plan::Origin::kStreamName;
        rule.column.type = type_of("text");
        break;
      default:
        break;
    }
    conversion(rule.rule.conversion);
    policies(rule.rule.policies, true);
    return rule;
  }

  void conversion(plan::Conversion& conversion) {
    conversion.trim = random_.one_in(5);
    conversion.dedupe = random_.one_in(4);
    if (random_.one_in(4)) conversion.zone = "Europe/Prague";
    if (random_.one_in(5)) conversion.unit = plan::EpochUnit::kSeconds;
    if (random_.one_in(6)) conversion.max_bytes = random_.below(60);
    for (std::size_t i = 0; i < plan::kLosses; ++i) {
      if (random_.one_in(3)) conversion.losses.push_back(static_cast<plan::Loss>(i));
    }
    policies(conversion.element, false);
  }

  void policies(plan::Policies& policies, bool fields) {
    for (auto* policy : {&policies.missing, &policies.null, &policies.empty, &policies.invalid,
                         &policies.unknown, &policies.dangling}) {
      if (random_.one_in(3)) *policy = answer(fields);
    }
  }

  plan::Policy answer(bool fields) {
    static constexpr plan::Answer kAnswers[] = {
        plan::Answer::kFail,  plan::Answer::kNull,  plan::Answer::kSkip,
        plan::Answer::kClamp, plan::Answer::kStop,  plan::Answer::kPlaceholder,
        plan::Answer::kValue, plan::Answer::kField, plan::Answer::kTimeOf};
    plan::Policy policy;
    policy.answer = kAnswers[random_.below(std::size(kAnswers) - (fields ? 0 : 2))];
    policy.text = random_.one_in(2) ? "1" : "[]";
    if (policy.answer == plan::Answer::kField || policy.answer == plan::Answer::kTimeOf)
      policy.field = field();
    return policy;
  }

  std::string field() {
    static constexpr std::string_view kNames[] = {
        "a", "a", "a.b", "a.a", "ref", "ref.a", "_id", "a.0", "$set", "naïve", "some longer name", "nowhere"};
    return std::string(kNames[random_.below(std::size(kNames))]);
  }

  plan::ColumnType type() {
    static constexpr const char* kTypes[] = {"text",         "varchar(3)", "char(5)",      "smallint",
                                             "integer",      "bigint",     "real",         "double precision",
                                             "numeric",      "boolean",    "timestamp(3)", "timestamptz",
                                             "date",         "time",       "interval",     "uuid",
                                             "bytea",        "json",       "jsonb",        "inet",
                                             "numeric(10,2)"};
    const plan::ColumnType single = type_of(kTypes[random_.below(std::size(kTypes))]);
    return random_.one_in(4) ? array(single) : single;
  }

  static plan::ColumnType array(const plan::ColumnType& element) {
    plan::ColumnType type;
    type.kind = plan::TypeKind::kArray;
    type.name = element.name + "[]";
    type.element = {element};
    type.element.front().oid = 7;
    return type;
  }

  Random& random_;
};

/// What is wrong with an outcome in itself; empty if nothing is.
inline std::string contradiction(const map::Outcome& outcome) {
  using map::Fate;
  const bool waits = !outcome.waits.empty();
  const bool problems = !outcome.problems.empty();
  switch (outcome.fate) {
    case Fate::kApplied:
      return problems || !outcome.skipped_by.empty() ? "applied with a problem" : "";
    case Fate::kSkipped:
      return problems || waits || outcome.skipped_by.empty() ? "skipped without a rule, or with more" : "";
    case Fate::kHeld:
      for (const map::Problem& problem : outcome.problems) {
        if (problem.cause != map::Cause::kParentFailed) return "held with another problem";
      }
      return waits && problems ? "" : "held for nobody";
    case Fate::kFailed:
    case Fate::kStop:
      return problems && !waits && outcome.skipped_by.empty() ? "" : "failed without a problem, or waiting";
  }
  return "no fate";
}

}  // namespace sojourn::test
