// ObjectIds that follow from collection and index, so that a reference needs no memory of what it refers to.
//
// Layout as MongoDB's: 4 bytes creation time, 5 bytes of the process (here: seed and collection, so that no
// id stands in two collections), 3 bytes counter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bson_writer.h"

namespace sojourn::make_crm {

/// Documents were created between these two moments; nothing ever asks the clock.
inline constexpr std::int64_t kFirstSecond = 1685577600;  // 2023-06-01 00:00:00 UTC
inline constexpr std::int64_t kTodaySecond = 1764547200;  // 2025-12-01 00:00:00 UTC

/// Whether the ids rise from document to document of a file, or come in no order.
enum class KeyOrder { kRising, kRandom };

class Ids {
 public:
  /// `counts` holds the documents of each collection, in the order of `collections()`.
  Ids(std::vector<std::uint64_t> counts, std::uint64_t seed, KeyOrder order);

  [[nodiscard]] std::uint64_t count(std::size_t collection) const { return counts_[collection]; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }

  /// The id of a document. REQUIRES: index < count(collection).
  [[nodiscard]] ObjectId at(std::size_t collection, std::uint64_t index) const;
  /// When it was created, in milliseconds; the second is the one in its id.
  [[nodiscard]] std::int64_t created_ms(std::size_t collection, std::uint64_t index) const;

  /// An id that `at` never gives: of a planted document, or of one that was deleted.
  [[nodiscard]] ObjectId stray(std::size_t collection, std::uint32_t number, std::int64_t second) const;

 private:
  [[nodiscard]] std::uint64_t place_in_time(std::size_t collection, std::uint64_t index) const;
  [[nodiscard]] std::int64_t second_of(std::size_t collection, std::uint64_t place) const;

  std::vector<std::uint64_t> counts_;
  std::uint64_t seed_;
  KeyOrder order_;
};

/// A bijection of 0 .. n-1 that looks like no order. REQUIRES: index < n.
[[nodiscard]] std::uint64_t shuffled(std::uint64_t index, std::uint64_t n, std::uint64_t seed);

}  // namespace sojourn::make_crm
