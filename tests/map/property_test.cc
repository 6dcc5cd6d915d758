// Random documents through random plans.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "base/key.h"
#include "map/mapper.h"
#include "support/checked_sink.h"
#include "support/random.h"
#include "support/random_bson.h"
#include "support/random_plan.h"

namespace sojourn::test {
namespace {

struct Documents {
  std::vector<std::string> bodies;
  std::vector<std::string> keys;
  Documents(Random& random, std::size_t count) {
    RandomBson random_bson(random);
    for (std::size_t i = 0; i < count; ++i) {
      bodies.push_back(random_bson.document().bytes());
      std::string key;
      const auto id = bson::find(bodies.back(), "_id");
      if (id) append_key(key, *id);
      if (!id) append_key_without_id(key, bodies.back());
      keys.push_back(std::move(key));
    }
  }
  map::Document at(std::size_t i) const { return {.sequence = i, .key = keys[i], .body = bodies[i]}; }
};

std::string text_of(const map::Outcome& outcome) {
  std::string text = std::to_string(static_cast<int>(outcome.fate)) + outcome.skipped_by;
  for (const map::Problem& problem : outcome.problems) {
    text += "|" + std::string(map::cause_code(problem.cause)) + std::to_string(problem.column) +
            problem.field + problem.rule + problem.value;
  }
  for (const map::Wait& wait : outcome.waits) text += "|" + std::to_string(wait.parent) + wait.key;
  return text;
}

std::string text_of(const map::Tally& tally) {
  std::string text;
  const auto add = [&](const map::Count& count) {
    text += " " + std::to_string(count.count);
    for (const auto& [sequence, key] : count.samples) text += " " + std::to_string(sequence) + key;
    text += "\n";
  };
  for (const auto& [what, count] : tally.events()) {
    text +=
        std::to_string(what.column) + std::string(map::event_code(what.event)) + plan::loss_name(what.loss);
    add(count);
  }
  for (const auto& [path, count] : tally.unmapped()) {
    text += path;
    add(count);
  }
  return text;
}

/// What one worker makes of some documents, in the order given.
struct Mapped {
  std::vector<std::vector<std::uint64_t>> rows;  ///< Of each document and projection: a hash of its row.
  std::vector<std::string> outcomes;             ///< Of each document.
  std::vector<map::Tally> tallies;
  std::array<std::size_t, 5> fates{};

  Mapped(const RandomPlan& plan, const Documents& documents)
      : rows(documents.bodies.size()),
        outcomes(documents.bodies.size()),
        tallies(plan.plan.projections.size()),
        plan_(plan),
        documents_(documents) {}

  void map(const map::Mapper& mapper, const std::vector<std::size_t>& order) {
    const AnyReferences references;
    map::Mapper::Worker worker(mapper, references);
    std::vector<map::Outcome> all(tallies.size());
    for (const std::size_t i : order) {
      CheckedSink sink(plan_.columns());
      worker.map(documents_.at(i), sink, all, tallies);
      outcomes[i].clear();
      std::size_t applied = 0;
      for (const map::Outcome& outcome : all) {
        CHECK(contradiction(outcome) == "");
        ++fates.at(static_cast<std::size_t>(outcome.fate));
        applied += outcome.fate == map::Fate::kApplied ? 1 : 0;
        outcomes[i] += text_of(outcome) + "\n";
      }
      CHECK(sink.rows == applied);
      CHECK(sink.rows + sink.abandoned == all.size());
      rows[i] = {sink.hash};
    }
  }

  std::string tally_text() const {
    std::string text;
    for (const map::Tally& tally : tallies) text += text_of(tally) + "--\n";
    return text;
  }

 private:
  const RandomPlan& plan_;
  const Documents& documents_;
};

std::vector<std::size_t> in_order(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

void shuffle(std::vector<std::size_t>& order, Random& random) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

TEST_CASE("whatever the document and the plan, it has one fate and its row is whole or not there") {
  Random random;
  std::array<std::size_t, 5> fates{};
  for (int round = 0; round < 150; ++round) {
    const RandomPlan plan(random);
    const Documents documents(random, 20);
    const map::Mapper mapper(plan.plan, plan.all());
    Mapped mapped(plan, documents);
    mapped.map(mapper, in_order(documents.bodies.size()));
    for (std::size_t i = 0; i < fates.size(); ++i) fates[i] += mapped.fates[i];
  }
  for (const std::size_t count : fates) CHECK(count > 0);
}

TEST_CASE("rows, outcomes and sums do not depend on who maps what, nor in which order") {
  Random random;
  for (int round = 0; round < 40; ++round) {
    const RandomPlan plan(random);
    const Documents documents(random, 30);
    const map::Mapper mapper(plan.plan, plan.all());
    Mapped whole(plan, documents);
    whole.map(mapper, in_order(documents.bodies.size()));

    Mapped divided(plan, documents);
    std::vector<std::size_t> order = in_order(documents.bodies.size());
    shuffle(order, random);
    std::vector<map::Tally> sums(divided.tallies.size());
    for (auto at = order.begin(); at != order.end();) {
      const auto part =
          std::min<std::ptrdiff_t>(1 + static_cast<std::ptrdiff_t>(random.below(12)), order.end() - at);
      divided.tallies.assign(sums.size(), {});
      divided.map(mapper, {at, at + part});
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i].add(divided.tallies[i]);
      at += part;
    }
    divided.tallies = sums;
    CHECK(divided.rows == whole.rows);
    CHECK(divided.outcomes == whole.outcomes);
    CHECK(divided.tally_text() == whole.tally_text());
  }
}

TEST_CASE("a hundred repetitions give the same") {
  Random random;
  const RandomPlan plan(random);
  const Documents documents(random, 30);
  const auto once = [&] {
    const map::Mapper mapper(plan.plan, plan.all());
    Mapped mapped(plan, documents);
    mapped.map(mapper, in_order(documents.bodies.size()));
    return mapped;
  };
  const Mapped first = once();
  for (int i = 0; i < 100; ++i) {
    const Mapped again = once();
    CHECK(again.rows == first.rows);
    CHECK(again.outcomes == first.outcomes);
    CHECK(again.tally_text() == first.tally_text());
  }
}

}  // namespace
}  // namespace sojourn::test
