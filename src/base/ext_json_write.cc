#include <bson/bson.h>

#include <charconv>
#include <cmath>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/ext_json.h"
#include "base/iso_date.h"
#include "base/json_string.h"

namespace sojourn::bson {
namespace {

/// Writes values one after the other; holds no state but where to.
class JsonWriter {
 public:
  JsonWriter(std::string& to, JsonMode mode) : to_(to), mode_(mode) {}

  void document(std::string_view document) {
    char before = '{';
    if (document.size() == kEmptyDocumentBytes) to_ += before;
    for (Walker walker(document); walker.next(); before = ',') {
      to_ += before;
      append_json_string(to_, walker.element().name);
      to_ += ':';
      value(walker.element());
    }
    to_ += '}';
  }

  void value(const Element& element);

 private:
  static constexpr std::size_t kEmptyDocumentBytes = 5;

  bool relaxed() const { return mode_ == JsonMode::kRelaxed; }

  void array(std::string_view array) {
    char before = '[';
    if (array.size() == kEmptyDocumentBytes) to_ += before;
    for (Walker walker(array); walker.next(); before = ',') {
      to_ += before;
      value(walker.element());
    }
    to_ += ']';
  }

  template <typename Number>
  void plain(Number number) {
    char digits[32];
    to_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  }

  template <typename Number>
  void wrapped(std::string_view begin, Number number) {
    to_ += begin;
    plain(number);
    to_ += "\"}";
  }

  void real(double number) {
    if (relaxed() && std::isfinite(number)) return real_digits(number);
    to_ += R"({"$numberDouble":")";
    if (std::isnan(number)) {
      to_ += "NaN";
    } else if (std::isinf(number)) {
      to_ += number < 0 ? "-Infinity" : "Infinity";
    } else {
      real_digits(number);
    }
    to_ += "\"}";
  }

  /// The shortest digits that give the same number again, never such that they look like an integer.
  void real_digits(double number) {
    const std::size_t begin = to_.size();
    plain(number);
    if (to_.find_first_of(".e", begin) == std::string::npos) to_ += ".0";
  }

  void hex(std::string_view bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    for (const char byte : bytes) {
      to_ += kDigits[static_cast<unsigned char>(byte) >> 4];
      to_ += kDigits[static_cast<unsigned char>(byte) & 0xf];
    }
  }

  void object_id(std::string_view twelve) {
    to_ += R"({"$oid":")";
    hex(twelve);
    to_ += "\"}";
  }

  void binary(std::uint8_t subtype, std::string_view data) {
    to_ += R"({"$binary":{"base64":")";
    // The old subtype repeats its length inside; JSON speaks of the data only.
    append_base64(to_, subtype == 2 ? data.substr(4) : data);
    to_ += R"(","subType":")";
    const char byte = static_cast<char>(subtype);
    hex({&byte, 1});
    to_ += "\"}}";
  }

  void date(std::int64_t milliseconds) {
    to_ += R"({"$date":)";
    if (relaxed() && milliseconds >= 0 && milliseconds <= kIsoDateMax) {
      to_ += '"';
      append_iso_date(to_, milliseconds);
      to_ += "\"}";
    } else {
      wrapped(R"({"$numberLong":")", milliseconds);
      to_ += '}';
    }
  }

  void regex(std::string_view value) {
    const std::size_t pattern_end = value.find('\0');
    to_ += R"({"$regularExpression":{"pattern":)";
    append_json_string(to_, value.substr(0, pattern_end));
    to_ += R"(,"options":)";
    append_json_string(to_, value.substr(pattern_end + 1, value.size() - pattern_end - 2));
    to_ += "}}";
  }

  void db_pointer(std::string_view value) {
    to_ += R"({"$dbPointer":{"$ref":)";
    append_json_string(to_, value.substr(4, value.size() - 12 - 5));
    to_ += R"(,"$id":)";
    object_id(value.substr(value.size() - 12));
    to_ += "}}";
  }

  void code_with_scope(std::string_view value) {
    const std::size_t code_bytes = load_le<std::uint32_t>(value.data() + 4);
    to_ += R"({"$code":)";
    append_json_string(to_, value.substr(8, code_bytes - 1));
    to_ += R"(,"$scope":)";
    document(value.substr(8 + code_bytes));
    to_ += '}';
  }

  void text(std::string_view begin, std::string_view text) {
    to_ += begin;
    append_json_string(to_, text);
    to_ += '}';
  }

  void timestamp(std::uint64_t value) {
    to_ += R"({"$timestamp":{"t":)";
    plain(value >> 32);
    to_ += R"(,"i":)";
    plain(value & 0xffff'ffff);
    to_ += "}}";
  }

  void decimal(std::string_view raw) {
    const bson_decimal128_t number{load_le<std::uint64_t>(raw.data()),
                                   load_le<std::uint64_t>(raw.data() + 8)};
    char digits[BSON_DECIMAL128_STRING];
    bson_decimal128_to_string(&number, digits);
    to_ += R"({"$numberDecimal":")";
    to_ += digits;
    to_ += "\"}";
  }

  std::string& to_;
  JsonMode mode_;
};

void JsonWriter::value(const Element& element) {
  switch (element.type) {
    case Type::kDouble:
      return real(element.as_double());
    case Type::kString:
      return append_json_string(to_, element.as_text());
    case Type::kDocument:
      return document(element.as_document());
    case Type::kArray:
      return array(element.as_document());
    case Type::kBinary:
      return binary(element.binary_subtype(), element.as_binary());
    case Type::kUndefined:
      to_ += R"({"$undefined":true})";
      return;
    case Type::kObjectId:
      return object_id(element.as_object_id());
    case Type::kBool:
      to_ += element.as_bool() ? "true" : "false";
      return;
    case Type::kDate:
      return date(element.as_int64());
    case Type::kNull:
      to_ += "null";
      return;
    case Type::kRegex:
      return regex(element.value);
    case Type::kDbPointer:
      return db_pointer(element.value);
    case Type::kCode:
      return text(R"({"$code":)", element.as_text());
    case Type::kSymbol:
      return text(R"({"$symbol":)", element.as_text());
    case Type::kCodeWithScope:
      return code_with_scope(element.value);
    case Type::kInt32:
      return relaxed() ? plain(element.as_int32()) : wrapped(R"({"$numberInt":")", element.as_int32());
    case Type::kTimestamp:
      return timestamp(load_le<std::uint64_t>(element.value.data()));
    case Type::kInt64:
      return relaxed() ? plain(element.as_int64()) : wrapped(R"({"$numberLong":")", element.as_int64());
    case Type::kDecimal128:
      return decimal(element.value);
    case Type::kMaxKey:
      to_ += R"({"$maxKey":1})";
      return;
    case Type::kMinKey:
      to_ += R"({"$minKey":1})";
      return;
  }
}

}  // namespace

void append_json(std::string& to, std::string_view document, JsonMode mode) {
  JsonWriter(to, mode).document(document);
}

void append_json_value(std::string& to, const Element& element, JsonMode mode) {
  JsonWriter(to, mode).value(element);
}

}  // namespace sojourn::bson
