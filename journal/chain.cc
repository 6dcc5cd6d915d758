#include "journal/chain.h"

#include "base/bytes.h"

namespace sojourn::journal {
namespace {

// The flags of an entry: bit 0 is its kind, bits 1 to 3 its origin.
constexpr unsigned kOriginShift = 1;
enum Flag : unsigned { kInvalidUtf8 = 0x10, kConflict = 0x20, kIdentity = 0x40, kNote = 0x80 };

}  // namespace

void BatchDigest::add(const DigestedEntry& entry) {
  unsigned flags = static_cast<unsigned>(entry.kind) | static_cast<unsigned>(entry.origin) << kOriginShift;
  if (entry.invalid_utf8) flags |= kInvalidUtf8;
  if (entry.conflict) flags |= kConflict;
  if (!entry.identity.empty()) flags |= kIdentity;
  if (!entry.note.empty()) flags |= kNote;
  append_be(gathered_, hash64(entry.key));
  append_be(gathered_, entry.body_hash);
  gathered_ += static_cast<char>(flags);
  if (!entry.identity.empty()) append_be(gathered_, hash64(entry.identity));
  if (!entry.note.empty()) append_be(gathered_, hash64(entry.note));
}

Hash128 chain(const Hash128& before, const Hash128& digest, std::uint64_t first, std::uint64_t count) {
  std::string link;
  for (const std::uint64_t part : {before.high, before.low, digest.high, digest.low, first, count}) {
    append_be(link, part);
  }
  return hash128(link);
}

}  // namespace sojourn::journal
