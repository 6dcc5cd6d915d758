#include "apply/key_set.h"

#include <algorithm>
#include <bit>

namespace sojourn::apply {
namespace {

constexpr std::uint64_t kStateBits = 3;
constexpr std::size_t kSlotsMin = 64;

/// Slots for so many keys: at most three of four are taken.
std::size_t slots_for(std::size_t keys) {
  return std::max(kSlotsMin, std::bit_ceil(keys + keys / 3 + 1));
}

}  // namespace

std::size_t KeySet::bytes_for(std::size_t keys) {
  return slots_for(keys) * sizeof(std::uint64_t);
}

KeySet::KeySet(std::size_t expected) : slots_(slots_for(expected)) {}

std::size_t KeySet::slot_of(std::uint64_t tagged) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = (tagged >> 2) & mask;
  while (slots_[at] != 0 && (slots_[at] & ~kStateBits) != (tagged & ~kStateBits)) at = (at + 1) & mask;
  return at;
}

void KeySet::put(std::uint64_t hash, RowState state) {
  const std::uint64_t tagged = (hash & ~kStateBits) | static_cast<std::uint64_t>(state);
  std::uint64_t& slot = slots_[slot_of(tagged)];
  if (slot == 0) ++size_;
  slot = tagged;
  if (size_ + size_ / 3 >= slots_.size()) grow();
}

std::optional<RowState> KeySet::find(std::uint64_t hash) const {
  const std::uint64_t slot = slots_[slot_of(hash | kStateBits)];
  if (slot == 0) return std::nullopt;
  return static_cast<RowState>(slot & kStateBits);
}

void KeySet::grow() {
  std::vector<std::uint64_t> old(slots_.size() * 2);
  old.swap(slots_);
  for (const std::uint64_t tagged : old) {
    if (tagged != 0) slots_[slot_of(tagged)] = tagged;
  }
}

}  // namespace sojourn::apply
