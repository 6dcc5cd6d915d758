#include "apply/key_set.h"

#include <doctest/doctest.h>

#include <unordered_map>

#include "support/random.h"

using namespace sojourn::apply;
using sojourn::test::Random;

namespace {

constexpr std::uint64_t kHashSpread = 0x9e3779b97f4a7c15ull;

TEST_CASE("a set of keys answers as a map of them would, also after it has grown many times") {
  Random random;
  KeySet set;
  std::unordered_map<std::uint64_t, RowState> model;
  for (int i = 0; i < 20'000; ++i) {
    // The two lowest bits are not kept; hashes that differ only there are one.
    const std::uint64_t hash = random.below(15'000) * kHashSpread & ~std::uint64_t{3};
    const auto state = static_cast<RowState>(1 + random.below(3));
    set.put(hash, state);
    model[hash] = state;
  }
  CHECK(set.size() == model.size());
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const std::uint64_t hash = i * kHashSpread & ~std::uint64_t{3};
    const auto known = model.find(hash);
    const auto found = set.find(hash);
    REQUIRE(found.has_value() == (known != model.end()));
    if (found) REQUIRE(*found == known->second);
  }
}

TEST_CASE("a set that was told how many keys to expect takes no more memory than that") {
  constexpr std::size_t kKeys = 1'000'000;
  CHECK(KeySet::bytes_for(kKeys) <= 24 * kKeys);
  CHECK(KeySet::bytes_for(kKeys) >= 8 * kKeys);
}

TEST_CASE("the key whose hash is zero is a key like any other") {
  KeySet set;
  CHECK_FALSE(set.find(0));
  set.put(0, RowState::kNoRow);
  CHECK(set.find(0) == RowState::kNoRow);
}

}  // namespace
