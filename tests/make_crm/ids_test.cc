#include "tools/make_crm/ids.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

std::string text(const ObjectId& id) {
  return std::string(bytes_of(id));
}

Ids ids_for(std::uint64_t each, KeyOrder order) {
  return Ids(std::vector<std::uint64_t>(collections().size(), each), 1, order);
}

TEST_CASE("a shuffle gives each number below n once, whatever n is") {
  for (const std::uint64_t n : {1u, 2u, 3u, 7u, 64u, 1000u, 4097u}) {
    std::set<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < n; ++i) {
      const std::uint64_t place = shuffled(i, n, 5);
      CHECK(place < n);
      seen.insert(place);
    }
    CHECK(seen.size() == n);
  }
}

TEST_CASE("rising ids rise, also when the counter of three bytes starts again") {
  constexpr std::uint64_t kMany = 2'000'000'000;
  const Ids ids = ids_for(kMany, KeyOrder::kRising);
  for (const std::uint64_t around : {std::uint64_t{1000}, std::uint64_t{1} << 24, std::uint64_t{3} << 24}) {
    for (std::uint64_t i = around - 500; i < around + 500; ++i) {
      REQUIRE(text(ids.at(7, i)) < text(ids.at(7, i + 1)));
    }
  }
}

TEST_CASE("random ids are the rising ones in another order") {
  const Ids rising = ids_for(1000, KeyOrder::kRising);
  const Ids random = ids_for(1000, KeyOrder::kRandom);
  std::set<std::string> all_rising;
  std::set<std::string> all_random;
  std::size_t falls = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    all_rising.insert(text(rising.at(7, i)));
    all_random.insert(text(random.at(7, i)));
    if (i > 0 && text(random.at(7, i)) < text(random.at(7, i - 1))) ++falls;
  }
  CHECK(all_rising == all_random);
  CHECK(falls > 400);
  CHECK(falls < 600);
}

TEST_CASE("no id stands in two collections, and strays are unlike all others") {
  const Ids ids = ids_for(500, KeyOrder::kRandom);
  std::set<std::string> seen;
  for (std::size_t collection = 0; collection < collections().size(); ++collection) {
    for (std::uint64_t i = 0; i < 500; ++i) {
      seen.insert(text(ids.at(collection, i)));
      seen.insert(text(ids.stray(collection, static_cast<std::uint32_t>(i), kFirstSecond)));
    }
  }
  CHECK(seen.size() == collections().size() * 1000);
}

TEST_CASE("the second in an id is the second of creation") {
  const Ids ids = ids_for(300, KeyOrder::kRandom);
  for (std::uint64_t i = 0; i < 300; ++i) {
    const ObjectId id = ids.at(15, i);
    CHECK(load_be<std::uint32_t>(id.data()) == static_cast<std::uint32_t>(ids.created_ms(15, i) / 1000));
  }
}

}  // namespace
}  // namespace sojourn::make_crm
