#include "plan/expand_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "plan/expand_policies.h"

namespace sojourn::plan {
namespace {

struct VerbTypes {
  std::string_view verb;
  std::vector<TypeKind> kinds;
};

const std::vector<VerbTypes>& verbs() {
  using enum TypeKind;
  static const std::vector<VerbTypes> all = {
      {"text", {kText, kVarchar, kChar}},
      {"number", {kInt16, kInt32, kInt64, kFloat4, kFloat8, kNumeric}},
      {"bool", {kBool}},
      {"timestamp", {kTimestamp, kTimestamptz}},
      {"date", {kDate}},
      {"time", {kTime}},
      {"interval", {kInterval}},
      {"uuid", {kUuid}},
      {"bytes", {kBytea}},
      {"enum", {kEnum}},
      {"json", {kJson, kJsonb}},
      {"array", {kArray}},
      {"inet", {kInet}},
      {"rest", {kJson, kJsonb}},
      {"stream_name", {kText, kVarchar, kChar}},
      {"time_of", {kTimestamp, kTimestamptz, kDate}},
  };
  return all;
}

bool contains(const std::vector<TypeKind>& kinds, TypeKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::string_view verb_of(const Rule& rule) {
  switch (rule.origin) {
    case Origin::kField:
      return rule.conversion.verb;
    case Origin::kTimeOf:
      return "time_of";
    case Origin::kStreamName:
      return "stream_name";
    case Origin::kRest:
      return "rest";
    default:
      return {};
  }
}

std::string hint_for(const ColumnType& type) {
  for (const VerbTypes& each : verbs()) {
    if (contains(each.kinds, type.kind)) return fmt::format("such a column is filled by `{}`", each.verb);
  }
  return "leave the column to its default, or change its type";
}

}  // namespace

std::optional<Misfit> misfit(const ColumnType& type, const Rule& rule) {
  if (single_type(type).kind == TypeKind::kOther) {
    return Misfit{.cause = fmt::format("columns of type {} cannot be filled", type.name),
                  .hint = "leave the column to its default, or change its type"};
  }
  if (rule.origin == Origin::kReference || rule.origin == Origin::kRouted) {
    const bool array_in_route = rule.origin == Origin::kRouted && type.kind == TypeKind::kArray;
    if (!array_in_route && holds_derived_ids(single_type(type))) return std::nullopt;
    return Misfit{
        .cause = fmt::format("a column of type {} cannot hold ids, which are UUIDs", type.name),
        .hint = "uuid, or text of 36 characters; `id: keep` in the table referred to keeps its ids"};
  }
  const std::string_view verb = verb_of(rule);
  const auto known =
      std::find_if(verbs().begin(), verbs().end(), [&](const VerbTypes& each) { return each.verb == verb; });
  if (known == verbs().end() || contains(known->kinds, type.kind)) return std::nullopt;
  return Misfit{.cause = fmt::format("`{}` makes nothing that fits a column of type {}", verb, type.name),
                .hint = hint_for(type)};
}

bool holds_derived_ids(const ColumnType& type) {
  constexpr int kUuidCharacters = 36;
  if (type.kind == TypeKind::kUuid || type.kind == TypeKind::kText) return true;
  if (type.kind == TypeKind::kChar) return type.length == kUuidCharacters;
  return type.kind == TypeKind::kVarchar && type.length >= kUuidCharacters;
}

}  // namespace sojourn::plan
