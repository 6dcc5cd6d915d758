// The keys of a stream as 64-bit hashes in memory, each with what became of its document.
//
// A reference is checked millions of times, so the check must cost one look into memory. That two keys among
// millions share a hash, and a dangling reference passes for a sound one, has odds of one in 10^12 per
// document; the server's own foreign keys would still refuse it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace sojourn::apply {

enum class RowState : std::uint8_t {
  kRow = 1,     ///< Its row is there or will be.
  kNoRow = 2,   ///< It failed or is held.
  kMerged = 3,  ///< Its row is that of another document.
};

class KeySet {
 public:
  /// Bytes that a set of so many keys takes.
  [[nodiscard]] static std::size_t bytes_for(std::size_t keys);

  explicit KeySet(std::size_t expected = 0);
  /// Adds a key, or changes what became of it.
  void put(std::uint64_t hash, RowState state);
  [[nodiscard]] std::optional<RowState> find(std::uint64_t hash) const;
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  [[nodiscard]] std::size_t slot_of(std::uint64_t tagged) const;
  void grow();

  // A slot holds a hash whose two lowest bits are the state; 0 is a free slot.
  std::vector<std::uint64_t> slots_;
  std::size_t size_ = 0;
};

}  // namespace sojourn::apply
