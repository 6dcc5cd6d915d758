// From the key of a document to the id of its row, without anything remembered.
//
// An ObjectId keeps all its 12 bytes in front, so that ids order as `_id` does and indexes grow at their
// right edge; the other 26 bits are a hash of migration and stream. Any other key gives 122 bits of hash over
// migration, stream and key. Both are UUIDs of version 8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "map/row_sink.h"

namespace sojourn::map {

class IdentityScheme {
 public:
  IdentityScheme(std::string_view migration, std::string_view stream);
  /// REQUIRES: a canonical key.
  [[nodiscard]] Uuid id_of(std::string_view canonical_key) const;
  /// The ObjectId's key that `id` was made of; none if it was made by hashing, or (but for 26 bits of hash)
  /// in another stream.
  [[nodiscard]] std::optional<std::string> key_of(const Uuid& id) const;

 private:
  Hash128 salt_;
  std::uint64_t tag_;  ///< 26 bits.
};

/// "65f0c0de-…": as PostgreSQL prints it.
[[nodiscard]] std::string uuid_text(const Uuid& id);

/// The key of the row that a table plans under `placeholder`: undefined, which MongoDB refuses as an `_id`.
[[nodiscard]] std::string placeholder_key();

}  // namespace sojourn::map
