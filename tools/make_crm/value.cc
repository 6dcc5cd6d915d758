#include "tools/make_crm/value.h"

#include "base/bytes.h"

namespace sojourn::make_crm {
namespace {

template <typename Number>
Value fixed(bson::Type type, Number number) {
  Value value{type};
  append_le(value.bytes, number);
  return value;
}

void append(BsonWriter& to, std::string_view name, const Value& value) {
  to.element(value.type, name);
  to.buffer().append(value.bytes);
}

void append(BsonWriter& to, const bson::Element& element) {
  to.element(element.type, element.name);
  to.buffer().append(element.value);
}

}  // namespace

Value null() {
  return {};
}

Value text(std::string_view content) {
  Value value{bson::Type::kString};
  append_le(value.bytes, static_cast<std::uint32_t>(content.size() + 1));
  value.bytes.append(content).push_back('\0');
  return value;
}

Value int32(std::int32_t number) {
  return fixed(bson::Type::kInt32, number);
}
Value int64(std::int64_t number) {
  return fixed(bson::Type::kInt64, number);
}
Value real(double number) {
  return fixed(bson::Type::kDouble, number);
}

Value decimal(std::uint64_t coefficient, int exponent) {
  constexpr int kBias = 6176;
  Value value = fixed(bson::Type::kDecimal128, coefficient);
  append_le(value.bytes, static_cast<std::uint64_t>(exponent + kBias) << 49);
  return value;
}

Value boolean(bool yes) {
  return {bson::Type::kBool, std::string(1, yes ? '\1' : '\0')};
}
Value date(std::int64_t ms) {
  return fixed(bson::Type::kDate, ms);
}
Value id(const ObjectId& id) {
  return {bson::Type::kObjectId, std::string(bytes_of(id))};
}

Value binary(std::uint8_t subtype, std::string_view content) {
  Value value = fixed(bson::Type::kBinary, static_cast<std::uint32_t>(content.size()));
  value.bytes.push_back(static_cast<char>(subtype));
  value.bytes.append(content);
  return value;
}

Value array(const std::vector<Value>& elements) {
  Value result{bson::Type::kArray};
  BsonWriter writer(result.bytes);
  ElementName name;
  const std::size_t start = writer.begin();
  for (std::size_t i = 0; i < elements.size(); ++i) append(writer, name(i), elements[i]);
  writer.end(start);
  return result;
}

Value document(const Fields& fields) {
  Value result{bson::Type::kDocument};
  BsonWriter writer(result.bytes);
  const std::size_t start = writer.begin();
  for (const auto& [name, value] : fields) append(writer, name, value);
  writer.end(start);
  return result;
}

Value value_of(const bson::Element& element) {
  return {element.type, std::string(element.value)};
}

std::string with_field(std::string_view document, std::string_view name, const Value& value) {
  std::string result;
  BsonWriter writer(result);
  const std::size_t start = writer.begin();
  bool found = false;
  for (bson::Walker walker(document); walker.next();) {
    if (walker.element().name != name) {
      append(writer, walker.element());
      continue;
    }
    found = true;
    append(writer, name, value);
  }
  if (!found) append(writer, name, value);
  writer.end(start);
  return result;
}

std::string without_field(std::string_view document, std::string_view name) {
  std::string result;
  BsonWriter writer(result);
  const std::size_t start = writer.begin();
  for (bson::Walker walker(document); walker.next();) {
    if (walker.element().name != name) append(writer, walker.element());
  }
  writer.end(start);
  return result;
}

}  // namespace sojourn::make_crm
