// A plan of one projection, built column by column, and what became of a document in words.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bson.h"
#include "base/bytes.h"
#include "base/key.h"
#include "map/convert.h"
#include "map/identity.h"
#include "map/mapper.h"
#include "support/bson_builder.h"
#include "support/cells.h"

namespace sojourn::test {

/// The key of the first element of a document.
inline std::string key_of(const Doc& doc) {
  const std::string bytes = doc.bytes();
  bson::Walker walker(bytes);
  REQUIRE(walker.next());
  std::string key;
  append_key(key, walker.element());
  return key;
}

inline std::string key_of_oid(std::string_view twelve) {
  return key_of(Doc().object_id("", twelve));
}

/// The documents that references may find.
class FakeReferences final : public map::References {
 public:
  using State = map::Found::State;
  void put(std::size_t parent, std::string key, State state, std::string identity = {}) {
    found_[{parent, std::move(key)}] = {state, std::move(identity)};
  }
  map::Found find(std::size_t parent, std::string_view key) const override {
    ++asked;
    const auto at = found_.find({parent, std::string(key)});
    if (at == found_.end()) return {};
    return {.state = at->second.first, .identity = at->second.second};
  }
  mutable std::size_t asked = 0;

 private:
  std::map<std::pair<std::size_t, std::string>, std::pair<State, std::string>> found_;
};

inline plan::Policy policy(plan::Answer answer, std::string text_or_field = {}) {
  plan::Policy made;
  made.answer = answer;
  made.place = {.file = "plan.yaml", .line = 9, .column = 9};
  if (answer == plan::Answer::kValue) made.text = std::move(text_or_field);
  if (answer == plan::Answer::kField || answer == plan::Answer::kTimeOf)
    made.field = std::move(text_or_field);
  return made;
}

inline plan::ColumnType array_of(const std::string& element) {
  plan::ColumnType type;
  type.kind = plan::TypeKind::kArray;
  type.name = element + "[]";
  type.element.push_back(type_of(element));
  type.element.front().oid = 7;
  return type;
}

class Mapping {
 public:
  Mapping() {
    plan.migration = "m";
    (void)parent("T", "s.docs");
    add_projection("T");
    projection().self = 0;
  }
  plan::ExpandedPlan plan;
  FakeReferences references;
  std::vector<map::Tally> tallies{1};
  std::vector<map::Outcome> outcomes{1};

  plan::Projection& projection() { return plan.projections.front(); }

  /// A column of the field of the same name.
  plan::Rule& column(const std::string& name, plan::ColumnType type, bool not_null = false) {
    plan::ColumnRule rule;
    rule.column.name = name;
    rule.column.type = std::move(type);
    rule.column.not_null = not_null;
    rule.rule.fields = {name};
    rule.why = "same name";
    projection().columns.push_back(std::move(rule));
    return projection().columns.back().rule;
  }
  plan::Rule& column(const std::string& name, const std::string& type = "text", bool not_null = false) {
    return column(name, type_of(type), not_null);
  }
  plan::Rule& ref(const std::string& name, std::vector<std::size_t> parents, bool not_null = false,
                  const std::string& type = "uuid") {
    plan::Rule& rule = column(
        name, type.ends_with("[]") ? array_of(type.substr(0, type.size() - 2)) : type_of(type), not_null);
    rule.origin = plan::Origin::kReference;
    projection().columns.back().parents = std::move(parents);
    return rule;
  }
  /// A parent's number.
  std::size_t parent(const std::string& table, const std::string& stream) {
    plan::Parent& made = plan.parents.emplace_back();
    made.stream = stream;
    made.table = table;
    return plan.parents.size() - 1;
  }
  /// A further projection of the same stream.
  plan::Projection& add_projection(const std::string& table) {
    plan::Projection& made = plan.projections.emplace_back();
    made.name = made.table = table;
    made.stream = "s.docs";
    return made;
  }
  plan::RouteRule& route(const std::string& field,
                         const std::vector<std::pair<std::size_t, std::string>>& branches,
                         plan::Answer none = plan::Answer::kFail) {
    plan::RouteRule rule;
    rule.route.fields = {field};
    rule.route.none = policy(none);
    for (const auto& [parent, column] : branches) {
      rule.parents.push_back(parent);
      for (std::size_t i = 0; i < projection().columns.size(); ++i) {
        if (projection().columns[i].column.name == column) rule.columns.push_back(i);
      }
    }
    projection().routes.push_back(std::move(rule));
    return projection().routes.back();
  }

