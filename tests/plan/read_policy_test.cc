#include "plan/read_policy.h"

#include <doctest/doctest.h>

#include "plan_file.h"

namespace sojourn::plan {
namespace {

using doctest::Contains;
using test::complaint;
using test::PlanFile;
using test::rule_complaint;
using test::rule_of;

Policy missing(std::string_view answer) {
  return *rule_of("{ field: a, missing: " + std::string(answer) + " }").policies.missing;
}

TEST_CASE("words without quotes answer, and any other text is a value") {
  CHECK(missing("null").answer == Answer::kNull);
  CHECK(missing("~").answer == Answer::kNull);
  CHECK(missing("fail").answer == Answer::kFail);
  CHECK(missing("skip").answer == Answer::kSkip);
  CHECK(missing("stop").answer == Answer::kStop);
  CHECK(missing("PENDING").answer == Answer::kValue);
  CHECK(missing("PENDING").text == "PENDING");
  CHECK(missing("0").text == "0");
  CHECK(missing("false").text == "false");
}

TEST_CASE("a word in quotes is a value: \"null\" is a text and null is none") {
  for (const std::string word : {"null", "fail", "skip", "stop", "clamp", "placeholder", "", "~"}) {
    CHECK(missing('"' + word + '"').answer == Answer::kValue);
    CHECK(missing('"' + word + '"').text == word);
    CHECK(missing("'" + word + "'").answer == Answer::kValue);
  }
  CHECK(missing("!!str null").text == "null");
}

TEST_CASE("a mapping answers with a value, another field or the time of an id") {
  CHECK(missing("{ value: fail }").answer == Answer::kValue);
  CHECK(missing("{ value: fail }").text == "fail");
  CHECK(missing("{ value: null }").answer == Answer::kNull);
  CHECK(missing("{ field: a.b }").answer == Answer::kField);
  CHECK(missing("{ field: a.b }").field == "a.b");
  CHECK(missing("{ time_of: _id }").answer == Answer::kTimeOf);
  CHECK(missing("{ time_of: _id }").field == "_id");
}

TEST_CASE("each question has its own answer, with its place") {
  const Rule rule = rule_of(
      "{ field: a, missing: 1, null: 2, empty: 3, invalid: clamp, unknown: 5, dangling: placeholder }");
  CHECK(rule.policies.missing->text == "1");
  CHECK(rule.policies.missing->place.column == 31);
  CHECK(rule.policies.null->text == "2");
  CHECK(rule.policies.empty->text == "3");
  CHECK(rule.policies.invalid->answer == Answer::kClamp);
  CHECK(rule.policies.unknown->text == "5");
  CHECK(rule.policies.dangling->answer == Answer::kPlaceholder);
}

TEST_CASE("what the plan does not answer stays open") {
  const Rule rule = rule_of("a");
  CHECK_FALSE(rule.policies.missing.has_value());
  CHECK_FALSE(rule.policies.dangling.has_value());
}

TEST_CASE("clamp answers only invalid, and placeholder only dangling") {
  CHECK(rule_complaint("{ field: a, missing: clamp }") ==
        Contains("7:31): `clamp` answers `invalid` only, not `missing` | write \"clamp\" in quotes if the "
                 "text is meant"));
  CHECK(rule_complaint("{ field: a, invalid: placeholder }") ==
        Contains("7:31): `placeholder` answers `dangling` only"));
}

TEST_CASE("wrong answers are errors at their place") {
  CHECK(rule_complaint("{ field: a, null: [b] }") ==
        Contains("7:28): the answer to `null` must be plain text, but a list"));
  CHECK(rule_complaint("{ field: a, null: {} }") ==
        Contains("7:28): an answer to `null` is one of value, field and time_of"));
  CHECK(rule_complaint("{ field: a, null: { value: 1, field: b } }") ==
        Contains("7:28): an answer to `null` is one of"));
  CHECK(rule_complaint("{ field: a, null: { valu: 1 } }") ==
        Contains("7:30): an answer has no key \"valu\" | did you mean \"value\"?"));
  CHECK(rule_complaint("{ array: a, elements: { null: { field: b } } }") ==
        Contains("7:42): `field` is no answer to `null` here"));
}

TEST_CASE("defaults are answered by words alone, since they stand for columns of every type") {
  const Defaults defaults = PlanFile(test::kFrame +
                                     "defaults: { unmapped: stop, missing: null, null: null, empty: fail, "
                                     "invalid: fail, unknown: skip, dangling: null, zone: Europe/Prague }\n")
                                .read()
                                .defaults;
  CHECK(defaults.unmapped == Unmapped::kStop);
  CHECK(defaults.zone == "Europe/Prague");
  CHECK(defaults.policies.missing->answer == Answer::kNull);
  CHECK(defaults.policies.null->answer == Answer::kNull);
  CHECK(defaults.policies.empty->answer == Answer::kFail);
  CHECK(defaults.policies.unknown->answer == Answer::kSkip);
  CHECK(defaults.policies.dangling->place.line == 3);
}

}  // namespace
}  // namespace sojourn::plan
