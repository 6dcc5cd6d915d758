#include <memory>
#include <utility>

#include "base/key.h"
#include "fuzz.h"
#include "map/mapper.h"
#include "support/checked_sink.h"
#include "support/random_plan.h"
#include "targets.h"

namespace sojourn::test {
namespace {

/// Some plans with much in them; the same in every run.
std::vector<RandomPlan> rich_plans() {
  std::vector<RandomPlan> plans;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Random random(seed);
    plans.emplace_back(random);
  }
  return plans;
}

void map_by(const RandomPlan& plan, const map::Document& document) {
  const AnyReferences references;
  const map::Mapper mapper(plan.plan, plan.all());
  map::Mapper::Worker worker(mapper, references);
  std::vector<map::Outcome> outcomes(plan.plan.projections.size());
  std::vector<map::Tally> tallies(outcomes.size());
  CheckedSink sink(plan.columns());
  // The second time the worker knows the shape.
  for (int time = 0; time < 2; ++time) {
    worker.map(document, sink, outcomes, tallies);
    for (const map::Outcome& outcome : outcomes) {
      demand(contradiction(outcome).empty(), "an outcome does not contradict itself");
      for (const map::Problem& problem : outcome.problems) {
        demand(problem.value.size() <= 102 && bson::is_utf8(problem.value), "an excerpt is short and UTF-8");
      }
    }
  }
  demand(sink.rows + sink.abandoned == 2 * outcomes.size(), "each projection has a row, or had one");
}

}  // namespace

void fuzz_map(std::string_view bytes) {
  static const std::vector<RandomPlan> kPlans = rich_plans();
  const bson::Scan scan = bson::scan(bytes);
  if (scan.problem != nullptr) return;
  std::string key;
  if (scan.id) append_key(key, *scan.id);
  if (!scan.id) append_key_without_id(key, bytes);
  for (const RandomPlan& plan : kPlans) map_by(plan, {.sequence = 1, .key = key, .body = bytes});
}

}  // namespace sojourn::test
