// Random changes, derived step by step, against a derivation from scratch.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "derive/document_id.h"
#include "derive/fixture.h"
#include "derive/regroup.h"
#include "support/random.h"

namespace sojourn::derive::test {
namespace {

using sojourn::test::Random;

constexpr int kRounds = 12;
constexpr int kSteps = 8;

std::string user(Random& random, std::uint64_t id) {
  static const std::vector<std::string> kEmails = {R"("a@x")", R"("A@X")", R"("b@x")", R"(" b@x ")",
                                                   R"("c@x")", R"("C@x")", R"("d@x")", "null",
                                                   R"("")",    "7"};
  std::string json = R"({"_id":)" + std::to_string(id);
  if (!random.one_in(9)) json += R"(,"email":)" + kEmails[random.below(kEmails.size())];
  if (random.one_in(2)) json += R"(,"name":"n)" + std::to_string(random.below(3)) + '"';
  if (random.one_in(2)) json += R"(,"tags":["t)" + std::to_string(random.below(3)) + R"("])";
  if (random.one_in(3))
    json += R"(,"seen":{"$date":"202)" + std::to_string(random.below(9)) + R"(-01-01T00:00:00Z"})";
  return json + "}";
}

MergeRule random_rule(Random& random) {
  MergeRule rule;
  rule.fold_case = random.one_in(2);
  rule.trim = random.one_in(2);
  using Keep = plan::Merge::Keep;
  rule.keep = std::vector{Keep::kFirst, Keep::kLast, Keep::kNewest}[random.below(3)];
  rule.newest = "seen";
  if (random.one_in(2)) rule.precedence = {{"name", "filled"}, {"tags", "union"}};
  return rule;
}

void change(Bench& bench, Random& random) {
  std::vector<std::string> documents;
  std::vector<std::string> gone;
  std::set<std::uint64_t> used;
  for (auto count = random.below(7); count > 0; --count) {
    const auto id = random.below(12);
    if (!used.insert(id).second) continue;
    if (random.one_in(4)) {
      gone.push_back(R"({"_id":)" + std::to_string(id) + "}");
    } else {
      documents.push_back(user(random, id));
    }
  }
  if (random.one_in(2)) {
    bench.fix("crm.Users", documents, gone);
  } else {
    bench.extract("crm.Users", documents, gone);
  }
}

/// Identities by natural key.
std::map<std::string, std::string> identities(const Bench& bench, const std::string& stream) {
  std::map<std::string, std::string> found;
  for (const std::string& group : bench.documents(stream)) {
    found[key_of_document(group)] = key_of(identity_of(group));
  }
  return found;
}

std::vector<std::string> without_identities(const Bench& bench, const std::string& stream) {
  std::vector<std::string> texts;
  for (const std::string& group : bench.documents(stream)) {
    std::string json = json_of(group);
    const auto from = json.find(R"("identity")");
    texts.push_back(json.erase(from, json.find(R"("contributors")") - from));
  }
  return texts;
}

TEST_CASE("groups that follow random changes are those of a derivation from scratch, and identities stay") {
  Random random;
  for (int round = 0; round < kRounds; ++round) {
    Bench bench;
    bench.extract("crm.Users", {});
    const plan::Derived derived = merge_of(random_rule(random));
    std::map<std::string, std::string> before;
    for (int step = 0; step < kSteps; ++step) {
      for (auto changes = 1 + random.below(3); changes > 0; --changes) change(bench, random);
      (void)bench.derive(plan_of({derived}));
      plan::Derived scratch = derived;
      scratch.name = "scratch" + std::to_string(step);
      (void)bench.derive(plan_of({scratch}));
      REQUIRE(without_identities(bench, derived.name) == without_identities(bench, scratch.name));
      const auto now = identities(bench, derived.name);
      std::set<std::string> distinct;
      for (const auto& [group, identity] : now) {
        distinct.insert(identity);
        if (before.count(group) == 1) REQUIRE(before.at(group) == identity);
      }
      REQUIRE(distinct.size() == now.size());
      before = now;
      REQUIRE(bench.derive(plan_of({derived})).computed == 0);
    }
    REQUIRE(bench.findings().empty());
  }
}

TEST_CASE("a little memory gives the same groups as much") {
  Random random;
  Bench bench;
  std::vector<std::string> users;
  for (std::uint64_t id = 0; id < 3000; ++id) {
    users.push_back(R"({"_id":)" + std::to_string(id) + R"(,"email":"e)" +
                    std::to_string(random.below(2000)) + R"(","text":")" + std::string(300, 'x') + R"("})");
  }
  bench.extract("crm.Users", users);
  plan::Derived derived = merge_of({});
  (void)bench.derive(plan_of({derived}));
  derived.name = "little";
  (void)bench.derive(plan_of({derived}), 16 << 10);
  CHECK(bench.log("little") == bench.log("crm.Users+merged"));
  CHECK(bench.batches("little") > 5);
  CHECK(bench.findings().empty());
}

}  // namespace
}  // namespace sojourn::derive::test
