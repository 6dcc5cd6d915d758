#include "base/key.h"

#include <cmath>
#include <cstring>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/key_format.h"

namespace sojourn {
namespace {

using bson::Element;
using bson::Type;
using key_format::Tag;

constexpr std::size_t kMarkBytes = 2;
constexpr std::size_t kHashBytes = 16;
/// So much of a key that is too long is kept before the mark and the hash.
constexpr std::size_t kKeptBytes = kKeyBytesMax - kMarkBytes - kHashBytes;

__extension__ using Wide = unsigned __int128;

void append_tag(std::string& to, Tag tag) {
  to += static_cast<char>(tag);
}

void append_hash(std::string& to, std::string_view bytes) {
  const Hash128 hash = hash128(bytes);
  append_be(to, hash.high);
  append_be(to, hash.low);
}

/// Negative numbers before positive ones.
void append_signed(std::string& to, Tag tag, std::int64_t value) {
  append_tag(to, tag);
  append_be(to, static_cast<std::uint64_t>(value) ^ key_format::kSignBit);
}

void append_double(std::string& to, double value) {
  // Both bounds are exact as doubles; the upper one is no int64 any more. NaN fails both comparisons.
  if (value >= -0x1p63 && value < 0x1p63 && std::trunc(value) == value) {
    return append_signed(to, Tag::kInteger, static_cast<std::int64_t>(value));
  }
  append_tag(to, Tag::kDouble);
  append_be(to, key_format::sortable(value));
}

/// A decimal that is a whole number within int64. MongoDB takes 5, 5.0 and 0.5E1 for the same id.
std::optional<std::int64_t> whole_decimal(std::string_view raw) {
  constexpr Wide kCoefficientPast = static_cast<Wide>(100'000'000'000'000'000) * 100'000'000'000'000'000;
  constexpr std::uint64_t kInt64Past = key_format::kSignBit;
  const auto low = load_le<std::uint64_t>(raw.data());
  const auto high = load_le<std::uint64_t>(raw.data() + 8);
  // Infinity, NaN and forms that no writer makes: kept as they are.
  if ((high >> 61 & 3) == 3) return std::nullopt;
  Wide coefficient = static_cast<Wide>(high & 0x1'ffff'ffff'ffff) << 64 | low;
  if (coefficient >= kCoefficientPast) return std::nullopt;
  if (coefficient == 0) return 0;
  int exponent = static_cast<int>(high >> 49 & 0x3fff) - 6176;
  for (; exponent < 0 && coefficient % 10 == 0; ++exponent) coefficient /= 10;
  for (; exponent > 0 && coefficient <= kInt64Past; --exponent) coefficient *= 10;
  const bool negative = high >> 63 != 0;
  if (exponent != 0 || coefficient > kInt64Past - (negative ? 0 : 1)) return std::nullopt;
  const auto magnitude = static_cast<std::uint64_t>(coefficient);
  return static_cast<std::int64_t>(negative ? ~magnitude + 1 : magnitude);
}

void append_decimal(std::string& to, std::string_view raw) {
  if (const auto whole = whole_decimal(raw)) return append_signed(to, Tag::kInteger, *whole);
  append_tag(to, Tag::kDecimal);
  to.append(raw);
}

/// Appends bytes of any length to the head that begins at `begin`, so that they sort and say where they end.
void append_bytes(std::string& to, std::size_t begin, std::string_view bytes) {
  std::size_t kept = to.size();
  for (const char byte : bytes) {
    to += byte;
    if (byte == '\0') to += key_format::kEscapedNul;
    const std::size_t length = to.size() - begin;
    if (length <= kKeptBytes) kept = to.size();
    if (length > kKeyBytesMax - kMarkBytes) {
      // A cut only ever falls between whole escapes, so the mark cannot be taken for the text's own NUL.
      to.resize(kept);
      to += '\0';
      to += key_format::kCut;
      return append_hash(to, bytes);
    }
  }
  to += '\0';
  to += key_format::kEnd;
}

void append_bytes_of(std::string& to, Tag tag, std::string_view bytes) {
  const std::size_t begin = to.size();
  append_tag(to, tag);
  append_bytes(to, begin, bytes);
}

void append_binary(std::string& to, const Element& id) {
  const std::size_t begin = to.size();
  append_tag(to, Tag::kBinary);
  to += static_cast<char>(id.binary_subtype());
  append_bytes(to, begin, id.as_binary());
}

void append_timestamp(std::string& to, std::string_view raw) {
  append_tag(to, Tag::kTimestamp);
  append_be(to, load_le<std::uint64_t>(raw.data()));
}

}  // namespace

void append_key(std::string& to, const Element& id) {
  switch (id.type) {
    case Type::kObjectId:
      append_tag(to, Tag::kObjectId);
      to.append(id.value);
      return;
    case Type::kInt32:
      return append_signed(to, Tag::kInteger, id.as_int32());
    case Type::kInt64:
      return append_signed(to, Tag::kInteger, id.as_int64());
    case Type::kDouble:
      return append_double(to, id.as_double());
    case Type::kDecimal128:
      return append_decimal(to, id.value);
    case Type::kString:
      return append_bytes_of(to, Tag::kString, id.as_text());
    case Type::kSymbol:
      return append_bytes_of(to, Tag::kSymbol, id.as_text());
    case Type::kBool:
      return append_tag(to, id.as_bool() ? Tag::kTrue : Tag::kFalse);
    case Type::kDate:
      return append_signed(to, Tag::kDate, id.as_int64());
    case Type::kTimestamp:
      return append_timestamp(to, id.value);
    case Type::kBinary:
      return append_binary(to, id);
    case Type::kDocument:
      return append_bytes_of(to, Tag::kDocument, id.value);
    case Type::kArray:
      return append_bytes_of(to, Tag::kArray, id.value);
    case Type::kRegex:
      return append_bytes_of(to, Tag::kRegex, id.value);
    case Type::kDbPointer:
      return append_bytes_of(to, Tag::kDbPointer, id.value);
    case Type::kCode:
      return append_bytes_of(to, Tag::kCode, id.value);
    case Type::kCodeWithScope:
      return append_bytes_of(to, Tag::kCodeWithScope, id.value);
    case Type::kNull:
      return append_tag(to, Tag::kNull);
    case Type::kUndefined:
      return append_tag(to, Tag::kUndefined);
    case Type::kMinKey:
      return append_tag(to, Tag::kMinKey);
    case Type::kMaxKey:
      return append_tag(to, Tag::kMaxKey);
  }
}

void append_key_without_id(std::string& to, std::string_view document) {
  append_tag(to, Tag::kWithoutId);
  append_hash(to, document);
}

std::string_view object_id_of_key(std::string_view key) {
  constexpr std::size_t kObjectIdBytes = 12;
  const bool is_one = key.size() == 1 + kObjectIdBytes && static_cast<Tag>(key.front()) == Tag::kObjectId;
  return is_one ? key.substr(1) : std::string_view();
}

std::optional<std::int64_t> whole_number_of_key(std::string_view key) {
  if (key.size() != 1 + sizeof(std::uint64_t) || key.front() != static_cast<char>(Tag::kInteger)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(load_be<std::uint64_t>(key.data() + 1) ^ key_format::kSignBit);
}

std::string document_of_key(std::string_view key) {
  std::string document;
  for (std::size_t i = 1; i + kMarkBytes < key.size(); ++i) {
    document += key[i];
    if (key[i] == '\0') ++i;
  }
  return document;
}

}  // namespace sojourn
