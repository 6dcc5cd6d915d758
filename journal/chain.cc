#include "journal/chain.h"

#include "base/bytes.h"

namespace sojourn::journal {

void BatchDigest::add(std::string_view key, std::uint64_t body_hash, fb::Kind kind, fb::Origin origin) {
  append_be(gathered_, hash64(key));
  append_be(gathered_, body_hash);
  gathered_ += static_cast<char>(kind);
  gathered_ += static_cast<char>(origin);
}

Hash128 chain(const Hash128& before, const Hash128& digest, std::uint64_t first, std::uint64_t count) {
  std::string link;
  for (const std::uint64_t part : {before.high, before.low, digest.high, digest.low, first, count}) {
    append_be(link, part);
  }
  return hash128(link);
}

}  // namespace sojourn::journal
