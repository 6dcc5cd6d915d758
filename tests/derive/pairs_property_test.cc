// Random changes at both ends of a many-to-many, derived step by step, against a derivation from scratch.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "derive/fixture.h"
#include "support/random.h"

namespace sojourn::derive::test {
namespace {

using sojourn::test::Random;

constexpr int kRounds = 12;
constexpr int kSteps = 7;
constexpr std::uint64_t kDocuments = 7;

std::string element(Random& random) {
  if (random.one_in(12)) return std::vector<std::string>{"null", R"("word")", R"({"x":1})"}[random.below(3)];
  return std::to_string(random.below(kDocuments + 2));
}

std::string document(Random& random, std::uint64_t id, const std::string& field) {
  std::string json = R"({"_id":)" + std::to_string(id);
  if (random.one_in(2)) json += R"(,"email":"e)" + std::to_string(random.below(4)) + '"';
  if (random.one_in(6)) return json + "}";
  if (random.one_in(5)) return json + ",\"" + field + "\":" + element(random) + "}";
  json += ",\"" + field + "\":[";
  for (auto count = random.below(4); count > 0; --count) {
    json += element(random) + (count > 1 ? "," : "");
  }
  return json + "]}";
}

void change(Bench& bench, Random& random) {
  const bool is_a = random.one_in(2);
  std::vector<std::string> documents;
  std::vector<std::string> gone;
  std::set<std::uint64_t> used;
  for (auto count = random.below(4); count > 0; --count) {
    const auto id = random.below(kDocuments);
    if (!used.insert(id).second) continue;
    if (random.one_in(4)) {
      gone.push_back(R"({"_id":)" + std::to_string(id) + "}");
    } else {
      documents.push_back(document(random, id, is_a ? "bs" : "as"));
    }
  }
  if (random.one_in(2)) {
    bench.fix(is_a ? "crm.A" : "crm.B", documents, gone);
  } else {
    bench.extract(is_a ? "crm.A" : "crm.B", documents, gone);
  }
}

std::string text_of(const PairsReport& report) {
  std::string text;
  for (const auto number : {report.pairs, report.first_only, report.second_only, report.both,
                            report.duplicates, report.merged, report.dangling, report.malformed}) {
    text += std::to_string(number) + " ";
  }
  for (const auto& sample : report.dangling_samples) text += sample + "; ";
  return text;
}

void compare_with_scratch(Bench& bench, Random& random, const plan::ExpandedPlan& plan, int step) {
  (void)bench.derive(plan);
  plan::ExpandedPlan scratch = plan;
  scratch.derived.back().name = "scratch" + std::to_string(step);
  (void)bench.derive(scratch, random.one_in(2) ? 8 << 10 : 64 << 20);
  REQUIRE(bench.json(kPairs) == bench.json(scratch.derived.back().name));
  REQUIRE(bench.json(kUnpaired) == bench.json(scratch.derived.back().name + "+unpaired"));
  REQUIRE(text_of(report_of(bench)) == text_of(pairs_report(bench.view(), scratch.derived.back())));
  REQUIRE(bench.derive(plan).computed == 0);
}

/// `merged_ends`: how many ends are fed by a merge stream.
void follow_random_changes(Random& random, int merged_ends) {
  Bench bench;
  bench.extract("crm.A", {});
  bench.extract("crm.B", {});
  const plan::ExpandedPlan plan = merged_ends == 0 ? a_and_b() : a_and_merged_b(merged_ends == 2);
  for (int step = 0; step < kSteps; ++step) {
    for (auto changes = 1 + random.below(3); changes > 0; --changes) change(bench, random);
    compare_with_scratch(bench, random, plan, step);
  }
  REQUIRE(bench.findings().empty());
}

TEST_CASE("pairs that follow random changes are those of a derivation from scratch") {
  Random random;
  for (int round = 0; round < kRounds; ++round) follow_random_changes(random, 0);
}

TEST_CASE("pairs of merged ends follow the changes of their groups") {
  Random random;
  for (int round = 0; round < kRounds; ++round) follow_random_changes(random, 1 + round % 2);
}

TEST_CASE("pairs that follow random corrections of arrays alone are those of a derivation from scratch") {
  Random random;
  for (int round = 0; round < kRounds; ++round) {
    Bench bench;
    std::vector<std::string> as;
    std::vector<std::string> bs;
    for (std::uint64_t id = 0; id < kDocuments; ++id) {
      as.push_back(document(random, id, "bs"));
      bs.push_back(document(random, id, "as"));
    }
    bench.extract("crm.A", as);
    bench.extract("crm.B", bs);
    (void)bench.derive(a_and_b());
    for (int step = 0; step < kSteps; ++step) {
      for (auto changes = 1 + random.below(3); changes > 0; --changes) {
        const bool is_a = random.one_in(2);
        bench.fix(is_a ? "crm.A" : "crm.B", {document(random, random.below(kDocuments), is_a ? "bs" : "as")});
      }
      compare_with_scratch(bench, random, a_and_b(), step);
    }
  }
}

TEST_CASE("many pairs in little memory are the pairs that much memory gives") {
  Random random;
  Bench bench;
  std::vector<std::string> as;
  std::vector<std::string> bs;
  for (int i = 0; i < 2000; ++i) {
    std::string ids;
    for (int j = 0; j < 8; ++j) ids += (j > 0 ? "," : "") + std::to_string(random.below(2100));
    as.push_back(R"({"_id":)" + std::to_string(i) + R"(,"bs":[)" + ids + "]}");
    bs.push_back(R"({"_id":)" + std::to_string(i) + R"(,"email":"e)" + std::to_string(random.below(1500)) +
                 R"(","as":[)" + std::to_string(random.below(2000)) + "]}");
  }
  bench.extract("crm.A", as);
  bench.extract("crm.B", bs);
  plan::ExpandedPlan plan = a_and_merged_b();
  (void)bench.derive(plan);
  plan.derived.back().name = "little";
  (void)bench.derive(plan, 64 << 10);
  CHECK(bench.log("little") == bench.log(kPairs));
  CHECK(bench.log("little+unpaired") == bench.log(kUnpaired));
  CHECK(bench.log(kPairs).size() > 10000);
}

}  // namespace
}  // namespace sojourn::derive::test
