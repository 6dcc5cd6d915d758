// Each situation of a column with each answer of the plan.
#include <doctest/doctest.h>

#include "map/mapping.h"

namespace sojourn::test {
namespace {

using plan::Answer;
using plan::Loss;

TEST_CASE("values go in as they are, in the order of the columns") {
  Mapping m;
  m.column("b", "integer");
  m.column("a");
  CHECK(m.map(Doc().text("a", "x").int32("b", 5)) == "int32(5) text(x)");
  CHECK(m.map(Doc().int32("b", 5).text("a", "x")) == "int32(5) text(x)");
  CHECK(m.events() == "");
}

TEST_CASE("what is missing or null gives null, and fails where the column must have something") {
  Mapping m;
  m.column("a");
  CHECK(m.map(Doc()) == "null");
  CHECK(m.map(Doc().null("a")) == "null");
  CHECK(m.map(Doc().raw(bson::Type::kUndefined, "a", "")) == "null");
  CHECK(m.events() == "");

  Mapping required;
  required.column("a", "text", true);
  CHECK(required.map(Doc()) == "failed: missing_required a [not null]");
  CHECK(required.map(Doc().null("a")) == "failed: null_required a [not null]");
}

TEST_CASE("an ObjectId in a column of UUIDs that is no reference fails, with the hint to make it one") {
  Mapping m;
  m.column("a", "uuid");
  CHECK(m.map(Doc().object_id("a", "0123456789ab")).starts_with("failed: wrong_type a"));
  CHECK(m.outcomes.front().problems.front().hint ==
        "if it names a document, plan the column as a reference: `ref`");
}

TEST_CASE("null, missing, \"\" and what does not fit are four things") {
  Mapping m;
  plan::Policies& policies = m.column("a", "integer").policies;
  policies.missing = policy(Answer::kValue, "1");
  policies.null = policy(Answer::kValue, "2");
  policies.empty = policy(Answer::kValue, "3");
  policies.invalid = policy(Answer::kValue, "4");
  CHECK(m.map(Doc()) == "int32(1)");
  CHECK(m.map(Doc().null("a")) == "int32(2)");
  CHECK(m.map(Doc().text("a", "")) == "int32(3)");
  CHECK(m.map(Doc().text("a", "x")) == "int32(4)");
  CHECK(m.map(Doc().int32("a", 0)) == "int32(0)");
  CHECK(m.events() == "a defaulted_missing, a defaulted_null, a defaulted_empty, a defaulted_invalid");
}

TEST_CASE("null for what is empty or does not fit is counted, for what is missing it is not") {
  Mapping m;
  plan::Policies& policies = m.column("a", "integer").policies;
  policies.missing = policies.null = policies.empty = policies.invalid = policy(Answer::kNull);
  for (const Doc& doc : {Doc(), Doc().null("a"), Doc().text("a", ""), Doc().boolean("a", true)}) {
    CHECK(m.map(doc) == "null");
  }
  CHECK(m.events() == "a nulled_empty, a nulled_invalid");
}

TEST_CASE("where the plan is silent, what is empty or does not fit fails") {
  Mapping m;
  m.column("a", "integer");
  CHECK(m.map(Doc().text("a", "")) == "failed: empty a [same name] \"\"");
  CHECK(m.map(Doc().text("a", "5 Kč")) == "failed: invalid_number a [same name] \"5 Kč\"");
  CHECK(m.map(Doc().real("a", 10.5)) == "failed: not_whole a [same name] 10.5");
  CHECK(m.map(Doc().boolean("a", true)) == "failed: wrong_type a [same name] true");
}

TEST_CASE("a text column keeps \"\" unless the plan has an answer to it") {
  Mapping m;
  m.column("a");
  CHECK(m.map(Doc().text("a", "")) == "text()");
  Mapping nulled;
  nulled.column("a").policies.empty = policy(Answer::kNull);
  CHECK(nulled.map(Doc().text("a", "")) == "null");
  CHECK(nulled.events() == "a nulled_empty");
  Mapping trimmed;
  plan::Rule& rule = trimmed.column("a");
  rule.policies.empty = policy(Answer::kNull);
  rule.conversion.trim = true;
  CHECK(trimmed.map(Doc().text("a", " \t")) == "null");
}

TEST_CASE("a value that is not in the enum is unknown") {
  Mapping m;
  m.column("a", enum_type({"ACTIVE", "DONE"}));
  CHECK(m.map(Doc().text("a", "Closed")) == "failed: unknown_value a [same name] \"Closed\"");
  Mapping nulled;
  nulled.column("a", enum_type({"ACTIVE"})).policies.unknown = policy(Answer::kNull);
  CHECK(nulled.map(Doc().text("a", "Closed")) == "null");
  CHECK(nulled.events() == "a nulled_unknown");
  Mapping defaulted;
  defaulted.column("a", enum_type({"ACTIVE"})).policies.unknown = policy(Answer::kValue, "ACTIVE");
  CHECK(defaulted.map(Doc().text("a", "Closed")) == "text(ACTIVE)");
  CHECK(defaulted.events() == "a defaulted_unknown");
}

TEST_CASE("a table of values says what is what, also null") {
  Mapping m;
  plan::Rule& rule = m.column("a", "boolean", true);
  rule.conversion.map = {{"Active", "true"}, {"Inactive", "false"}, {"Gone", std::nullopt}};
  CHECK(m.map(Doc().text("a", "Active")) == "true");
  CHECK(m.map(Doc().text("a", "Inactive")) == "false");
  CHECK(m.events() == "a mapped x2");
  CHECK(m.map(Doc().text("a", "Gone")) == "failed: null_required a [not null] \"Gone\"");
}

TEST_CASE("another field stands in, and if it has nothing the column is null or fails") {
  Mapping m;
  m.column("a", "integer").policies.missing = policy(Answer::kField, "b");
  CHECK(m.map(Doc().int32("a", 1).int32("b", 2)) == "int32(1)");
  CHECK(m.events() == "");
  CHECK(m.map(Doc().int32("b", 2)) == "int32(2)");
  CHECK(m.events() == "a other_field");
  CHECK(m.map(Doc()) == "null");
  CHECK(m.map(Doc().boolean("b", true)) == "failed: wrong_type b [same name] true");

  Mapping required;
  required.column("a", "integer", true).policies.missing = policy(Answer::kField, "b");
  CHECK(required.map(Doc()) == "failed: missing_required b [plan.yaml:9:9]");
  CHECK(required.map(Doc().null("b")) == "failed: null_required b [not null]");
}

TEST_CASE("the time of an ObjectId stands in") {
  const std::string id(
      "\x65\xf0\xc0\xde"
      "12345678",
      12);
  Mapping m;
  m.column("a", "timestamp", true).policies.missing = policy(Answer::kTimeOf, "_id");
  CHECK(m.map(Doc().object_id("_id", id)) == "timestamp(1710276830000000)");
  CHECK(m.events() == "a time_of_id");
  CHECK(m.map(Doc().object_id("_id", id).date("a", 5)) == "timestamp(5000)");
  CHECK(m.map(Doc().int32("_id", 5)) == "failed: wrong_type _id [same name] 5");
  CHECK(m.map(Doc()) == "failed: missing_required _id [plan.yaml:9:9]");
}

TEST_CASE("skip leaves the document out under the rule's name") {
  Mapping m;
  m.column("email").policies.missing = policy(Answer::kSkip);
  m.column("b", "integer");
  CHECK(m.map(Doc()) == "skipped by T.email missing");
  CHECK(m.map(Doc().text("email", "x")) == "text(x) null");
  CHECK(m.events() == "");
}

TEST_CASE("stop is graver than a failure, a failure than a skip") {
  Mapping m;
  m.column("a", "integer").policies.invalid = policy(Answer::kStop);
  m.column("b", "integer", true);
  m.column("c").policies.missing = policy(Answer::kSkip);
  CHECK(m.map(Doc().boolean("a", true)) ==
        "stop: wrong_type a [plan.yaml:9:9] true; missing_required b [not null]");
  CHECK(m.map(Doc()) == "failed: missing_required b [not null]");
  CHECK(m.map(Doc().int32("b", 1)) == "skipped by T.c missing");
}

TEST_CASE("what is out of range is clamped only where the plan says so") {
  Mapping m;
  m.column("a", "smallint").policies.invalid = policy(Answer::kClamp);
  CHECK(m.map(Doc().int32("a", 99999)) == "int16(32767)");
  CHECK(m.map(Doc().int32("a", -99999)) == "int16(-32768)");
  CHECK(m.events() == "a clamped x2");
  CHECK(m.map(Doc().text("a", "x")) == "failed: invalid_number a [plan.yaml:9:9] \"x\"");
}

TEST_CASE("all problems of a document are told at once") {
  Mapping m;
  m.column("a", "integer", true);
  m.column("b", "integer");
  m.column("c", "boolean");
  CHECK(m.map(Doc().text("b", "x").text("c", "y")) ==
        "failed: missing_required a [not null]; invalid_number b [same name] \"x\"; "
        "wrong_type c [same name] \"y\"");
}

TEST_CASE("a null that all columns were given fails where the column must have something") {
  Mapping m;
  m.column("a", "integer", true).policies.invalid = policy(Answer::kNull);
  CHECK(m.map(Doc().boolean("a", true)) == "failed: wrong_type a [plan.yaml:9:9] true");
}

TEST_CASE("conversions without loss, and declared losses, are counted") {
  Mapping m;
  m.column("a", "integer").conversion.losses = {Loss::kFraction};
  CHECK(m.map(Doc().text("a", "10")) == "int32(10)");
  CHECK(m.map(Doc().real("a", 10.5)) == "int32(11)");
  CHECK(m.events() == "a converted x2, a loss fraction");
}

TEST_CASE("what became of values is counted for rows that go in, and for no others") {
  Mapping m;
  m.column("a", "integer");
  m.column("b", "integer", true);
  CHECK(m.map(Doc().text("a", "10")) == "failed: missing_required b [not null]");
  CHECK(m.events() == "");
  CHECK(m.map(Doc().text("a", "10").int32("b", 1)) == "int32(10) int32(1)");
  CHECK(m.events() == "a converted");
}

TEST_CASE("the first candidate that has a value counts") {
  Mapping m;
  m.column("a", "integer").fields = {"x", "y", "z"};
  CHECK(m.map(Doc().int32("x", 1)) == "int32(1)");
  CHECK(m.events() == "");
  CHECK(m.map(Doc().null("x").int32("y", 2)) == "int32(2)");
  CHECK(m.events() == "a other_field");
  CHECK(m.map(Doc().int32("x", 1).int32("z", 1)) == "int32(1)");
  CHECK(m.events() == "");
  CHECK(m.map(Doc().int32("x", 1).int32("z", 2)) == "int32(1)");
  CHECK(m.events() == "a own_field_wins");
  CHECK(m.map(Doc().text("x", "?").int32("y", 2)) == "failed: invalid_number x [same name] \"?\"");
}

TEST_CASE("without any value it is null if any candidate was, else missing") {
  Mapping m;
  plan::Rule& rule = m.column("a", "integer");
  rule.fields = {"x", "y"};
  rule.policies.missing = policy(Answer::kValue, "1");
  rule.policies.null = policy(Answer::kValue, "2");
  CHECK(m.map(Doc()) == "int32(1)");
  CHECK(m.map(Doc().null("y")) == "int32(2)");
  CHECK(m.map(Doc().null("x")) == "int32(2)");
}

TEST_CASE("what is sensitive reaches no problem, neither itself nor within another field") {
  Mapping m;
  m.projection().sensitive = {"password", "login.secret"};
  m.column("password", "integer");
  m.column("login", "integer");
  m.column("secret", "integer").fields = {"login.secret"};
  CHECK(m.map(Doc().text("password", "abc").document("login", Doc().text("secret", "def"))) ==
        "failed: invalid_number password [same name]; wrong_type login [same name]; "
        "invalid_number login.secret [same name]");
}

TEST_CASE("a long value is cut in a problem, between characters") {
  Mapping m;
  m.column("a", "integer");
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "é";
  for (const std::string& value : {text.substr(0, 100), text.substr(0, 102), text}) {
    (void)m.map(Doc().text("a", value));
    const std::string excerpt = m.outcomes.front().problems.at(0).value;
    CHECK(excerpt.size() <= 102);
    CHECK(bson::is_utf8(excerpt));
  }
  (void)m.map(Doc().document("a", Doc().text("b", text)));
  CHECK(m.outcomes.front().problems.at(0).value == "object of 6,013 bytes");
}

}  // namespace
}  // namespace sojourn::test
