#include "map/converter.h"

#include <optional>

#include "base/bytes.h"
#include "base/ext_json.h"
#include "map/check_conversion.h"
#include "map/conversion_rules.h"
#include "map/convert_enum.h"
#include "map/convert_json.h"
#include "map/convert_number.h"
#include "map/convert_plain.h"
#include "map/convert_text.h"
#include "map/convert_time.h"
#include "map/discard_sink.h"

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
    case TypeKind::kEnum:
      return make_enum_converter(type, conversion.fold_case, rules);
    case TypeKind::kJson:
    case TypeKind::kJsonb:
      return std::make_unique<JsonConverter>(type, conversion, rules);
    default:
      problems.push_back("no value can be brought into the type " + type.name);
      return nullptr;
  }
}

/// A text of the plan as the value of a document that the type takes.
struct PlannedValue {
  bson::Type type = bson::Type::kString;
  std::string value;
};

std::optional<PlannedValue> planned_value(const plan::ColumnType& type, std::string_view text) {
  if (type.kind == TypeKind::kBool) {
    if (text != "true" && text != "false") return std::nullopt;
    return PlannedValue{.type = bson::Type::kBool, .value = std::string(1, text == "true" ? '\1' : '\0')};
  }
  if (type.kind == TypeKind::kJson || type.kind == TypeKind::kJsonb) {
    std::string document;
    const std::string object = "{\"\":" + std::string(text) + "}";
    const bson::JsonParse parse = bson::append_bson(document, object);
    if (parse.problem != nullptr || parse.consumed != object.size()) return std::nullopt;
    bson::Walker walker(document);
    if (!walker.next()) return std::nullopt;
    const PlannedValue planned{.type = walker.element().type, .value = std::string(walker.element().value)};
    return walker.next() ? std::nullopt : std::optional(planned);
  }
  PlannedValue planned;
  append_le(planned.value, static_cast<std::int32_t>(text.size() + 1));
  planned.value.append(text).append(1, '\0');
  return planned;
}

}  // namespace

std::unique_ptr<Converter> make_converter(const plan::ColumnType& type, const plan::Conversion& conversion,
                                          std::vector<std::string>& problems) {
  const std::size_t before = problems.size();
  const ConversionRules rules(conversion, problems);
  check_conversion(type, conversion, problems);
  auto converter = make_plain(type, conversion, rules, problems);
  if (converter && !conversion.map.empty()) {
    converter = make_table_converter(type, conversion, rules, std::move(converter), problems);
  }
  return problems.size() == before ? std::move(converter) : nullptr;
}

void Constant::write(RowSink& sink) const {
  (void)converter_->write({.type = type_, .name = {}, .value = value_}, sink);
}

std::unique_ptr<Constant> make_constant(const plan::ColumnType& type, std::string_view text,
                                        std::vector<std::string>& problems) {
  auto converter = make_converter(type, {}, problems);
  if (!converter) return nullptr;
  auto planned = planned_value(type, text);
  DiscardSink nowhere;
  const bool fits = planned && is_done(converter->write(
                                   {.type = planned->type, .name = {}, .value = planned->value}, nowhere));
  if (!fits) {
    problems.push_back("\"" + std::string(text) + "\" is no value of type " + type.name);
    return nullptr;
  }
  return std::make_unique<Constant>(std::move(converter), planned->type, std::move(planned->value));
}

}  // namespace sojourn::map
