#include "base/bson.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/bytes.h"

namespace sojourn::bson {
namespace {

constexpr std::size_t kUnknownSize = static_cast<std::size_t>(-1);
/// What stepping over an element costs, as many bytes read.
constexpr std::size_t kElementWork = 8;

/// Bytes taken by a value at the front of `rest`, or kUnknownSize if `rest` is too short or the type unknown.
/// Nested lengths are not looked into here.
std::size_t value_size(Type type, std::string_view rest) {
  const auto prefixed = [&](std::size_t extra) -> std::size_t {
    if (rest.size() < 4) return kUnknownSize;
    const auto length = load_le<std::int32_t>(rest.data());
    return length < 0 ? kUnknownSize : static_cast<std::size_t>(length) + extra;
  };
  switch (type) {
    case Type::kUndefined:
    case Type::kNull:
    case Type::kMinKey:
    case Type::kMaxKey:
      return 0;
    case Type::kBool:
      return 1;
    case Type::kInt32:
      return 4;
    case Type::kDouble:
    case Type::kDate:
    case Type::kTimestamp:
    case Type::kInt64:
      return 8;
    case Type::kObjectId:
      return 12;
    case Type::kDecimal128:
      return 16;
    case Type::kString:
    case Type::kCode:
    case Type::kSymbol:
      return prefixed(4);
    case Type::kBinary:
      return prefixed(5);
    case Type::kDbPointer:
      return prefixed(16);
    case Type::kDocument:
    case Type::kArray:
    case Type::kCodeWithScope:
      return prefixed(0);
    case Type::kRegex: {
      const auto pattern_end = rest.find('\0');
      if (pattern_end == std::string_view::npos) return kUnknownSize;
      const auto options_end = rest.find('\0', pattern_end + 1);
      return options_end == std::string_view::npos ? kUnknownSize : options_end + 1;
    }
  }
  return kUnknownSize;
}

bool is_known(Type type) {
  return type_name(type) != "unknown";
}

/// Checks a document; remembers what it found in a Scan whose offsets count from `base`.
class Scanner {
 public:
  Scanner(std::string_view whole, Scan& scan) : whole_(whole), scan_(scan) {}

  bool document(std::string_view bytes, int depth) {
    if (depth > kNestingMax) return fail(bytes, "nested deeper than 200 levels");
    if (bytes.size() < 5) return fail(bytes, "shorter than the smallest document");
    if (static_cast<std::size_t>(load_le<std::uint32_t>(bytes.data())) != bytes.size()) {
      return fail(bytes, "its length field does not match");
    }
    if (bytes.back() != '\0') return fail(bytes.substr(bytes.size() - 1), "no NUL at its end");
    std::string_view rest = bytes.substr(4, bytes.size() - 5);
    while (!rest.empty()) {
      if (!element(rest, depth)) return false;
    }
    return true;
  }

 private:
  bool element(std::string_view& rest, int depth) {
    const auto name_end = rest.find('\0', 1);
    if (rest.front() == '\0') return fail(rest, "a NUL where an element should begin");
    if (name_end == std::string_view::npos) return fail(rest, "a field name without end");
    Element element;
    element.type = static_cast<Type>(rest.front());
    element.name = rest.substr(1, name_end - 1);
    const std::string_view behind = rest.substr(name_end + 1);
    const std::size_t size = value_size(element.type, behind);
    if (size == kUnknownSize && !is_known(element.type)) return fail(rest, "an unknown type byte");
    if (size > behind.size()) return fail(behind, "a value that runs past the end of the document");
    element.value = behind.substr(0, size);
    text(element.name);
    if (!value(element, depth)) return false;
    if (depth == 1 && !scan_.id && element.name == "_id") scan_.id = element;
    rest.remove_prefix(name_end + 1 + size);
    return true;
  }

