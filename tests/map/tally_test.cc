#include "map/tally.h"

#include <doctest/doctest.h>

#include "support/random.h"

namespace sojourn::map {
namespace {

using plan::Loss;
using Samples = std::vector<std::pair<std::uint64_t, std::string>>;

TEST_CASE("each event of each column is counted for itself, and each loss") {
  Tally tally;
  tally.add(0, Event::kConverted, {}, 1, "a");
  tally.add(7, Event::kConverted, {}, 1, "a");
  tally.add(7, Event::kConverted, {}, 2, "b");
  tally.add(7, Event::kLoss, Loss::kFraction, 2, "b");
  tally.add(7, Event::kLoss, Loss::kType, 3, "c");
  const auto events = tally.events();
  REQUIRE(events.size() == 4);
  CHECK(events.at({0, Event::kConverted, {}}).count == 1);
  CHECK(events.at({7, Event::kConverted, {}}).samples == Samples{{1, "a"}, {2, "b"}});
  CHECK(events.at({7, Event::kLoss, Loss::kFraction}).samples == Samples{{2, "b"}});
  CHECK(events.at({7, Event::kLoss, Loss::kType}).samples == Samples{{3, "c"}});
}

TEST_CASE("samples are those of the lowest sequences, in whatever order they came") {
  Count count;
  for (const std::uint64_t sequence : {9, 4, 7, 1, 8, 3}) count.add(sequence, std::to_string(sequence));
  CHECK(count.count == 6);
  CHECK(count.samples == Samples{{1, "1"}, {3, "3"}, {4, "4"}});
}

TEST_CASE("a document that counts several times is one sample") {
  Count count;
  for (const std::uint64_t sequence : {5, 5, 5, 6, 5}) count.add(sequence, "k");
  CHECK(count.count == 5);
  CHECK(count.samples == Samples{{5, "k"}, {6, "k"}});
}

TEST_CASE("fields that nothing takes are counted by path") {
  Tally tally;
  tally.add_unmapped("legacyScore", 2, "b");
  tally.add_unmapped("legacyScore", 1, "a");
  tally.add_unmapped("a.b", 1, "a");
  REQUIRE(tally.unmapped().size() == 2);
  CHECK(tally.unmapped().at("legacyScore").samples == Samples{{1, "a"}, {2, "b"}});
  CHECK(tally.unmapped().at("a.b").count == 1);
}

TEST_CASE("sums and samples do not depend on how the documents were divided") {
  test::Random random;
  Tally whole;
  std::vector<Tally> parts(4);
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const std::uint64_t sequence = random.below(500);
    Tally& part = parts[sequence % parts.size()];
    const std::string key = "key " + std::to_string(sequence);
    const auto event = static_cast<Event>(random.below(kEvents));
    const auto loss = event == Event::kLoss ? static_cast<Loss>(random.below(plan::kLosses)) : Loss();
    const std::size_t column = random.below(5);
    for (Tally* tally : {&whole, &part}) {
      tally->add(column, event, loss, sequence, key);
      tally->add_unmapped(key.substr(0, 5), sequence, key);
    }
  }
  Tally sum;
  for (const std::size_t i : {2, 0, 3, 1}) sum.add(parts[i]);
  REQUIRE(sum.events().size() == whole.events().size());
  for (const auto& [what, count] : whole.events()) {
    CHECK(sum.events().at(what).count == count.count);
    CHECK(sum.events().at(what).samples == count.samples);
  }
  for (const auto& [path, count] : whole.unmapped()) {
    CHECK(sum.unmapped().at(path).count == count.count);
    CHECK(sum.unmapped().at(path).samples == count.samples);
  }
}

}  // namespace
}  // namespace sojourn::map
