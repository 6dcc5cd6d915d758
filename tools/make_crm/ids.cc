#include "tools/make_crm/ids.h"

#include <bit>
#include <utility>

#include "tools/make_crm/random.h"

namespace sojourn::make_crm {
namespace {

constexpr std::uint64_t kStrays = 0x5354524159u;  ///< Sets the process bytes of strays apart.

ObjectId make_id(std::int64_t second, std::uint64_t process, std::size_t last_process_byte,
                 std::uint64_t counter) {
  ObjectId id;
  const auto put = [&id](std::size_t at, std::uint64_t value) { id[at] = static_cast<char>(value); };
  for (std::size_t i = 0; i < 4; ++i) {
    put(i, static_cast<std::uint64_t>(second) >> (24 - 8 * i));
    put(4 + i, process >> (24 - 8 * i));
  }
  put(8, last_process_byte);
  for (std::size_t i = 0; i < 3; ++i) put(9 + i, counter >> (16 - 8 * i));
  return id;
}

}  // namespace

Ids::Ids(std::vector<std::uint64_t> counts, std::uint64_t seed, KeyOrder order)
    : counts_(std::move(counts)), seed_(seed), order_(order) {}

ObjectId Ids::at(std::size_t collection, std::uint64_t index) const {
  const std::uint64_t place = place_in_time(collection, index);
  return make_id(second_of(collection, place), mix(seed_, collection), collection, place);
}

std::int64_t Ids::created_ms(std::size_t collection, std::uint64_t index) const {
  const std::uint64_t place = place_in_time(collection, index);
  const auto within = static_cast<std::int64_t>(mix(seed_, collection, place) % 1000);
  return second_of(collection, place) * 1000 + within;
}

ObjectId Ids::stray(std::size_t collection, std::uint32_t number, std::int64_t second) const {
  return make_id(second, mix(seed_, collection, kStrays), collection | 0x80, number);
}

std::uint64_t Ids::place_in_time(std::size_t collection, std::uint64_t index) const {
  return order_ == KeyOrder::kRising ? index : shuffled(index, counts_[collection], mix(seed_, collection));
}

std::int64_t Ids::second_of(std::size_t collection, std::uint64_t place) const {
  constexpr std::uint64_t kSpan = kTodaySecond - kFirstSecond;
  const auto share = static_cast<double>(place) / static_cast<double>(counts_[collection]);
  // When the counter of three bytes starts again the second must be another, or the ids would not rise.
  const std::uint64_t rounds = place >> 24;
  return kFirstSecond + static_cast<std::int64_t>(static_cast<std::uint64_t>(share * kSpan) + rounds);
}

std::uint64_t shuffled(std::uint64_t index, std::uint64_t n, std::uint64_t seed) {
  // Each step is a bijection of the numbers below the next power of two; steps that land outside 0 .. n-1
  // are taken again from there, which comes back inside since the whole is one permutation.
  const auto bits = static_cast<unsigned>(std::bit_width(n - 1)) | 1;
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  const unsigned half = bits / 2 + 1;
  std::uint64_t x = index;
  do {
    x = (x * 0x9e3779b97f4a7c15u + seed) & mask;
    x ^= x >> half;
    x = (x * 0xbf58476d1ce4e5b9u + 0x94d049bbu) & mask;
    x ^= x >> half;
  } while (x >= n);
  return x;
}

}  // namespace sojourn::make_crm
