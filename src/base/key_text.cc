#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/bytes.h"
#include "base/ext_json.h"
#include "base/iso_date.h"
#include "base/json_string.h"
#include "base/key.h"
#include "base/key_format.h"

namespace sojourn {
namespace {

using bson::JsonMode;
using bson::Type;
using key_format::Tag;

/// Before the bytes of a key that has no other words.
constexpr std::string_view kBytesPrefix = "key:";
/// Before the hash of a document without `_id`.
constexpr std::string_view kHashPrefix = "hash:";
constexpr std::size_t kHashBytes = 16;
/// So much of a text that was cut is shown.
constexpr std::size_t kShownBytes = 64;

/// The `text` of the grammar in key_format.h, taken apart.
struct Bytes {
  std::string plain;
  std::string_view hash;  ///< Not empty if the text was cut.
};

std::optional<Bytes> unescape(std::string_view rest) {
  Bytes bytes;
  for (std::size_t nul = rest.find('\0'); nul != std::string_view::npos; nul = rest.find('\0')) {
    if (nul + 1 == rest.size()) break;
    bytes.plain += rest.substr(0, nul);
    const char mark = rest[nul + 1];
    rest.remove_prefix(nul + 2);
    if (mark == key_format::kEnd && rest.empty()) return bytes;
    if (mark == key_format::kCut && rest.size() == kHashBytes) {
      bytes.hash = rest;
      return bytes;
    }
    if (mark != key_format::kEscapedNul) break;
    bytes.plain += '\0';
  }
  return std::nullopt;
}

/// A document whose only field is `_id`.
std::string document_with_id(Type type, std::string_view value) {
  std::string document;
  append_le(document, std::uint32_t{0});
  document += static_cast<char>(type);
  document.append("_id\0", 4);
  document += value;
  document += '\0';
  store_le(document, 0, static_cast<std::uint32_t>(document.size()));
  return document;
}

/// What is shown for a key.
struct Words {
  std::string text{};  ///< Empty if the bytes are no key.
  bool exact = true;   ///< keys_meant_by finds the key again by them.
};

/// Extended JSON of a value: relaxed, else canonical, whichever is read back as the same bytes. Empty if
/// `value` is no such value.
Words json_of(Type type, std::string_view value) {
  const std::string document = document_with_id(type, value);
  const bson::Scan scan = bson::scan(document);
  if (scan.problem != nullptr || !scan.id || scan.id->value.size() != value.size()) return {};
  for (const JsonMode mode : {JsonMode::kRelaxed, JsonMode::kCanonical}) {
    std::string json;
    std::string again;
    bson::append_json(json, document, mode);
    if (bson::append_bson(again, json).problem != nullptr || again != document) continue;
    return {.text = json.substr(7, json.size() - 8)};  // Without {"_id": and }.
  }
  std::string json;
  bson::append_json_value(json, *scan.id, JsonMode::kCanonical);
  return {.text = json, .exact = false};
}

std::string counted(std::string_view text) {
  std::string value;
  append_le(value, static_cast<std::uint32_t>(text.size() + 1));
  value += text;
  value += '\0';
  return value;
}

Words cut_text(const Bytes& bytes) {
  std::string shown;
  append_json_string(shown, bytes.plain.substr(0, kShownBytes));
  return {.text = shown + "... (hash " + to_hex(bytes.hash) + ")"};
}

Words text_of(Type type, std::string_view rest) {
  const auto bytes = unescape(rest);
  if (!bytes) return {};
  return bytes->hash.empty() ? json_of(type, counted(bytes->plain)) : cut_text(*bytes);
}

Words raw_text(Type type, std::string_view rest) {
  const auto bytes = unescape(rest);
  if (!bytes) return {};
  return bytes->hash.empty() ? json_of(type, bytes->plain) : cut_text(*bytes);
}

Words binary_text(std::string_view rest) {
  if (rest.empty()) return {};
  const auto bytes = unescape(rest.substr(1));
  if (!bytes) return {};
  if (!bytes->hash.empty()) return cut_text(*bytes);
  std::string value;
  append_le(value, static_cast<std::uint32_t>(bytes->plain.size()));
  value += rest.front();
  return json_of(Type::kBinary, value + bytes->plain);
}

Words date_text(std::int64_t milliseconds) {
  if (milliseconds < kIsoDateMin || milliseconds > kIsoDateMax) {
    std::string value;
    append_le(value, milliseconds);
    return json_of(Type::kDate, value);
  }
  std::string text;
  append_iso_date(text, milliseconds);
  return {.text = text};
}

Words double_text(double number) {
  std::string value;
  append_le(value, number);
  return json_of(Type::kDouble, value);
}

Words timestamp_text(std::uint64_t number) {
  std::string value;
  append_le(value, number);
  return json_of(Type::kTimestamp, value);
}

std::int64_t from_sign_flipped(std::uint64_t bits) {
  return static_cast<std::int64_t>(bits ^ key_format::kSignBit);
}

/// The text of a key whose bytes behind the tag have a fixed length.
Words fixed_text(Tag tag, std::string_view rest) {
  switch (tag) {
    case Tag::kInteger:
      return {.text = std::to_string(from_sign_flipped(load_be<std::uint64_t>(rest.data())))};
    case Tag::kDouble:
      return double_text(key_format::from_sortable(load_be<std::uint64_t>(rest.data())));
    case Tag::kDate:
      return date_text(from_sign_flipped(load_be<std::uint64_t>(rest.data())));
    case Tag::kTimestamp:
      return timestamp_text(load_be<std::uint64_t>(rest.data()));
    case Tag::kDecimal:
      return json_of(Type::kDecimal128, rest);
    case Tag::kObjectId:
      return {.text = to_hex(rest)};
    case Tag::kWithoutId:
      return {.text = std::string(kHashPrefix) + to_hex(rest)};
    case Tag::kMinKey:
      return json_of(Type::kMinKey, rest);
    case Tag::kMaxKey:
      return json_of(Type::kMaxKey, rest);
    case Tag::kUndefined:
      return json_of(Type::kUndefined, rest);
    case Tag::kNull:
      return {.text = "null"};
    case Tag::kFalse:
      return {.text = "false"};
    case Tag::kTrue:
      return {.text = "true"};
    default:
      return {};
  }
}

/// Bytes behind the tag; empty where a text follows.
std::optional<std::size_t> fixed_bytes(Tag tag) {
  switch (tag) {
    case Tag::kInteger:
    case Tag::kDouble:
    case Tag::kDate:
    case Tag::kTimestamp:
      return 8;
    case Tag::kDecimal:
    case Tag::kWithoutId:
      return 16;
    case Tag::kObjectId:
      return 12;
    case Tag::kMinKey:
    case Tag::kMaxKey:
    case Tag::kUndefined:
    case Tag::kNull:
    case Tag::kFalse:
    case Tag::kTrue:
      return 0;
    default:
      return std::nullopt;
  }
}

Words words_for(std::string_view key) {
  if (key.empty()) return {};
  const auto tag = static_cast<Tag>(key.front());
  const std::string_view rest = key.substr(1);
  if (const auto bytes = fixed_bytes(tag)) return *bytes == rest.size() ? fixed_text(tag, rest) : Words{};
  switch (tag) {
    case Tag::kString:
      return text_of(Type::kString, rest);
    case Tag::kSymbol:
      return text_of(Type::kSymbol, rest);
    case Tag::kBinary:
      return binary_text(rest);
    case Tag::kDocument:
      return raw_text(Type::kDocument, rest);
    case Tag::kArray:
      return raw_text(Type::kArray, rest);
    case Tag::kRegex:
      return raw_text(Type::kRegex, rest);
    case Tag::kDbPointer:
      return raw_text(Type::kDbPointer, rest);
    case Tag::kCode:
      return raw_text(Type::kCode, rest);
    case Tag::kCodeWithScope:
      return raw_text(Type::kCodeWithScope, rest);
    default:
      return {};
  }
}

/// Keys that a text may mean, each once.
class Meanings {
 public:
  void key(std::string key) {
    if (std::find(keys_.begin(), keys_.end(), key) == keys_.end()) keys_.push_back(std::move(key));
  }
  void id(Type type, std::string_view value) {
    std::string bytes;
    append_key(bytes, {.type = type, .name = "_id", .value = value});
    key(std::move(bytes));
  }
  void text(std::string_view text) { id(Type::kString, counted(text)); }
  std::vector<std::string> take() { return std::move(keys_); }

