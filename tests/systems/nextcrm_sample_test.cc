// The clean dump of NextCRM, rehearsed with the shipped plan: everything arrives.
#include <doctest/doctest.h>

#include "systems/rehearsed.h"

namespace sojourn::test {
namespace {

TEST_CASE("of the clean dump no document fails, waits or is left out, and every table gets rows") {
  for (const plan::Projection& projection : rehearsed_sample().plan().projections) {
    CAPTURE(projection.table);
    const apply::ProjectionResult& result = rehearsed_sample().of(projection.table);
    CHECK(result.rows > 0);
    CHECK(result.documents == result.applied);
    CHECK(result.tally.unmapped().empty());
  }
  CHECK(rehearsed_sample().all_told().empty());
  CHECK(rehearsed_sample().result().projections.size() == 39);
}

TEST_CASE("both sides of the clean dump state each pair") {
  std::size_t tables = 0;
  for (const plan::Derived& derived : rehearsed_sample().plan().derived) {
    if (derived.kind != plan::DerivedKind::kPairs) continue;
    CAPTURE(derived.name);
    ++tables;
    const derive::PairsReport report =
        rehearsed_sample().pairs(derived.name.substr(0, derived.name.find('+')));
    const bool one_side = derived.pairs.from.size() == 1;
    CHECK((one_side ? report.first_only : report.both) == report.pairs);
    CHECK(report.duplicates + report.dangling + report.malformed + report.merged == 0);
  }
  CHECK(tables == 10);
}

}  // namespace
}  // namespace sojourn::test
