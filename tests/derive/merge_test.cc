// Documents of one natural key become one: groups, precedence, identities, corrections.
#include <string>
#include <vector>

#include "base/stop.h"
#include "derive/fixture.h"
#include "support/contains.h"

namespace sojourn::derive::test {
namespace {

using sojourn::test::Contains;
using Texts = std::vector<std::string>;

constexpr const char* kMerged = "crm.Users+merged";

plan::ExpandedPlan by_email(MergeRule rule = {}) {
  rule.fold_case = true;
  return plan_of({merge_of(rule)});
}

/// A member of each derived document, as JSON.
Texts members(const Bench& bench, const std::string& path) {
  Texts texts;
  for (const std::string& document : bench.documents(kMerged)) {
    const auto element = bson::find_path(document, path);
    texts.emplace_back(element ? "" : "-");
    if (element) bson::append_json_value(texts.back(), *element, bson::JsonMode::kRelaxed);
  }
  return texts;
}

TEST_CASE("documents whose natural key differs in case only become one document with all that made it") {
  Bench bench;
  bench.extract("crm.Users",
                {R"({"_id":1,"email":"Ada@x.org","name":"Ada"})", R"({"_id":2,"email":"bob@x.org"})",
                 R"({"_id":3,"email":"ADA@X.ORG","name":"A. L."})"});
  const Outcome outcome = bench.derive(by_email());
  CHECK(outcome.complete);
  CHECK(outcome.computed == 2);
  CHECK(
      bench.json(kMerged) ==
      Texts{R"({"_id":{"email":"ada@x.org"},"identity":1,"contributors":[{"_id":1,"at":0},{"_id":3,"at":2}],)"
            R"("document":{"_id":1,"email":"Ada@x.org","name":"Ada"},"differed":["email","name"]})",
            R"({"_id":{"email":"bob@x.org"},"identity":2,"contributors":[{"_id":2,"at":1}],)"
            R"("document":{"_id":2,"email":"bob@x.org"},"differed":[]})"});
  CHECK(bench.findings().empty());
}

TEST_CASE("without folding case counts, and blanks count unless they are trimmed") {
  Bench bench;
  bench.extract("crm.Users",
                {R"({"_id":1,"email":"a"})", R"({"_id":2,"email":"A"})", R"({"_id":3,"email":" a "})"});
  CHECK(bench.derive(plan_of({merge_of({})})).computed == 3);
  (void)bench.derive(plan_of({merge_of({.trim = true})}));
  CHECK(members(bench, "contributors") ==
        Texts{R"([{"_id":2,"at":1}])", R"([{"_id":1,"at":0},{"_id":3,"at":2}])"});
}

TEST_CASE("documents without natural key are a group each") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1})", R"({"_id":2,"email":null})", R"({"_id":3,"email":""})",
                              R"({"_id":4,"email":"  "})", R"({"_id":5})"});
  CHECK(bench.derive(by_email({.trim = true})).computed == 5);
  CHECK(members(bench, "_id") == Texts{R"({"":1})", R"({"":2})", R"({"":3})", R"({"":4})", R"({"":5})"});
}

TEST_CASE("a natural key of several fields needs all of them, and numbers are equal whatever their type") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"a":{"b":7},"c":"x"})", R"({"_id":2,"a":{"b":7.0},"c":"x"})",
                              R"({"_id":3,"a":{"b":{"$numberLong":"7"}},"c":"y"})", R"({"_id":4,"c":"x"})"});
  (void)bench.derive(plan_of({merge_of({.by = {"a.b", "c"}})}));
  CHECK(members(bench, "_id") == Texts{R"({"":4})", R"({"a.b":7,"c":"x"})", R"({"a.b":7,"c":"y"})"});
}

TEST_CASE("documents without _id are merged under their key") {
  Bench bench;
  bench.extract("crm.Users", {R"({"email":"a","n":1})", R"({"email":"A","n":2})"});
  CHECK(bench.derive(by_email()).computed == 1);
  bench.fix("crm.Users", {R"({"_id":9,"email":"a"})"});
  CHECK(bench.derive(by_email()).computed == 1);
  CHECK(bench.documents(kMerged).size() == 1);
  CHECK(merge_report(bench.view(), merge_of({})).documents == 3);
}

