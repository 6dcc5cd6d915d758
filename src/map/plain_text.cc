#include "map/plain_text.h"

#include <charconv>
#include <cmath>

#include "base/iso_date.h"
#include "map/conversion_rules.h"
#include "map/decimal.h"

namespace sojourn::map {
namespace {

using bson::Type;

void append_number(std::string& to, std::int64_t value) {
  char digits[24];
  to.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

/// As JavaScript does it: no exponent for what people read at a glance, and none with leading zeros.
void append_finite(std::string& to, double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-6 && size < 1e21);
  const std::size_t begin = to.size();
  char digits[40];
  to.append(digits, std::to_chars(digits, digits + sizeof digits, value,
                                  plain ? std::chars_format::fixed : std::chars_format::scientific)
                        .ptr);
  const std::size_t exponent = plain ? std::string::npos : to.find('e', begin) + 2;
  if (exponent != std::string::npos && to[exponent] == '0') to.erase(exponent, 1);
}

void append_decimal128(std::string& to, std::string_view raw) {
  Decimal number;
  set_decimal128(number, raw);
  append_text(to, number);
}

}  // namespace

void append_instant(std::string& to, std::int64_t milliseconds) {
  constexpr std::size_t kWithFraction = 24;
  const std::size_t begin = to.size();
  append_iso_date(to, milliseconds);
  if (to.size() - begin < kWithFraction) to.insert(to.size() - 1, ".000");
}

void append_double(std::string& to, double value) {
  if (std::isnan(value)) {
    to += "NaN";
  } else if (std::isinf(value)) {
    to += value < 0 ? "-Infinity" : "Infinity";
  } else {
    append_finite(to, value);
  }
}

void append_hex(std::string& to, std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (const char byte : bytes) {
    to += kDigits[static_cast<unsigned char>(byte) >> 4];
    to += kDigits[static_cast<unsigned char>(byte) & 0xf];
  }
}

Result append_plain_text(std::string& to, const bson::Element& value) {
  switch (value.type) {
    case Type::kString:
      to += value.as_text();
      return done();
    case Type::kSymbol:
    case Type::kCode:
      to += value.as_text();
      return converted();
    case Type::kInt32:
      append_number(to, value.as_int32());
      return converted();
    case Type::kInt64:
      append_number(to, value.as_int64());
      return converted();
    case Type::kDouble:
      append_double(to, value.as_double());
      return converted();
    case Type::kDecimal128:
      append_decimal128(to, value.value);
      return converted();
    case Type::kBool:
      to += value.as_bool() ? "true" : "false";
      return converted();
    case Type::kObjectId:
      append_hex(to, value.as_object_id());
      return converted();
    case Type::kDate:
      if (value.as_int64() < kIsoDateMin || value.as_int64() > kIsoDateMax)
        return invalid(Cause::kOutOfRange);
      append_instant(to, value.as_int64());
      return converted();
    default:
      return invalid(Cause::kWrongType);
  }
}

}  // namespace sojourn::map
