#include "base/json_wrapper.h"

#include <bson/bson.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/iso_date.h"

namespace sojourn::bson {
namespace {

constexpr Wrapped kJustADocument{};

Wrapped is(Type type) {
  return {.type = type, .problem = nullptr};
}
Wrapped wrong(const char* problem) {
  return {.type = std::nullopt, .problem = problem};
}

bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

std::optional<std::int64_t> whole_number(const Element& element) {
  if (element.type == Type::kInt32) return element.as_int32();
  if (element.type == Type::kInt64) return element.as_int64();
  return std::nullopt;
}

void append_text(std::string& to, std::string_view text) {
  append_le(to, static_cast<std::uint32_t>(text.size() + 1));
  to += text;
  to += '\0';
}

template <typename Number>
bool parse_number(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc() && result.ptr == end;
}

// One function per wrapper. Each gets the object's fields and adds to an empty `value`.

Wrapped object_id(const Element& only, std::string& value) {
  if (only.type != Type::kString) return kJustADocument;
  if (only.as_text().size() != 24 || !append_from_hex(value, only.as_text())) {
    return wrong("an $oid that is not 24 hexadecimal digits");
  }
  return is(Type::kObjectId);
}

Wrapped number_int(const Element& only, std::string& value) {
  if (only.type != Type::kString) return kJustADocument;
  std::int32_t number = 0;
  if (!parse_number(only.as_text(), number)) return wrong("a $numberInt that is no 32-bit integer");
  append_le(value, number);
  return is(Type::kInt32);
}

Wrapped number_long(const Element& only, std::string& value) {
  std::int64_t number = 0;
  if (const auto whole = whole_number(only)) {
    number = *whole;
  } else if (only.type != Type::kString) {
    return kJustADocument;
  } else if (!parse_number(only.as_text(), number)) {
    return wrong("a $numberLong that is no 64-bit integer");
  }
  append_le(value, number);
  return is(Type::kInt64);
}

Wrapped number_double(const Element& only, std::string& value) {
  if (only.type != Type::kString) return kJustADocument;
  const std::string_view text = only.as_text();
  double number = 0;
  if (text == "NaN") {
    number = std::numeric_limits<double>::quiet_NaN();
  } else if (text == "Infinity" || text == "-Infinity") {
    number = text.front() == '-' ? -HUGE_VAL : HUGE_VAL;
  } else if (!parse_number(text, number) || !std::isfinite(number)) {
    return wrong("a $numberDouble that is no number a double can hold");
  }
  append_le(value, number);
  return is(Type::kDouble);
}

Wrapped number_decimal(const Element& only, std::string& value) {
  if (only.type != Type::kString) return kJustADocument;
  const std::string_view text = only.as_text();
  bson_decimal128_t number;
  // A NUL inside would end the number early for libbson.
  if (text.empty() || has_nul(text) ||
      !bson_decimal128_from_string_w_len(text.data(), static_cast<int>(text.size()), &number)) {
    return wrong("a $numberDecimal that is no number a decimal can hold exactly");
  }
  append_le(value, number.low);
  append_le(value, number.high);
  return is(Type::kDecimal128);
}

Wrapped date(const Element& only, std::string& value) {
  auto milliseconds = whole_number(only);
  if (!milliseconds) {
    if (only.type != Type::kString) return kJustADocument;
    milliseconds = parse_iso_date(only.as_text());
  }
  if (!milliseconds) return wrong("a $date that is no date and time with a zone, to the millisecond at most");
  append_le(value, *milliseconds);
  return is(Type::kDate);
}

Wrapped binary_of(std::string_view base64, std::uint8_t subtype, std::string& value) {
  append_le(value, std::uint32_t{0});
  value += static_cast<char>(subtype);
  const std::size_t data_at = value.size();
  if (subtype == 2) append_le(value, std::uint32_t{0});
  const std::size_t inner_at = value.size();
  if (!append_from_base64(value, base64)) return wrong("a $binary that is not base64");
  store_le(value, 0, static_cast<std::uint32_t>(value.size() - data_at));
  if (subtype == 2) store_le(value, data_at, static_cast<std::uint32_t>(value.size() - inner_at));
  return is(Type::kBinary);
}

std::optional<std::uint8_t> subtype_of(const Element& element) {
  if (const auto number = whole_number(element); number && *number >= 0 && *number <= 0xff) {
    return static_cast<std::uint8_t>(*number);
  }
  if (element.type != Type::kString) return std::nullopt;
  std::string_view text = element.as_text();
  std::string byte;
  if (text.size() == 1) return hex_digit(text.front());
  if (text.size() != 2 || !append_from_hex(byte, text)) return std::nullopt;
  return static_cast<std::uint8_t>(byte.front());
}

Wrapped binary(const Element& base64, const Element& subtype, std::string& value) {
  if (base64.type != Type::kString) return kJustADocument;
  const auto byte = subtype_of(subtype);
  if (!byte) return wrong("a $binary whose subtype is not two hexadecimal digits");
  return binary_of(base64.as_text(), *byte, value);
}

Wrapped uuid(const Element& only, std::string& value) {
  if (only.type != Type::kString) return kJustADocument;
  std::string_view text = only.as_text();
  append_le(value, std::uint32_t{16});
  value += '\x04';
  bool good = text.size() == 36;
  for (const std::size_t digits : {8, 4, 4, 4, 12}) {
    good = good && append_from_hex(value, text.substr(0, digits));
    if (digits == 12) break;
    good = good && text[digits] == '-';
    if (good) text.remove_prefix(digits + 1);
  }
  return good ? is(Type::kBinary) : wrong("a $uuid that is no UUID");
}

Wrapped regex(const Element& pattern, const Element& options, std::string& value) {
  if (pattern.type != Type::kString || options.type != Type::kString) return kJustADocument;
  if (has_nul(pattern.as_text()) || has_nul(options.as_text()))
    return wrong("a regular expression with a NUL");
  value += pattern.as_text();
  value += '\0';
  value += options.as_text();
  value += '\0';
  return is(Type::kRegex);
}

Wrapped timestamp(const Element& seconds, const Element& increment, std::string& value) {
  const auto t = whole_number(seconds);
  const auto i = whole_number(increment);
  if (!t || !i) return kJustADocument;
  constexpr std::int64_t kMax = std::numeric_limits<std::uint32_t>::max();
  if (*t < 0 || *t > kMax || *i < 0 || *i > kMax) return wrong("a $timestamp beyond 32 bits");
  append_le(value, static_cast<std::uint32_t>(*i));
  append_le(value, static_cast<std::uint32_t>(*t));
  return is(Type::kTimestamp);
}

Wrapped db_pointer(const Element& collection, const Element& id, std::string& value) {
  if (collection.type != Type::kString || id.type != Type::kObjectId) return kJustADocument;
  append_text(value, collection.as_text());
  value += id.value;
  return is(Type::kDbPointer);
}

Wrapped text_as(Type type, const Element& only, std::string& value) {
  if (only.type != Type::kString) return kJustADocument;
  append_text(value, only.as_text());
  return is(type);
}

Wrapped code_with_scope(const Element& code, const Element& scope, std::string& value) {
  if (code.type != Type::kString || scope.type != Type::kDocument) return kJustADocument;
  append_le(value, std::uint32_t{0});
  append_text(value, code.as_text());
  value += scope.value;
  store_le(value, 0, static_cast<std::uint32_t>(value.size()));
  return is(Type::kCodeWithScope);
}

Wrapped end_key(Type type, const Element& only) {
  return whole_number(only) == 1 ? is(type) : kJustADocument;
}

/// The two fields of an object in the order wanted; both null unless it has just these.
struct Pair {
  std::optional<Element> first;
  std::optional<Element> second;
};

Pair pair_of(std::string_view document, std::string_view first, std::string_view second) {
  Walker walker(document);
  if (!walker.next()) return {};
  const Element a = walker.element();
  if (!walker.next()) return {};
  const Element b = walker.element();
  if (walker.next()) return {};
  if (a.name == first && b.name == second) return {a, b};
  if (a.name == second && b.name == first) return {b, a};
  return {};
}

/// {"$name": {"first": …, "second": …}}
template <typename Handler>
Wrapped inner_pair(const Element& only, std::string_view first, std::string_view second, Handler handler,
                   std::string& value) {
  if (only.type != Type::kDocument) return kJustADocument;
  const Pair pair = pair_of(only.as_document(), first, second);
  return pair.first ? handler(*pair.first, *pair.second, value) : kJustADocument;
}

Wrapped unwrap_one(const Element& only, std::string& value) {
  const std::string_view name = only.name.substr(1);
  if (name == "oid") return object_id(only, value);
  if (name == "numberInt") return number_int(only, value);
  if (name == "numberLong") return number_long(only, value);
  if (name == "numberDouble") return number_double(only, value);
  if (name == "date") return date(only, value);
  if (name == "numberDecimal") return number_decimal(only, value);
  if (name == "binary") return inner_pair(only, "base64", "subType", binary, value);
  if (name == "uuid") return uuid(only, value);
  if (name == "regularExpression") return inner_pair(only, "pattern", "options", regex, value);
  if (name == "timestamp") return inner_pair(only, "t", "i", timestamp, value);
  if (name == "symbol") return text_as(Type::kSymbol, only, value);
  if (name == "code") return text_as(Type::kCode, only, value);
  if (name == "dbPointer") return inner_pair(only, "$ref", "$id", db_pointer, value);
  if (name == "undefined") {
    return only.type == Type::kBool && only.as_bool() ? is(Type::kUndefined) : kJustADocument;
  }
  if (name == "minKey") return end_key(Type::kMinKey, only);
  if (name == "maxKey") return end_key(Type::kMaxKey, only);
  return kJustADocument;
}

Wrapped unwrap_two(std::string_view document, std::string& value) {
  if (const Pair pair = pair_of(document, "$code", "$scope"); pair.first) {
    return code_with_scope(*pair.first, *pair.second, value);
  }
  if (const Pair pair = pair_of(document, "$binary", "$type"); pair.first) {
    return binary(*pair.first, *pair.second, value);
  }
  if (const Pair pair = pair_of(document, "$regex", "$options"); pair.first) {
    return regex(*pair.first, *pair.second, value);
  }
  return kJustADocument;
}

}  // namespace

Wrapped unwrap(std::string_view document, std::string& value) {
  value.clear();
  Walker walker(document);
  if (!walker.next()) return kJustADocument;
  const Element first = walker.element();
  if (!may_wrap(first.name)) return kJustADocument;
  return walker.next() ? unwrap_two(document, value) : unwrap_one(first, value);
}

}  // namespace sojourn::bson
