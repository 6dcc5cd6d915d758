#include "map/convert_json.h"

namespace sojourn::map {

JsonConverter::JsonConverter(const plan::ColumnType& type, const plan::Conversion& conversion,
                             const ConversionRules& rules)
    : rules_(rules),
      binary_(type.kind == plan::TypeKind::kJsonb),
      form_(binary_, rules, JsonPaths(conversion.json_ids)) {}

Result JsonConverter::write_with_ids(const bson::Element& value, JsonIds* ids, RowSink& sink) const {
  if (!rules_.accepts(value.type)) return invalid(Cause::kNotAccepted);
  static thread_local std::string buffer;
  buffer.clear();
  const Result result = form_.append(buffer, value, ids);
  if (!is_done(result)) return result;
  if (binary_) {
    sink.jsonb(buffer);
  } else {
    sink.json(buffer);
  }
  return result;
}

std::unique_ptr<JsonConverter> make_json_converter(const plan::ColumnType& type,
                                                   const plan::Conversion& conversion,
                                                   std::vector<std::string>& problems) {
  const std::size_t before = problems.size();
  const ConversionRules rules(conversion, problems);
  return problems.size() == before ? std::make_unique<JsonConverter>(type, conversion, rules) : nullptr;
}

}  // namespace sojourn::map