  bool value(const Element& element, int depth) {
    const std::string_view value = element.value;
    switch (element.type) {
      case Type::kBool:
        return static_cast<unsigned char>(value.front()) <= 1 ||
               fail(value, "a boolean that is neither 0 nor 1");
      case Type::kString:
      case Type::kCode:
      case Type::kSymbol:
        return counted_text(value);
      case Type::kDbPointer:
        return counted_text(value.substr(0, value.size() - 12));
      case Type::kRegex:
        text(value);
        return true;
      case Type::kBinary:
        return binary(element);
      case Type::kDocument:
      case Type::kArray:
        return document(value, depth + 1);
      case Type::kCodeWithScope:
        return code_with_scope(value, depth);
      default:
        return true;
    }
  }

  bool counted_text(std::string_view value) {
    if (value.size() < 5) return fail(value, "a text whose length field is too small");
    if (value.back() != '\0') return fail(value.substr(value.size() - 1), "a text without a NUL at its end");
    text(value.substr(4, value.size() - 5));
    return true;
  }

  bool binary(const Element& element) {
    // The old binary subtype repeats the length inside; readers that trust it must not run over the end.
    if (element.binary_subtype() != 2) return true;
    const std::string_view data = element.as_binary();
    const bool fits = data.size() >= 4 && load_le<std::uint32_t>(data.data()) == data.size() - 4;
    return fits || fail(element.value, "an old binary value whose inner length does not match");
  }

  bool code_with_scope(std::string_view value, int depth) {
    if (value.size() < 14) return fail(value, "a code with scope that is too short");
    const std::string_view inside = value.substr(4);
    const auto code_bytes = static_cast<std::size_t>(load_le<std::uint32_t>(inside.data())) + 4;
    if (code_bytes > inside.size()) return fail(inside, "a code that runs past its value");
    return counted_text(inside.substr(0, code_bytes)) && document(inside.substr(code_bytes), depth + 1);
  }

  void text(std::string_view text) {
    if (!is_utf8(text)) scan_.invalid_utf8 = true;
  }

  bool fail(std::string_view at, const char* problem) {
    scan_.problem = problem;
    scan_.problem_at = static_cast<std::size_t>(at.data() - whole_.data());
    return false;
  }

  std::string_view whole_;
  Scan& scan_;
};

/// Length of the UTF-8 sequence of several bytes at `at`, or 0 if there is none.
std::size_t sequence_length(const unsigned char* at, std::size_t available) {
  const auto follows = [&](std::size_t i) { return (at[i] & 0xc0) == 0x80; };
  if (at[0] >= 0xc2 && at[0] <= 0xdf) return available >= 2 && follows(1) ? 2 : 0;
  if (at[0] >= 0xe0 && at[0] <= 0xef) {
    if (available < 3 || !follows(1) || !follows(2)) return 0;
    const bool overlong = at[0] == 0xe0 && at[1] < 0xa0;
    const bool surrogate = at[0] == 0xed && at[1] > 0x9f;
    return overlong || surrogate ? 0 : 3;
  }
  if (at[0] >= 0xf0 && at[0] <= 0xf4) {
    if (available < 4 || !follows(1) || !follows(2) || !follows(3)) return 0;
    const bool overlong = at[0] == 0xf0 && at[1] < 0x90;
    const bool too_large = at[0] == 0xf4 && at[1] > 0x8f;
    return overlong || too_large ? 0 : 4;
  }
  return 0;
}

}  // namespace

std::string_view type_name(Type type) {
  switch (type) {
    case Type::kDouble:
      return "double";
    case Type::kString:
      return "string";
    case Type::kDocument:
      return "object";
    case Type::kArray:
      return "array";
    case Type::kBinary:
      return "binData";
    case Type::kUndefined:
      return "undefined";
    case Type::kObjectId:
      return "objectId";
    case Type::kBool:
      return "bool";
    case Type::kDate:
      return "date";
    case Type::kNull:
      return "null";
    case Type::kRegex:
      return "regex";
    case Type::kDbPointer:
      return "dbPointer";
    case Type::kCode:
      return "javascript";
    case Type::kSymbol:
      return "symbol";
    case Type::kCodeWithScope:
      return "javascriptWithScope";
    case Type::kInt32:
      return "int";
    case Type::kTimestamp:
      return "timestamp";
    case Type::kInt64:
      return "long";
    case Type::kDecimal128:
      return "decimal";
    case Type::kMaxKey:
      return "maxKey";
    case Type::kMinKey:
      return "minKey";
  }
  return "unknown";
}

double Element::as_double() const {
  return load_le<double>(value.data());
}
std::int32_t Element::as_int32() const {
  return load_le<std::int32_t>(value.data());
}
std::int64_t Element::as_int64() const {
  return load_le<std::int64_t>(value.data());
}
bool Element::as_bool() const {
  return value.front() != 0;
}
std::string_view Element::as_text() const {
  return value.substr(4, value.size() - 5);
}
std::string_view Element::as_document() const {
  return value;
}
std::uint8_t Element::binary_subtype() const {
  return static_cast<std::uint8_t>(value[4]);
}
std::string_view Element::as_binary() const {
  return value.substr(5);
}

bool Walker::next() {
  if (rest_.empty()) return false;
  const std::size_t name_end = std::strlen(rest_.data() + 1) + 1;
  element_.type = static_cast<Type>(rest_.front());
  element_.name = rest_.substr(1, name_end - 1);
  rest_.remove_prefix(name_end + 1);
  element_.value = rest_.substr(0, value_size(element_.type, rest_));
  rest_.remove_prefix(element_.value.size());
  return true;
}

std::optional<Element> find(std::string_view document, std::string_view name) {
  for (Walker walker(document); walker.next();) {
    if (walker.element().name == name) return walker.element();
  }
  return std::nullopt;
}

std::optional<Element> find_path(std::string_view document, std::string_view path) {
  // A name may itself hold dots, so the whole path is tried as a name before its first part.
  if (auto whole = find(document, path)) return whole;
  for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
    const auto step = find(document, path.substr(0, dot));
    if (!step || (step->type != Type::kDocument && step->type != Type::kArray)) continue;
    if (auto found = find_path(step->as_document(), path.substr(dot + 1))) return found;
  }
  return std::nullopt;
}