TEST_CASE("the first, the last or the newest document wins, and its fields are the merged ones") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a","at":{"$date":"2024-01-01T00:00:00Z"}})",
                              R"({"_id":2,"email":"a","at":{"$date":"2025-01-01T00:00:00Z"}})",
                              R"({"_id":3,"email":"a"})"});
  using Keep = plan::Merge::Keep;
  (void)bench.derive(by_email({.keep = Keep::kFirst}));
  CHECK(members(bench, "document._id") == Texts{"1"});
  (void)bench.derive(by_email({.keep = Keep::kLast}));
  CHECK(members(bench, "document._id") == Texts{"3"});
  (void)bench.derive(by_email({.keep = Keep::kNewest, .newest = "at"}));
  CHECK(members(bench, "document._id") == Texts{"2"});
  CHECK(members(bench, "contributors") == Texts{R"([{"_id":2,"at":1},{"_id":1,"at":0},{"_id":3,"at":2}])"});
  CHECK(members(bench, "identity") == Texts{"1"});
}

TEST_CASE("fields with a rule of their own take the first, the last, the first filled value, or all") {
  Bench bench;
  bench.extract("crm.Users",
                {R"({"_id":1,"email":"a","f":"","tags":["x","y"],"in":{"n":1,"m":null},"l":1})",
                 R"({"_id":2,"email":"a","f":null,"tags":"z","in":{"n":2,"m":5},"l":2})",
                 R"({"_id":3,"email":"a","f":"full","tags":["y","w"],"in":{"n":3},"l":3,"only":true})"});
  (void)bench.derive(by_email({.precedence = {{"f", "filled"},
                                              {"tags", "union"},
                                              {"in.m", "filled"},
                                              {"l", "last"},
                                              {"in.n", "first"},
                                              {"only", "filled"},
                                              {"absent", "filled"}}}));
  CHECK(
      members(bench, "document") ==
      Texts{
          R"({"_id":1,"email":"a","f":"full","tags":["x","y","z","w"],"in":{"n":1,"m":5},"l":3,"only":true})"});
  CHECK(members(bench, "differed") == Texts{R"(["f","tags","in","l","only"])"});
}

TEST_CASE("a document alone in its group stays as it is, whatever the rules") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a","tags":["x","x"]})"});
  (void)bench.derive(by_email({.precedence = {{"tags", "union"}}}));
  CHECK(members(bench, "document") == Texts{R"({"_id":1,"email":"a","tags":["x","x"]})"});
}

TEST_CASE("deriving again from unchanged documents writes nothing") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a"})", R"({"_id":2,"email":"A"})"});
  (void)bench.derive(by_email());
  const auto batches = bench.batches(kMerged);
  bench.open();
  const Outcome again = bench.derive(by_email());
  CHECK(again.complete);
  CHECK(again.computed + again.deleted == 0);
  CHECK(bench.batches(kMerged) == batches);
}

TEST_CASE("a changed document has just its own group computed again") {
  Bench bench;
  bench.extract("crm.Users",
                {R"({"_id":1,"email":"a"})", R"({"_id":2,"email":"A"})", R"({"_id":3,"email":"b"})"});
  (void)bench.derive(by_email());
  bench.fix("crm.Users", {R"({"_id":2,"email":"A","name":"new"})"});
  CHECK(bench.derive(by_email()).computed == 1);
  CHECK(bench.log(kMerged).size() == 3);
  CHECK(members(bench, "contributors") ==
        Texts{R"([{"_id":1,"at":0},{"_id":2,"at":3}])", R"([{"_id":3,"at":2}])"});
  CHECK(bench.findings().empty());
}

TEST_CASE("a correction does not change who came first") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a"})", R"({"_id":2,"email":"a"})"});
  bench.fix("crm.Users", {R"({"_id":1,"email":"a","name":"corrected"})"});
  (void)bench.derive(by_email());
  CHECK(members(bench, "document._id") == Texts{"1"});
}

TEST_CASE("an identity stays when another document wins, and when the one that gave it leaves") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a"})", R"({"_id":2,"email":"a"})"});
  (void)bench.derive(by_email());
  bench.fix("crm.Users", {R"({"_id":1,"email":"b"})"});
  CHECK(bench.derive(by_email()).computed == 2);
  const Texts identities = members(bench, "identity");
  CHECK(members(bench, "contributors") == Texts{R"([{"_id":2,"at":1}])", R"([{"_id":1,"at":2}])"});
  CHECK(identities[0] == "1");
  CHECK(identities[1] == Contains("$binary"));  // 1 is taken, so it is made.
}

TEST_CASE("what leaves a group gets its own id as identity where that is free") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a"})", R"({"_id":2,"email":"a"})"});
  (void)bench.derive(by_email());
  bench.fix("crm.Users", {R"({"_id":2,"email":"b"})"});
  (void)bench.derive(by_email());
  CHECK(members(bench, "identity") == Texts{"1", "2"});
}