  std::string id_in(const std::string& stream, std::string_view key) const {
    const map::Uuid id = map::IdentityScheme("m", stream).id_of(key);
    return "uuid(" + to_hex({reinterpret_cast<const char*>(id.data()), id.size()}) + ")";
  }

  /// The cells of the row, or the fate and its problems: "failed: wrong_type a plan.yaml:1:2 {...}".
  std::string map(const Doc& doc) { return map_bytes(doc.bytes()); }
  std::string map_bytes(const std::string& body) {
    if (!mapper_) start();
    const auto id = bson::find(body, "_id");
    key_.clear();
    if (id) append_key(key_, *id);
    ++sequence_;
    worker_->map({.sequence = sequence_, .key = key_, .body = body}, sink_, outcomes, tallies);
    const std::string cells = sink_.take();
    const map::Outcome& outcome = outcomes.front();
    if (outcome.fate != map::Fate::kApplied) CHECK(cells.ends_with("abandoned"));
    if (outcome.fate != map::Fate::kApplied) return words_of(outcome);
    CHECK(outcome.problems.empty());
    CHECK(cells.starts_with("row 0"));
    CHECK(cells.ends_with("end"));
    return cells.size() < 10 ? "" : cells.substr(6, cells.size() - 10);
  }

  /// What was counted since the last call: "a converted, b loss fraction x2".
  std::string events() {
    std::string words;
    for (const auto& [what, count] : tallies.front().events()) {
      words += (words.empty() ? "" : ", ") + projection().columns[what.column].column.name + " " +
               std::string(map::event_code(what.event));
      if (what.event == map::Event::kLoss) words += std::string(" ") + plan::loss_name(what.loss);
      if (count.count > 1) words += " x" + std::to_string(count.count);
    }
    tallies.assign(tallies.size(), {});
    return words;
  }

  std::string unmapped() const {
    std::string words;
    for (const auto& [path, count] : tallies.front().unmapped()) {
      words +=
          (words.empty() ? "" : ", ") + path + (count.count > 1 ? " x" + std::to_string(count.count) : "");
    }
    return words;
  }

  /// What `check` says, cause by cause.
  std::string complaints() const {
    std::string words;
    for (const plan::Complaint& complaint : map::check(plan)) {
      words += (words.empty() ? "" : "; ") + complaint.cause;
    }
    return words;
  }

  std::string words_of(const map::Outcome& outcome) const {
    static constexpr const char* kFates[] = {"applied", "skipped", "held", "failed", "stop"};
    std::string words = kFates[static_cast<std::size_t>(outcome.fate)];
    if (!outcome.skipped_by.empty()) words += " by " + outcome.skipped_by;
    for (const map::Problem& problem : outcome.problems) {
      words += (&problem == &outcome.problems.front() ? ": " : "; ");
      words += std::string(map::cause_code(problem.cause)) + " " + problem.field + " [" + problem.rule + "]";
      if (!problem.value.empty()) words += " " + problem.value;
      CHECK_FALSE(problem.hint.empty());
    }
    return words;
  }

 private:
  void start() {
    REQUIRE(complaints() == "");
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < plan.projections.size(); ++i) all.push_back(i);
    tallies.resize(all.size());
    outcomes.resize(all.size());
    mapper_ = std::make_unique<map::Mapper>(plan, all);
    worker_ = std::make_unique<map::Mapper::Worker>(*mapper_, references);
  }

  std::unique_ptr<map::Mapper> mapper_;
  std::unique_ptr<map::Mapper::Worker> worker_;
  Cells sink_;
  std::string key_;
  std::uint64_t sequence_ = 0;
};

}  // namespace sojourn::test
