// The two hashes of sojourn, both XXH3: 64 bits to compare bodies, 128 bits where a chain must hold.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn {

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

[[nodiscard]] std::uint64_t hash64(std::string_view bytes);
[[nodiscard]] Hash128 hash128(std::string_view bytes);
[[nodiscard]] std::string to_hex(const Hash128& hash);

}  // namespace sojourn