Scan scan(std::string_view bytes) {
  Scan result;
  Scanner(bytes, result).document(bytes, 1);
  return result;
}

Extent measure(std::string_view bytes, std::size_t limit) {
  using Kind = Extent::Kind;
  bytes = bytes.substr(0, limit);
  // An end that lies beyond the limit is none; one that merely lies beyond the bytes may be.
  const Kind open_end = bytes.size() == limit ? Kind::kBroken : Kind::kCutOff;
  std::size_t looked_at = 0;
  for (std::size_t at = 4; at < bytes.size();) {
    const auto type = static_cast<Type>(bytes[at]);
    if (bytes[at] == '\0') return {Kind::kWhole, at + 1, looked_at};
    if (!is_known(type)) return {Kind::kBroken, 0, looked_at};
    const std::size_t name_end = bytes.find('\0', at + 1);
    if (name_end == std::string_view::npos) return {open_end, 0, looked_at + bytes.size() - at};
    const std::string_view value = bytes.substr(name_end + 1);
    const std::size_t size = value_size(type, value);
    looked_at += name_end - at + kElementWork + (type == Type::kRegex ? std::min(size, value.size()) : 0);
    if (size == kUnknownSize) {
      const bool negative_length = type != Type::kRegex && value.size() >= 4;
      return {negative_length ? Kind::kBroken : open_end, 0, looked_at};
    }
    at = name_end + 1 + size;
    if (at >= limit) return {Kind::kBroken, 0, looked_at};
  }
  return {open_end, 0, looked_at};
}

bool is_utf8(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = at + text.size();
  while (at < end) {
    // Nearly all text is ASCII: eight bytes at a time until one is not.
    while (end - at >= 8 &&
           (load_le<std::uint64_t>(reinterpret_cast<const char*>(at)) & 0x8080808080808080u) == 0) {
      at += 8;
    }
    if (at == end) break;
    if (*at < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = sequence_length(at, static_cast<std::size_t>(end - at));
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::size_t utf8_character(std::string_view text) {
  if (static_cast<unsigned char>(text.front()) < 0x80) return 1;
  return sequence_length(reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

}  // namespace sojourn::bson
