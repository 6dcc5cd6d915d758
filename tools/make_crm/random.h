// Randomness that depends on nothing but what it is seeded with: no clock, no library, no order of calls.
//
// Every field of every document draws from a sequence of its own, so that any document can be made alone and
// a field added later changes no other.
#pragma once

#include <cstdint>

namespace sojourn::make_crm {

/// A bijection of 64 bits (the finalizer of SplitMix64): unlike inputs give unlike, unrelated outputs.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return mix(mix(a + 0x9e3779b97f4a7c15u) ^ b);
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return mix(mix(a, b), c);
}

/// A sequence of random numbers (SplitMix64). A value; copying it repeats the sequence.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() { return mix(state_ += 0x9e3779b97f4a7c15u); }

  /// From 0 to n - 1. REQUIRES: 0 < n < 2^32.
  constexpr std::uint32_t below(std::uint64_t n) {
    return static_cast<std::uint32_t>(((next() >> 32) * n) >> 32);
  }

  constexpr bool percent(std::uint32_t share) { return below(100) < share; }

 private:
  std::uint64_t state_;
};

}  // namespace sojourn::make_crm
