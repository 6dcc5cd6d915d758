#include "derive/document_id.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "base/key.h"

namespace sojourn::derive {
namespace {

/// User-defined, in BSON's words.
constexpr char kKeySubtype = '\x80';

}  // namespace

Id id_of_element(const bson::Element& element) {
  return {.type = element.type, .value = std::string(element.value)};
}

Id plain_id(const bson::Element& element) {
  std::string key;
  append_key(key, element);
  const auto number = whole_number_of_key(key);
  if (!number) return id_of_element(element);
  Id id{.type = bson::Type::kInt64, .value = {}};
  append_le(id.value, *number);
  return id;
}

Id hashed_id(std::string_view bytes) {
  const Hash128 hash = hash128(bytes);
  Id id{.type = bson::Type::kBinary, .value = {}};
  append_le(id.value, std::uint32_t{2 * sizeof(std::uint64_t)});
  id.value += '\0';
  append_be(id.value, hash.high);
  append_be(id.value, hash.low);
  return id;
}

Id id_of_document(std::string_view document, std::string_view key) {
  if (const auto id = bson::find(document, "_id")) return id_of_element(*id);
  Id id{.type = bson::Type::kBinary, .value = {}};
  append_le(id.value, static_cast<std::uint32_t>(key.size()));
  id.value += kKeySubtype;
  id.value += key;
  return id;
}

std::string key_of(const Id& id) {
  const bson::Element element = id.element();
  if (id.type == bson::Type::kBinary && element.binary_subtype() == static_cast<std::uint8_t>(kKeySubtype)) {
    std::string without_id;
    append_key_without_id(without_id, {});
    const std::string_view key = element.as_binary();
    if (key.size() == without_id.size() && key.front() == without_id.front()) return std::string(key);
  }
  std::string key;
  append_key(key, element);
  return key;
}

std::string key_of_derived(std::string_view id) {
  std::string key;
  append_key(key, {.type = bson::Type::kDocument, .name = "_id", .value = id});
  return key;
}

}  // namespace sojourn::derive
