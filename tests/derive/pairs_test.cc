// The pairs of a many-to-many, from arrays on both sides: what is stated, by whom, and what is not a pair.
#include <string>
#include <vector>

#include "base/stop.h"
#include "derive/fixture.h"
#include "support/contains.h"

namespace sojourn::derive::test {
namespace {

using sojourn::test::Contains;
using Texts = std::vector<std::string>;

TEST_CASE("pairs are the union of what both sides state, with how often each side does") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[10,11]})", R"({"_id":2,"bs":[10]})", R"({"_id":3})"});
  bench.extract("crm.B", {R"({"_id":10,"as":[1,3]})", R"({"_id":11})"});
  const Outcome outcome = bench.derive(a_and_b());
  CHECK(outcome.complete);
  CHECK(outcome.computed == 4);
  CHECK(bench.json(kPairs) ==
        Texts{R"({"_id":{"first":1,"second":10},"first":1,"second":10,"sides":{"crm.A.bs":1,"crm.B.as":1}})",
              R"({"_id":{"first":1,"second":11},"first":1,"second":11,"sides":{"crm.A.bs":1}})",
              R"({"_id":{"first":2,"second":10},"first":2,"second":10,"sides":{"crm.A.bs":1}})",
              R"({"_id":{"first":3,"second":10},"first":3,"second":10,"sides":{"crm.B.as":1}})"});
  const PairsReport report = report_of(bench);
  CHECK(report.pairs == 4);
  CHECK(report.both == 1);
  CHECK(report.first_only == 2);
  CHECK(report.second_only == 1);
  CHECK(bench.findings().empty());
}

TEST_CASE("an id that an array repeats is one pair and a duplicate") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[10,10,10]})"});
  bench.extract("crm.B", {R"({"_id":10,"as":[1,1]})"});
  (void)bench.derive(a_and_b());
  CHECK(bench.documents(kPairs).size() == 1);
  CHECK(report_of(bench).duplicates == 3);
  CHECK(report_of(bench).both == 1);
}

TEST_CASE("a field may be missing, null, empty, or a single id") {
  Bench bench;
  bench.extract("crm.A",
                {R"({"_id":1})", R"({"_id":2,"bs":null})", R"({"_id":3,"bs":[]})", R"({"_id":4,"bs":10})"});
  bench.extract("crm.B", {R"({"_id":10})"});
  (void)bench.derive(a_and_b());
  CHECK(bench.documents(kPairs).size() == 1);
  const PairsReport report = report_of(bench);
  CHECK(report.first_only == 1);
  CHECK(report.dangling + report.malformed == 0);
}

TEST_CASE("ids of no document and elements that are no id make no pair but are listed and counted") {
  Bench bench;
  bench.extract("crm.A",
                {R"({"_id":1,"bs":[{"$oid":"650000000000000000000001"},{"$oid":"65000000000000000000000f"},)"
                 R"("650000000000000000000001","65000000000000000000000F","word",null,42,""]})",
                 R"({"_id":2,"bs":{"x":1}})"});
  bench.extract("crm.B", {R"({"_id":{"$oid":"650000000000000000000001"}})"});
  (void)bench.derive(a_and_b(true));
  const PairsReport report = report_of(bench);
  CHECK(report.pairs == 1);
  CHECK(report.duplicates == 1);  // The id as text.
  CHECK(report.dangling == 2);
  CHECK(report.malformed == 5);
  CHECK(report.dangling_samples == Texts{"crm.A 1 bs[1]", "crm.A 1 bs[3]"});
  CHECK(report.malformed_samples.size() == 3);
  CHECK(report.malformed_samples.front() == "crm.A 1 bs[4]");
  CHECK(
      bench.json(kUnpaired).front() ==
      R"({"_id":{"from":"crm.A.bs","of":1,"at":1},"cause":"dangling","id":{"$oid":"65000000000000000000000f"}})");
}

TEST_CASE("where ids are no ObjectIds, a word names nothing but is well formed") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":["x","y",null,{"a":1}]})"});
  bench.extract("crm.B", {R"({"_id":"x"})"});
  (void)bench.derive(a_and_b());
  CHECK(report_of(bench).pairs == 1);
  CHECK(report_of(bench).dangling == 1);
  CHECK(report_of(bench).malformed == 2);
}

TEST_CASE("ids are equal whatever their numeric type") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1.0,"bs":[10]})"});
  bench.extract("crm.B", {R"({"_id":{"$numberLong":"10"},"as":[{"$numberDecimal":"1.0"}]})"});
  (void)bench.derive(a_and_b());
  CHECK(bench.documents(kPairs).size() == 1);
  CHECK(report_of(bench).both == 1);
}

TEST_CASE("ids that are too long for a key make no pair") {
  Bench bench;
  const std::string longest(2000, 'x');
  bench.extract("crm.A",
                {R"({"_id":1,"bs":[")" + longest + R"("]})", R"({"_id":")" + longest + R"(","bs":[10]})"});
  bench.extract("crm.B", {R"({"_id":")" + longest + R"("})", R"({"_id":10})"});
  (void)bench.derive(a_and_b());
  CHECK(report_of(bench).pairs == 0);
  CHECK(report_of(bench).malformed == 2);
}

