#include "map/converter.h"

#include "map/conversion_rules.h"
#include "map/convert_number.h"
#include "map/convert_plain.h"
#include "map/convert_text.h"
#include "map/convert_time.h"

namespace sojourn::map {
namespace {

using plan::TypeKind;

std::unique_ptr<Converter> make_plain(const plan::ColumnType& type, const plan::Conversion& conversion,
                                      const ConversionRules& rules, std::vector<std::string>& problems) {
  switch (type.kind) {
    case TypeKind::kText:
    case TypeKind::kVarchar:
    case TypeKind::kChar:
      return make_text_converter(type, rules);
    case TypeKind::kInt16:
    case TypeKind::kInt32:
    case TypeKind::kInt64:
      return make_integer_converter(type, rules);
    case TypeKind::kFloat4:
    case TypeKind::kFloat8:
      return make_real_converter(type, rules);
    case TypeKind::kNumeric:
      return make_numeric_converter(type, rules);
    case TypeKind::kBool:
      return make_bool_converter(rules);
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
    case TypeKind::kDate:
    case TypeKind::kTime:
    case TypeKind::kInterval:
      return make_time_converter(type, conversion, rules, problems);
    case TypeKind::kUuid:
      return make_uuid_converter(rules);
    case TypeKind::kBytea:
      return make_bytea_converter(rules);
    case TypeKind::kInet:
      return make_inet_converter(type.name == "cidr", rules);
    default:
      problems.push_back("no value can be brought into the type " + type.name);
      return nullptr;
  }
}

}  // namespace

std::unique_ptr<Converter> make_converter(const plan::ColumnType& type, const plan::Conversion& conversion,
                                          std::vector<std::string>& problems) {
  const std::size_t before = problems.size();
  const ConversionRules rules(conversion, problems);
  auto converter = make_plain(type, conversion, rules, problems);
  return problems.size() == before ? std::move(converter) : nullptr;
}

}  // namespace sojourn::map
