// Builds BSON byte by byte, so that tests can also build what no library would.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bson.h"
#include "base/bytes.h"

namespace sojourn::test {

/// `Doc().int32("_id", 1).text("name", "x").bytes()`
class Doc {
 public:
  Doc& raw(bson::Type type, std::string_view name, std::string_view value) {
    elements_ += static_cast<char>(type);
    elements_ += name;
    elements_ += '\0';
    elements_ += value;
    return *this;
  }
  Doc& int32(std::string_view name, std::int32_t value) { return raw(bson::Type::kInt32, name, le(value)); }
  Doc& int64(std::string_view name, std::int64_t value) { return raw(bson::Type::kInt64, name, le(value)); }
  Doc& real(std::string_view name, double value) { return raw(bson::Type::kDouble, name, le(value)); }
  Doc& boolean(std::string_view name, bool value) {
    return raw(bson::Type::kBool, name, std::string(1, value ? '\1' : '\0'));
  }
  Doc& date(std::string_view name, std::int64_t ms) { return raw(bson::Type::kDate, name, le(ms)); }
  Doc& null(std::string_view name) { return raw(bson::Type::kNull, name, ""); }
  Doc& text(std::string_view name, std::string_view value) {
    return raw(bson::Type::kString, name, counted(value));
  }
  Doc& object_id(std::string_view name, std::string_view twelve) {
    return raw(bson::Type::kObjectId, name, twelve);
  }
  Doc& binary(std::string_view name, std::uint8_t subtype, std::string_view data) {
    std::string value = le(static_cast<std::int32_t>(data.size()));
    value += static_cast<char>(subtype);
    value += data;
    return raw(bson::Type::kBinary, name, value);
  }
  Doc& document(std::string_view name, const Doc& inner) {
    return raw(bson::Type::kDocument, name, inner.bytes());
  }
  Doc& array(std::string_view name, const Doc& inner) { return raw(bson::Type::kArray, name, inner.bytes()); }

  std::string bytes() const { return le(static_cast<std::int32_t>(elements_.size() + 5)) + elements_ + '\0'; }

  static std::string counted(std::string_view text) {
    return le(static_cast<std::int32_t>(text.size() + 1)) + std::string(text) + '\0';
  }
  template <typename Number>
  static std::string le(Number number) {
    std::string bytes;
    append_le(bytes, number);
    return bytes;
  }

 private:
  std::string elements_;
};

/// A document with every type of BSON, the deprecated ones too.
inline Doc every_type() {
  using bson::Type;
  const std::string scoped = Doc::counted("f()") + Doc().int32("x", 1).bytes();
  return Doc()
      .object_id("_id", "0123456789ab")
      .real("double", -0.5)
      .text("string", std::string_view("with a \0 inside", 15))
      .document("document", Doc().int32("a", 1))
      .array("array", Doc().int32("0", 1).null("1"))
      .binary("binary", 0, "\x01\x02")
      .binary("old_binary", 2, Doc::le<std::int32_t>(3) + "abc")
      .binary("uuid", 4, "0123456789abcdef")
      .raw(Type::kUndefined, "undefined", "")
      .boolean("bool", true)
      .date("date", -1)
      .null("null")
      .raw(Type::kRegex, "regex", std::string_view("a.b\0im\0", 7))
      .raw(Type::kDbPointer, "pointer", Doc::counted("db.c") + "0123456789ab")
      .raw(Type::kCode, "code", Doc::counted("g()"))
      .raw(Type::kSymbol, "symbol", Doc::counted("sym"))
      .raw(Type::kCodeWithScope, "scoped", Doc::le(static_cast<std::int32_t>(scoped.size() + 4)) + scoped)
      .int32("int32", -7)
      .raw(Type::kTimestamp, "timestamp", Doc::le<std::uint64_t>(5))
      .int64("int64", 1LL << 40)
      .raw(Type::kDecimal128, "decimal", "0123456789abcdef")
      .raw(Type::kMinKey, "min", "")
      .raw(Type::kMaxKey, "max", "");
}

}  // namespace sojourn::test