TEST_CASE("ends that were merged are one, and the report says how many pairs became equal") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[10,11,12]})"});
  bench.extract("crm.B", {R"({"_id":10,"email":"x"})", R"({"_id":11,"email":"X","as":[1]})",
                          R"({"_id":12,"email":"y"})"});
  (void)bench.derive(a_and_merged_b());
  CHECK(bench.json(kPairs) ==
        Texts{R"({"_id":{"first":1,"second":10},"first":1,"second":10,"sides":{"crm.A.bs":2,"crm.B.as":1},)"
              R"("merged":[{"first":1,"second":10,"sides":{"crm.A.bs":1}},)"
              R"({"first":1,"second":11,"sides":{"crm.A.bs":1,"crm.B.as":1}}]})",
              R"({"_id":{"first":1,"second":12},"first":1,"second":12,"sides":{"crm.A.bs":1}})"});
  const PairsReport report = report_of(bench);
  CHECK(report.pairs == 2);
  CHECK(report.merged == 1);
  CHECK(report.both == 1);
  CHECK(report.first_only == 2);
  CHECK(report.duplicates == 0);
}

TEST_CASE("a pair leads to a document that is in the group, also where the one that gave the identity left") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[11]})"});
  bench.extract("crm.B", {R"({"_id":10,"email":"x"})", R"({"_id":11,"email":"x"})"});
  (void)bench.derive(a_and_merged_b());
  bench.fix("crm.B", {R"({"_id":10,"email":"z"})"});
  (void)bench.derive(a_and_merged_b());
  REQUIRE(bench.documents(kPairs).size() == 1);
  CHECK(bench.json(kPairs).front() == Contains(R"("_id":{"first":1,"second":10},"first":1,"second":11,)"));
}

TEST_CASE("a document may be paired with others of its own collection") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[2]})", R"({"_id":2,"bs":[1,2]})"});
  plan::ExpandedPlan plan = a_and_b();
  plan.parents[1].stream = "crm.A";
  plan.derived.back().pairs.from.pop_back();
  plan.derived.back().from_is_first.pop_back();
  (void)bench.derive(plan);
  CHECK(bench.documents(kPairs).size() == 3);
}

TEST_CASE("deriving pairs again from unchanged documents writes nothing") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[10,99]})"});
  bench.extract("crm.B", {R"({"_id":10,"email":"a"})"});
  (void)bench.derive(a_and_merged_b());
  const auto batches = bench.batches(kPairs) + bench.batches(kUnpaired);
  bench.open();
  CHECK(bench.derive(a_and_merged_b()).computed == 0);
  CHECK(bench.batches(kPairs) + bench.batches(kUnpaired) == batches);
}

TEST_CASE("a changed array has just its own pairs computed again") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[10,11]})", R"({"_id":2,"bs":[10]})"});
  bench.extract("crm.B", {R"({"_id":10})", R"({"_id":11})"});
  (void)bench.derive(a_and_b());
  bench.fix("crm.A", {R"({"_id":1,"bs":[10,10]})"});
  const Outcome outcome = bench.derive(a_and_b());
  CHECK(outcome.computed == 1);
  CHECK(outcome.deleted == 1);
  CHECK(bench.log(kPairs).size() == 5);
}

TEST_CASE("a few corrected arrays are derived without reading the other documents") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[10,77]})", R"({"_id":2,"bs":[10,99]})"});
  bench.extract("crm.B", {R"({"_id":10,"as":[1]})", R"({"_id":11,"as":[2]})"});
  (void)bench.derive(a_and_b());
  bench.fix("crm.A", {R"({"_id":1,"bs":[11,10,88,77]})"});
  int told = 0;
  const Outcome outcome = derive::derive(bench.writer(), a_and_b(), {},
                                         [&](const std::string&, std::uint64_t, std::uint64_t) { ++told; });
  CHECK(told == 0);
  CHECK(outcome.computed == 1);
  CHECK(report_of(bench).pairs == 4);
  CHECK(report_of(bench).both == 1);
  CHECK(report_of(bench).dangling_samples == Texts{"crm.A 1 bs[2]", "crm.A 1 bs[3]", "crm.A 2 bs[1]"});
}

TEST_CASE("a document that arrives makes pairs of what was dangling, and one that goes leaves it dangling") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[10,11]})"});
  bench.extract("crm.B", {R"({"_id":10})"});
  (void)bench.derive(a_and_b());
  CHECK(report_of(bench).dangling == 1);
  bench.extract("crm.B", {R"({"_id":11})"}, {R"({"_id":10})"});
  (void)bench.derive(a_and_b());
  CHECK(report_of(bench).dangling == 1);
  CHECK(report_of(bench).dangling_samples == Texts{"crm.A 1 bs[0]"});
  CHECK(bench.json(kPairs) ==
        Texts{R"({"_id":{"first":1,"second":11},"first":1,"second":11,"sides":{"crm.A.bs":1}})"});
  CHECK(bench.findings().empty());
}

TEST_CASE("elements of a sensitive field are masked where they are listed") {
  Bench bench;
  bench.sensitive["crm.A"] = {"bs"};
  bench.extract("crm.A", {R"({"_id":1,"bs":["secret"]})"});
  bench.extract("crm.B", {});
  (void)bench.derive(a_and_b());
  for (const auto& [id, info] : bench.view().streams()) {
    if (info.name == kUnpaired) CHECK(info.sensitive == Texts{"id"});
  }
}

TEST_CASE("pairs are not derived while an end is not read to its end") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[10]})"});
  bench.extract("crm.B", {}, {}, false);
  CHECK(error_of([&] { (void)bench.derive(a_and_b()); }) == Contains("stream crm.B"));
}

TEST_CASE("a wish to stop ends the derivation of pairs, and the next call completes it") {
  Bench bench;
  bench.extract("crm.A", {R"({"_id":1,"bs":[10]})"});
  bench.extract("crm.B", {R"({"_id":10})"});
  request_stop();
  CHECK_FALSE(bench.derive(a_and_b()).complete);
  clear_stop();
  CHECK(bench.derive(a_and_b()).complete);
  CHECK(bench.documents(kPairs).size() == 1);
}

}  // namespace
}  // namespace sojourn::derive::test