TEST_CASE("a document that changes its natural key alone takes its identity along") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a"})"});
  (void)bench.derive(by_email());
  bench.fix("crm.Users", {R"({"_id":1,"email":"b"})"});
  const Outcome outcome = bench.derive(by_email());
  CHECK(outcome.computed == 1);
  CHECK(outcome.deleted == 1);
  CHECK(members(bench, "_id") == Texts{R"({"email":"b"})"});
  CHECK(members(bench, "identity") == Texts{"1"});
}

TEST_CASE("a group without documents is deleted, and one that lost some is not") {
  Bench bench;
  bench.extract("crm.Users",
                {R"({"_id":1,"email":"a"})", R"({"_id":2,"email":"a"})", R"({"_id":3,"email":"b"})"});
  (void)bench.derive(by_email());
  bench.extract("crm.Users", {}, {R"({"_id":1})", R"({"_id":3})"});
  CHECK(bench.derive(by_email()).deleted == 1);
  CHECK(members(bench, "contributors") == Texts{R"([{"_id":2,"at":1}])"});
  CHECK(members(bench, "identity") == Texts{"1"});
}

TEST_CASE("another rule for the fields keeps the identities; another natural key fixes them anew") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a"})", R"({"_id":2,"email":"a"})"});
  (void)bench.derive(by_email());
  bench.extract("crm.Users", {}, {R"({"_id":1})"});
  (void)bench.derive(by_email());
  (void)bench.derive(by_email({.precedence = {{"x", "filled"}}}));
  CHECK(members(bench, "identity") == Texts{"1"});
  (void)bench.derive(by_email({.trim = true}));
  CHECK(members(bench, "identity") == Texts{"2"});
}

TEST_CASE("a stream that is not read to its end, or not known, derives nothing") {
  Bench bench;
  CHECK(error_of([&] { (void)bench.derive(by_email()); }) == Contains("does not hold it"));
  bench.extract("crm.Users", {R"({"_id":1,"email":"a"})"}, {}, false);
  CHECK(error_of([&] { (void)bench.derive(by_email()); }) == Contains("not yet read to the end"));
  CHECK(bench.documents(kMerged).empty());
}

TEST_CASE("a stream whose archive is being read anew is not derived from") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a"})"});
  journal::StreamInfo cursor;
  cursor.name = "crm:archive";
  cursor.source = "crm";
  cursor.cursor_only = true;
  std::vector<journal::Part> parts(1);
  parts[0].stream = bench.writer().put_stream(cursor);
  parts[0].batch.pass = 2;
  bench.writer().append(std::move(parts));
  CHECK(error_of([&] { (void)bench.derive(by_email()); }) == Contains("being read anew"));
}

TEST_CASE("a natural key that is sensitive is kept as a hash, and the fields of the document are masked") {
  Bench bench;
  bench.sensitive["crm.Users"] = {"email", "secret.pin"};
  bench.extract("crm.Users", {R"({"_id":1,"email":"Ada"})", R"({"_id":2,"email":"ADA"})"});
  (void)bench.derive(by_email());
  REQUIRE(bench.documents(kMerged).size() == 1);
  CHECK(members(bench, "_id").front() == Contains("$binary"));
  const auto streams = bench.view().streams();
  CHECK(streams.back().second.sensitive == Texts{"document.email", "document.secret.pin"});
}

TEST_CASE("a wish to stop ends the derivation between documents, and the next call completes it") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a"})"});
  request_stop();
  CHECK_FALSE(bench.derive(by_email()).complete);
  clear_stop();
  CHECK(bench.derive(by_email()).complete);
  CHECK(bench.documents(kMerged).size() == 1);
}

TEST_CASE("the report says how many documents were merged, and in which fields they did not agree") {
  Bench bench;
  bench.extract("crm.Users", {R"({"_id":1,"email":"a","name":"x"})", R"({"_id":2,"email":"A","name":"x"})",
                              R"({"_id":3,"email":"a"})", R"({"_id":4})"});
  (void)bench.derive(by_email());
  const MergeReport report = merge_report(bench.view(), merge_of({}));
  CHECK(report.stream == kMerged);
  CHECK(report.documents == 4);
  CHECK(report.groups == 2);
  CHECK(report.merged == 2);
  CHECK(report.without_key == 1);
  REQUIRE(report.differed.size() == 2);
  CHECK(report.differed[0].field == "email");
  CHECK(report.differed[1].field == "name");
  CHECK(report.differed[1].groups == 1);
  CHECK(report.differed[1].samples == Texts{"crm.Users 1, 2, 3"});
}

}  // namespace
}  // namespace sojourn::derive::test
