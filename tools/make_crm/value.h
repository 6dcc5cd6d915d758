// One BSON value that can be kept, planted in a document and compared.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bson.h"
#include "base/bson_writer.h"

namespace sojourn::make_crm {

struct Value {
  bson::Type type = bson::Type::kNull;
  std::string bytes{};  ///< As they stand behind the element's name.

  friend bool operator==(const Value&, const Value&) = default;
};

[[nodiscard]] Value null();
[[nodiscard]] Value text(std::string_view content);
[[nodiscard]] Value int32(std::int32_t number);
[[nodiscard]] Value int64(std::int64_t number);
[[nodiscard]] Value real(double number);
/// coefficient times ten to the power of the exponent.
[[nodiscard]] Value decimal(std::uint64_t coefficient, int exponent);
[[nodiscard]] Value boolean(bool yes);
/// Milliseconds since 1970.
[[nodiscard]] Value date(std::int64_t ms);
[[nodiscard]] Value id(const ObjectId& id);
[[nodiscard]] Value binary(std::uint8_t subtype, std::string_view content);
[[nodiscard]] Value array(const std::vector<Value>& elements);
using Fields = std::vector<std::pair<std::string, Value>>;
[[nodiscard]] Value document(const Fields& fields);

/// The value of an element, copied.
[[nodiscard]] Value value_of(const bson::Element& element);
/// The value as an element of that name; valid as long as both are.
[[nodiscard]] inline bson::Element element_of(std::string_view name, const Value& value) {
  return {.type = value.type, .name = name, .value = value.bytes};
}

/// The document with that field replaced where it stands, or added at its end.
[[nodiscard]] std::string with_field(std::string_view document, std::string_view name, const Value& value);
/// The document without that field.
[[nodiscard]] std::string without_field(std::string_view document, std::string_view name);

}  // namespace sojourn::make_crm
