// The running hash of a stream: proves that its log is a prefix without a hole, entry by entry (J7).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "schema/journal/journal_generated.h"

namespace sojourn::journal {

/// All of an entry that its batch's digest covers.
struct DigestedEntry {
  std::string_view key;
  std::uint64_t body_hash = 0;  ///< hash64 of the body; 0 for a delete.
  fb::Kind kind = fb::Kind::Put;
  fb::Origin origin = fb::Origin::Extract;
  bool invalid_utf8 = false;
  bool conflict = false;
  std::string_view identity{};
  std::string_view note{};
};

/// Gathers the digest of one batch's entries.
class BatchDigest {
 public:
  void add(const DigestedEntry& entry);
  [[nodiscard]] Hash128 finish() const { return hash128(gathered_); }

 private:
  std::string gathered_;
};

/// The running hash behind a batch, from the one before it.
[[nodiscard]] Hash128 chain(const Hash128& before, const Hash128& digest, std::uint64_t first,
                            std::uint64_t count);

}  // namespace sojourn::journal
