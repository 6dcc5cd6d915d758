// The running hash of a stream: proves that its log is a prefix without a hole, entry by entry (J7).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "schema/journal/journal_generated.h"

namespace sojourn::journal {

/// Gathers the digest of one batch's entries.
class BatchDigest {
 public:
  void add(std::string_view key, std::uint64_t body_hash, fb::Kind kind, fb::Origin origin);
  [[nodiscard]] Hash128 finish() const { return hash128(gathered_); }

 private:
  std::string gathered_;
};

/// The running hash behind a batch, from the one before it.
[[nodiscard]] Hash128 chain(const Hash128& before, const Hash128& digest, std::uint64_t first,
                            std::uint64_t count);

}  // namespace sojourn::journal