 private:
  std::vector<std::string> keys_;
};

/// Bytes as key_text shows them where it has no words; also behind the words of a text that is not UTF-8.
bool add_bytes(Meanings& meanings, std::string_view text) {
  std::string key;
  const auto prefix = text.rfind(kBytesPrefix);
  if (prefix == std::string_view::npos || (prefix != 0 && text[prefix - 1] != ' ')) return false;
  if (!append_from_hex(key, text.substr(prefix + kBytesPrefix.size()))) return false;
  meanings.key(std::move(key));
  return true;
}

void add_hash(Meanings& meanings, std::string_view text) {
  std::string key(1, static_cast<char>(Tag::kWithoutId));
  if (!text.starts_with(kHashPrefix)) return;
  if (!append_from_hex(key, text.substr(kHashPrefix.size())) || key.size() != 1 + kHashBytes) return;
  meanings.key(std::move(key));
}

void add_object_id(Meanings& meanings, std::string_view text) {
  std::string twelve;
  if (text.size() == 24 && append_from_hex(twelve, text)) meanings.id(Type::kObjectId, twelve);
}

void add_date(Meanings& meanings, std::string_view text) {
  std::string value;
  if (const auto milliseconds = parse_iso_date(text)) {
    append_le(value, *milliseconds);
    meanings.id(Type::kDate, value);
  }
}

/// True if the text is JSON; that of a string means nothing else.
bool add_json(Meanings& meanings, std::string_view text) {
  std::string bytes;
  const std::string json = R"({"_id":)" + std::string(text) + "}";
  const bson::JsonParse parse = bson::append_bson(bytes, json);
  if (parse.problem != nullptr || parse.consumed != json.size()) return false;
  const auto scan = bson::scan(bytes);
  if (scan.problem != nullptr || !scan.id) return false;
  // More than the `_id` alone: the text was no value but went on behind one.
  if (bytes != document_with_id(scan.id->type, scan.id->value)) return false;
  meanings.id(scan.id->type, scan.id->value);
  return true;
}

}  // namespace

std::string key_text(std::string_view key) {
  const Words words = words_for(key);
  if (!words.text.empty() && words.exact) return words.text;
  const std::string bytes = std::string(kBytesPrefix) + to_hex(key);
  return words.text.empty() ? bytes : words.text + " " + bytes;
}

std::vector<std::string> keys_meant_by(std::string_view text) {
  Meanings meanings;
  if (add_bytes(meanings, text)) return meanings.take();
  add_hash(meanings, text);
  add_object_id(meanings, text);
  add_date(meanings, text);
  const bool json = add_json(meanings, text);
  const bool quoted = json && text.find('"') == text.find_first_not_of(" \t\r\n");
  if (!quoted) meanings.text(text);
  return meanings.take();
}

}  // namespace sojourn
