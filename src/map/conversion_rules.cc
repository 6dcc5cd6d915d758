#include "map/conversion_rules.h"

#include "base/error.h"

namespace sojourn::map {
namespace {

using bson::Type;

constexpr Type kTypes[] = {Type::kDouble,    Type::kString,    Type::kDocument,   Type::kArray,
                           Type::kBinary,    Type::kUndefined, Type::kObjectId,   Type::kBool,
                           Type::kDate,      Type::kNull,      Type::kRegex,      Type::kDbPointer,
                           Type::kCode,      Type::kSymbol,    Type::kInt32,      Type::kCodeWithScope,
                           Type::kTimestamp, Type::kInt64,     Type::kDecimal128, Type::kMinKey,
                           Type::kMaxKey};

std::vector<std::string> names_of_types() {
  std::vector<std::string> names;
  for (const Type type : kTypes) names.emplace_back(bson::type_name(type));
  return names;
}

std::string unknown_type(const std::string& name) {
  const std::string near = nearest_name(name, names_of_types());
  return "accept: there is no BSON type \"" + name + "\"" + (near.empty() ? "" : "; is it " + near + "?");
}

}  // namespace

ConversionRules::ConversionRules(const plan::Conversion& conversion, std::vector<std::string>& problems)
    : trim(conversion.trim) {
  if (conversion.max_bytes) max_bytes = *conversion.max_bytes;
  if (!conversion.decimal.empty()) numbers.decimal = conversion.decimal;
  numbers.group = conversion.group;
  for (const plan::Loss loss : conversion.losses) {
    allowed_losses = static_cast<std::uint16_t>(allowed_losses | 1u << static_cast<unsigned>(loss));
  }
  if (!conversion.accept.empty()) accepted = 0;
  for (const std::string& name : conversion.accept) {
    const std::uint32_t before = accepted;
    for (const Type type : kTypes) {
      if (bson::type_name(type) == name) accepted |= 1u << bit(type);
    }
    if (accepted == before) problems.push_back(unknown_type(name));
  }
}

}  // namespace sojourn::map
