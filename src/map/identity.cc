#include "map/identity.h"

#include "base/bytes.h"
#include "base/key.h"

namespace sojourn::map {
namespace {

// The 122 bits of a version 8 UUID that are ours: 48, then 4 of version, 12, then 2 of variant, 62.
//
//   ObjectId   bits 0..47     | 8 | bits 48..59    | 10 | bits 60..95, tag
//   other key  48 bits of hash| 8 | 12 bits of hash| 10 | 62 bits of hash, the last 26 never the tag
constexpr std::uint64_t kVersion = 0x8000;
constexpr std::uint64_t kVariant = std::uint64_t{1} << 63;
constexpr std::uint64_t kVariantMask = std::uint64_t{3} << 62;
constexpr int kTagBits = 26;
constexpr std::uint64_t kTagMask = (1u << kTagBits) - 1;

Uuid uuid_of(std::uint64_t high, std::uint64_t low) {
  Uuid id;
  const std::uint64_t halves[] = {swap_bytes(high), swap_bytes(low)};
  std::memcpy(id.data(), halves, sizeof halves);
  return id;
}

void append_counted(std::string& to, std::string_view text) {
  append_be(to, static_cast<std::uint32_t>(text.size()));
  to += text;
}

}  // namespace

IdentityScheme::IdentityScheme(std::string_view migration, std::string_view stream) {
  std::string names;
  append_counted(names, migration);
  append_counted(names, stream);
  salt_ = hash128(names);
  tag_ = salt_.low & kTagMask;
}

Uuid IdentityScheme::id_of(std::string_view canonical_key) const {
  if (const std::string_view oid = object_id_of_key(canonical_key); !oid.empty()) {
    const auto first = load_be<std::uint64_t>(oid.data());
    const std::uint64_t last = load_be<std::uint32_t>(oid.data() + 8);
    const std::uint64_t high = (first & ~std::uint64_t{0xffff}) | kVersion | (first >> 4 & 0xfff);
    return uuid_of(high, kVariant | (first & 0xf) << 58 | last << kTagBits | tag_);
  }
  // Salt and key are hashed as two hashes of fixed size, so that neither can be taken for part of the other.
  const Hash128 key = hash128(canonical_key);
  const std::uint64_t words[] = {salt_.high, salt_.low, key.high, key.low};
  char bytes[sizeof words];
  std::memcpy(bytes, words, sizeof words);
  Hash128 hash = hash128({bytes, sizeof bytes});
  if ((hash.low & kTagMask) == tag_) hash.low ^= 1;
  return uuid_of((hash.high & ~std::uint64_t{0xf000}) | kVersion, (hash.low & ~kVariantMask) | kVariant);
}

std::optional<std::string> IdentityScheme::key_of(const Uuid& id) const {
  std::uint64_t halves[2];
  std::memcpy(halves, id.data(), sizeof halves);
  const std::uint64_t high = swap_bytes(halves[0]);
  const std::uint64_t low = swap_bytes(halves[1]);
  if ((high & 0xf000) != kVersion || (low & kVariantMask) != kVariant || (low & kTagMask) != tag_) return {};
  std::string oid;
  append_be(oid, (high & ~std::uint64_t{0xffff}) | (high & 0xfff) << 4 | (low >> 58 & 0xf));
  append_be(oid, static_cast<std::uint32_t>(low >> kTagBits));
  std::string key;
  append_key(key, {.type = bson::Type::kObjectId, .name = {}, .value = oid});
  return key;
}

std::string uuid_text(const Uuid& id) {
  const std::string hex = to_hex(std::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
  return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' +
         hex.substr(20);
}

std::string placeholder_key() {
  std::string key;
  append_key(key, {.type = bson::Type::kUndefined, .name = {}, .value = {}});
  return key;
}

}  // namespace sojourn::map
