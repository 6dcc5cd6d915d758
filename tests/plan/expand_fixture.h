// A catalogue, streams and facts made by a few words each, and a plan expanded against them.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "plan/expand.h"
#include "plan_file.h"

namespace sojourn::test {

/// "uuid!" is a uuid that may not be null; "text=" has a default; "Status" is an enum of the catalogue.
inline plan::Column column(const std::string& name, std::string words) {
  using plan::TypeKind;
  const std::vector<std::pair<std::string, TypeKind>> kinds = {
      {"text", TypeKind::kText},   {"varchar", TypeKind::kVarchar},     {"int", TypeKind::kInt32},
      {"uuid", TypeKind::kUuid},   {"timestamp", TypeKind::kTimestamp}, {"bool", TypeKind::kBool},
      {"jsonb", TypeKind::kJsonb}, {"point", TypeKind::kOther},         {"bigint", TypeKind::kInt64}};
  plan::Column made;
  made.name = name;
  while (words.back() == '!' || words.back() == '=' || words.back() == '*' || words.back() == '+') {
    if (words.back() == '!') made.not_null = true;
    if (words.back() == '=') made.default_expression = "0";
    if (words.back() == '*') made.generated = true;
    if (words.back() == '+') made.identity = true;
    words.pop_back();
  }
  if (words.ends_with("[]")) {
    made.type.kind = TypeKind::kArray;
    made.type.element = {column("", words.substr(0, words.size() - 2)).type};
  } else {
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& each) { return each.first == words; });
    made.type.kind = kind == kinds.end() ? TypeKind::kEnum : kind->second;
    if (kind == kinds.end()) {
      made.type.enum_name = words;
      made.type.labels = {"ACTIVE", "PENDING"};
    }
  }
  made.type.name = words;
  return made;
}

class World {
 public:
  World() {
    catalogue_.schema = "public";
    catalogue_.database = "test";
  }
  /// The first column is the primary key, unless it is named "-".
  World& table(const std::string& name, const std::vector<std::pair<std::string, std::string>>& columns) {
    plan::Table& made = catalogue_.tables[name];
    made = {};
    made.schema = "public";
    made.name = name;
    for (const auto& [column_name, words] : columns) {
      if (column_name != "-") made.columns.push_back(column(column_name, words));
    }
    if (columns.front().first != "-") key(name, {columns.front().first}, true);
    return *this;
  }
  World& key(const std::string& name, std::vector<std::string> columns, bool primary = false) {
    plan::Table& made = catalogue_.tables.at(name);
    if (primary) std::erase_if(made.keys, [](const plan::Key& each) { return each.primary; });
    const std::string index = name + (primary ? "_pkey" : "_key");
    made.keys.push_back({.name = index, .columns = columns, .primary = primary});
    made.indexes.push_back(
        {.name = index, .method = "btree", .columns = std::move(columns), .definition = {}, .unique = true});
    return *this;
  }
  World& refer(const std::string& name, const std::string& from, const std::string& to) {
    catalogue_.tables.at(name).foreign_keys.push_back({.name = name + "_" + from + "_fkey",
                                                       .columns = {from},
                                                       .schema = "public",
                                                       .table = to,
                                                       .to_columns = {"id"},
                                                       .definition = {}});
    return *this;
  }
  World& stream(const std::string& name) {
    streams_.push_back(name);
    return *this;
  }
  /// A stream of which a hundred documents are known, with these fields in each.
  World& documents(const std::string& name, const std::vector<std::string>& fields) {
    if (std::find(streams_.begin(), streams_.end(), name) == streams_.end()) stream(name);
    plan::StreamFacts& facts = facts_[name];
    facts.documents = 100;
    facts.complete = true;
    for (const std::string& field : fields) {
      facts.fields[field].documents = 100;
      facts.fields[field].sample_keys = {"1", "2", "3"};
    }
    facts.fields["_id"].types[bson::Type::kObjectId] = 100;
    return *this;
  }
  World& sensitive(const std::string& stream, const std::string& field) {
    stream_words_ = ", streams: { " + stream + ": { sensitive: [" + field + "] } }";
    return *this;
  }
  plan::FieldFacts& field(const std::string& stream, const std::string& name) {
    return facts_.at(stream).fields.at(name);
  }

  /// The rest of a plan behind name and source.
  [[nodiscard]] plan::Expansion expand(const std::string& text) const {
    const PlanFile file("migration: m\nsources: { crm: { mongodump: dump" + stream_words_ + " } }\n" + text);
    return plan::expand(file.read(), catalogue_, streams_, facts_);
  }
  /// Without complaints that are errors; shows them if there are.
  [[nodiscard]] plan::ExpandedPlan whole(const std::string& text) const {
    plan::Expansion expansion = expand(text);
    for (const plan::Complaint& each : expansion.complaints) {
      if (each.weight == plan::Complaint::Weight::kError) FAIL(text_of(each));
    }
    return *std::move(expansion.expanded);
  }
  /// Each complaint in a line: "error 3:5: cause | hint".
  [[nodiscard]] std::string complaints(const std::string& text) const {
    std::string all;
    for (const plan::Complaint& each : expand(text).complaints) all += text_of(each) + "\n";
    return all;
  }

  plan::Catalogue& catalogue() { return catalogue_; }

 private:
  static std::string text_of(const plan::Complaint& each) {
    return std::string(each.weight == plan::Complaint::Weight::kError ? "error " : "warning ") +
           std::to_string(each.place.line) + ":" + std::to_string(each.place.column) + ": " + each.cause +
           " | " + each.hint;
  }
  plan::Catalogue catalogue_;
  std::vector<std::string> streams_;
  std::string stream_words_;  ///< Behind the source's path.
  plan::Facts facts_;
};

inline const plan::Projection& projection(const plan::ExpandedPlan& plan, const std::string& name) {
  const auto found = std::find_if(plan.projections.begin(), plan.projections.end(),
                                  [&](const auto& each) { return each.name == name; });
  REQUIRE_MESSAGE(found != plan.projections.end(), name);
  return *found;
}

inline const plan::ColumnRule& rule(const plan::Projection& projection, const std::string& name) {
  const auto found = std::find_if(projection.columns.begin(), projection.columns.end(),
                                  [&](const auto& each) { return each.column.name == name; });
  REQUIRE_MESSAGE(found != projection.columns.end(), name);
  return *found;
}

}  // namespace sojourn::test
