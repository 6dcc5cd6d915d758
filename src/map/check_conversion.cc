#include "map/check_conversion.h"

#include <algorithm>
#include <string_view>

namespace sojourn::map {
namespace {

using plan::Loss;
using plan::TypeKind;

/// The verb of the plan that names a type; the others of `field` leave it to the column.
std::string_view verb_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kText:
    case TypeKind::kVarchar:
    case TypeKind::kChar:
      return "text";
    case TypeKind::kInt16:
    case TypeKind::kInt32:
    case TypeKind::kInt64:
    case TypeKind::kFloat4:
    case TypeKind::kFloat8:
    case TypeKind::kNumeric:
      return "number";
    case TypeKind::kBool:
      return "bool";
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
      return "timestamp";
    case TypeKind::kDate:
      return "date";
    case TypeKind::kTime:
      return "time";
    case TypeKind::kInterval:
      return "interval";
    case TypeKind::kUuid:
      return "uuid";
    case TypeKind::kBytea:
      return "bytes";
    case TypeKind::kJson:
    case TypeKind::kJsonb:
      return "json";
    case TypeKind::kEnum:
      return "enum";
    case TypeKind::kInet:
      return "inet";
    default:
      return "";
  }
}

void check_verb(const plan::ColumnType& type, const std::string& verb, std::vector<std::string>& problems) {
  const std::string_view fitting = verb_of(type.kind);
  if (verb.empty() || verb == "field" || verb == "array" || fitting.empty() || verb == fitting) return;
  problems.push_back("`" + verb + "` does not fill a column of type " + type.name + ", `" +
                     std::string(fitting) + "` does");
}

/// What a value can lose on its way into a type.
std::vector<Loss> losses_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kText:
      return {Loss::kNul, Loss::kUtf8};
    case TypeKind::kVarchar:
    case TypeKind::kChar:
      return {Loss::kNul, Loss::kUtf8, Loss::kLength, Loss::kTrailingBlanks};
    case TypeKind::kInt16:
    case TypeKind::kInt32:
    case TypeKind::kInt64:
      return {Loss::kFraction, Loss::kNegativeZero};
    case TypeKind::kNumeric:
      return {Loss::kPrecision, Loss::kNegativeZero};
    case TypeKind::kFloat4:
    case TypeKind::kFloat8:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
    case TypeKind::kTime:
    case TypeKind::kInterval:
      return {Loss::kPrecision};
    case TypeKind::kDate:
      return {Loss::kTime, Loss::kPrecision};
    case TypeKind::kJson:
      return {Loss::kNul, Loss::kUtf8, Loss::kType};
    case TypeKind::kJsonb:
      return {Loss::kNul, Loss::kUtf8, Loss::kType, Loss::kRepeatedKeys, Loss::kNegativeZero};
    default:
      return {};
  }
}

void check_losses(const plan::ColumnType& type, const std::vector<Loss>& declared,
                  std::vector<std::string>& problems) {
  const std::vector<Loss> possible = losses_of(type.kind);
  for (const Loss loss : declared) {
    if (std::find(possible.begin(), possible.end(), loss) != possible.end()) continue;
    problems.push_back(std::string("nothing that goes into ") + type.name + " can lose `" +
                       plan::loss_name(loss) + "`");
  }
}

}  // namespace

void check_conversion(const plan::ColumnType& type, const plan::Conversion& conversion,
                      std::vector<std::string>& problems) {
  const std::string_view verb = verb_of(type.kind);
  if (verb.empty()) return;
  check_verb(type, conversion.verb, problems);
  check_losses(type, conversion.losses, problems);
  const auto needs = [&](bool said, const char* option, bool makes_sense) {
    if (said && !makes_sense)
      problems.push_back(std::string("`") + option + "` says nothing for " + type.name);
  };
  const bool is_moment = verb == "timestamp" || verb == "date";
  needs(!conversion.formats.empty(), "formats", is_moment || verb == "time");
  needs(conversion.unit.has_value(), "unit", is_moment || verb == "interval");
  needs(!conversion.decimal.empty(), "decimal", verb == "number");
  needs(!conversion.group.empty(), "group", verb == "number");
  needs(conversion.fold_case, "fold", verb == "enum" || !conversion.map.empty());
  needs(conversion.max_bytes.has_value(), "max_bytes",
        verb == "text" || verb == "bytes" || verb == "json" || verb == "number");
}

}  // namespace sojourn::map
