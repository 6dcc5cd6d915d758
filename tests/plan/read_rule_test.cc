#include "plan/read_rule.h"

#include <doctest/doctest.h>

#include "plan/language.h"
#include "plan_file.h"

namespace sojourn::plan {
namespace {

using doctest::Contains;
using test::rule_complaint;
using test::rule_of;
using Fields = std::vector<std::string>;

TEST_CASE("a rule that is a text is a field, a list is the fields of which the first with a value counts") {
  const Rule one = rule_of("profile.name");
  CHECK(one.origin == Origin::kField);
  CHECK(one.fields == Fields{"profile.name"});
  CHECK(one.conversion.verb.empty());
  CHECK(one.place.line == 7);
  CHECK(one.place.column == 7);
  CHECK(rule_of("[createdBy, created_by]").fields == Fields{"createdBy", "created_by"});
}

TEST_CASE("every verb of a field is kept as written, and `field` leaves all to the column") {
  for (const std::string& verb : kFieldVerbs) {
    const Rule rule = rule_of("{ " + verb + ": [a, b.c] }");
    CHECK(rule.origin == Origin::kField);
    CHECK(rule.fields == Fields{"a", "b.c"});
    CHECK(rule.conversion.verb == (verb == "field" ? "" : verb));
  }
}

TEST_CASE("a reference names fields, and the tables and retired streams it may lead to in order") {
  const Rule rule = rule_of(
      "{ ref: [a, b], to: [crm_campaigns, { stream: crm.crm_campains }], check: false, deferred: true }");
  CHECK(rule.origin == Origin::kReference);
  REQUIRE(rule.to.size() == 2);
  CHECK(rule.to[0].table == "crm_campaigns");
  CHECK(rule.to[1].table.empty());
  CHECK(rule.to[1].stream == "crm.crm_campains");
  CHECK(rule.to[1].place.column == 45);
  CHECK_FALSE(rule.check);
  CHECK(rule.deferred);
  CHECK(rule_of("{ ref: a, to: Users }").to.at(0).table == "Users");
  const Rule by_catalogue = rule_of("{ ref: a }");
  CHECK(by_catalogue.to.empty());
  CHECK(by_catalogue.check);
}

TEST_CASE(
    "a constant, the time of an id, the stream's name and the rest are values without a field's content") {
  CHECK(rule_of("{ constant: import }").origin == Origin::kConstant);
  CHECK(rule_of("{ constant: import }").constant == "import");
  CHECK(rule_of("{ constant: \"now\" }").constant == "now");
  CHECK(rule_of("{ constant: 5 }").constant == "5");
  CHECK(rule_of("{ constant: \"\" }").constant.empty());
  const Rule time = rule_of("{ time_of: parent._id, missing: null }");
  CHECK(time.origin == Origin::kTimeOf);
  CHECK(time.fields == Fields{"parent._id"});
  CHECK(time.policies.missing->answer == Answer::kNull);
  CHECK(rule_of("{ stream_name: true }").origin == Origin::kStreamName);
  const Rule rest = rule_of("{ rest: true, max_bytes: 1MiB, missing: \"{}\" }");
  CHECK(rest.origin == Origin::kRest);
  CHECK(rest.policies.missing->text == "{}");
}

TEST_CASE("numbers in text have their decimal sign and group sign") {
  const Rule rule = rule_of("{ number: amount, group: \" \", decimal: \",\", lose: [precision, fraction] }");
  CHECK(rule.conversion.group == " ");
  CHECK(rule.conversion.decimal == ",");
  CHECK(rule.conversion.losses == std::vector<Loss>{Loss::kPrecision, Loss::kFraction});
  CHECK(rule_of("{ number: amount, group: \"\u00a0\" }").conversion.group == "\u00a0");
}

TEST_CASE("times have formats, a zone and a unit") {
  const Rule rule =
      rule_of("{ timestamp: at, formats: [\"DD/MM/YYYY HH:mm\", ISO], zone: Europe/Prague, unit: ms }");
  CHECK(rule.conversion.formats == Fields{"DD/MM/YYYY HH:mm", "ISO"});
  CHECK(rule.conversion.zone == "Europe/Prague");
  CHECK(rule.conversion.unit == EpochUnit::kMilliseconds);
  CHECK(rule_of("{ date: at, unit: s }").conversion.unit == EpochUnit::kSeconds);
  CHECK(rule_of("{ date: at, unit: us }").conversion.unit == EpochUnit::kMicroseconds);
  CHECK(rule_of("{ date: at, formats: ISO }").conversion.formats == Fields{"ISO"});
  CHECK_FALSE(rule_of("at").conversion.unit.has_value());
}

TEST_CASE("a table of values leads from text, numbers and flags to values or null") {
  const Rule rule = rule_of(
      "{ enum: s, fold: case, trim: true, map: { Actif: ACTIVE, 1: ONE, true: YES, old: null, \"null\": NO } "
      "}");
  CHECK(rule.conversion.fold_case);
  CHECK(rule.conversion.trim);
  using Pair = std::pair<std::string, std::optional<std::string>>;
  CHECK(rule.conversion.map ==
        std::vector<Pair>{
            {"Actif", "ACTIVE"}, {"1", "ONE"}, {"true", "YES"}, {"old", std::nullopt}, {"null", "NO"}});
}

TEST_CASE("a table of values also tells what words in the place of an id mean") {
  const Rule rule = rule_of("{ ref: stage, to: Stages, fold: case, map: { New: null } }");
  CHECK(rule.origin == Origin::kReference);
  CHECK(rule.conversion.fold_case);
  CHECK(rule.conversion.map.size() == 1);
  CHECK_FALSE(rule.conversion.map.front().second.has_value());
}

TEST_CASE("arrays have answers for their elements, apart from those of the column") {
  const Rule rule = rule_of(
      "{ ref: shared, to: Users, null: null, elements: { dangling: skip, invalid: skip, null: \"?\" }, "
      "dedupe: true }");
  CHECK(rule.conversion.dedupe);
  CHECK(rule.conversion.element.dangling->answer == Answer::kSkip);
  CHECK(rule.conversion.element.invalid->answer == Answer::kSkip);
  CHECK(rule.conversion.element.null->answer == Answer::kValue);
  CHECK(rule.conversion.element.null->text == "?");
  CHECK(rule.policies.null->answer == Answer::kNull);
  CHECK_FALSE(rule.policies.dangling.has_value());
}

TEST_CASE("JSON has paths to ids within it, a largest size and its losses") {
  const Rule rule = rule_of(
      "{ json: meta, ids: { \"items[].product\": Products, owner: Users }, max_bytes: 100000, lose: utf8, "
      "dangling: null }");
  using Pair = std::pair<std::string, std::string>;
  CHECK(rule.conversion.json_ids == std::vector<Pair>{{"items[].product", "Products"}, {"owner", "Users"}});
  CHECK(rule.conversion.max_bytes == 100000);
  CHECK(rule.conversion.losses == std::vector<Loss>{Loss::kUtf8});
}

TEST_CASE("the types to accept are BSON's names of them") {
  CHECK(rule_of("{ number: a, accept: [int, long, decimal] }").conversion.accept ==
        Fields{"int", "long", "decimal"});
  CHECK(rule_complaint("{ number: a, accept: [integer] }") ==
        Contains("7:32): a type of BSON is double, string"));
}

TEST_CASE("every loss has a name that a plan can declare") {
  for (std::size_t i = 0; i < kLosses; ++i) {
    const auto loss = static_cast<Loss>(i);
    CHECK(rule_of(std::string("{ field: a, lose: ") + loss_name(loss) + " }").conversion.losses.at(0) ==
          loss);
  }
  CHECK(rule_complaint("{ field: a, lose: [precission] }") == Contains("7:29): a loss is fraction"));
  CHECK(rule_complaint("{ field: a, lose: [precission] }") == Contains("did you mean \"precision\"?"));
}

TEST_CASE("a rule has exactly one verb") {
  CHECK(rule_complaint("{ trim: true }") == Contains("7:7): the rule of column \"x\" does not say where its "
                                                     "value comes from | begin with one of field, ref"));
  CHECK(rule_complaint("{ number: a, text: b }") ==
        Contains("7:23): the rule of column \"x\" says `number` and `text`"));
  CHECK(rule_complaint("") == Contains("7:7): the rule of column \"x\" must be a field, a list of fields or "
                                       "a mapping, but null or nothing"));
  CHECK(rule_complaint("[]") == Contains("7:10): a field: the list is empty"));
  CHECK(rule_complaint("[a, a]") == Contains("7:14): \"a\" stands here a second time"));
}

TEST_CASE("an unknown key of a rule is an error with the nearest valid name") {
  CHECK(rule_complaint("{ filed: a }") ==
        Contains("7:12): the rule of a column has no key \"filed\" | did you mean \"field\"?"));
  CHECK(rule_complaint("{ enum: a, unknwon: null }") ==
        Contains("7:21): the rule of a column has no key \"unknwon\" | did you mean \"unknown\"?"));
}

TEST_CASE("an option that has no meaning beside the verb is an error that names those that have") {
  CHECK(rule_complaint("{ number: a, to: Users }") ==
        Contains("7:23): `to` has no meaning beside `number` | beside it may stand map, fold"));
  CHECK(rule_complaint("{ ref: a, formats: ISO }") == Contains("`formats` has no meaning beside `ref`"));
  CHECK(rule_complaint("{ json: a, dedupe: true }") == Contains("`dedupe` has no meaning beside `json`"));
  CHECK(rule_complaint("{ constant: a, missing: null }") ==
        Contains("`missing` has no meaning beside `constant` | nothing stands beside it"));
  CHECK(rule_complaint("{ stream_name: true, fold: case }") ==
        Contains("`fold` has no meaning beside `stream_name`"));
  CHECK(rule_complaint("{ time_of: _id, zone: UTC }") == Contains("`zone` has no meaning beside `time_of`"));
}

TEST_CASE("beside `field` all may stand, since the column's type decides, but `to`") {
  for (const std::string& option : kRuleOptions) {
    const bool found =
        std::string(rule_complaint("{ field: a, " + option + ": { z: y } }").c_str()).find("no meaning") !=
        std::string::npos;
    CHECK_MESSAGE(found == (option == "to"), option);
  }
}

TEST_CASE("a time of today is no constant, nor is null") {
  CHECK(rule_complaint("{ constant: now }") ==
        Contains("7:22): the same document must give the same row on any day (J5)"));
  CHECK(rule_complaint("{ constant: null }") == Contains("7:22): the constant is null"));
}

TEST_CASE("the words of later releases are refused with words") {
  for (const std::string& word : kLaterKeys) {
    if (word == "group") continue;  // The group sign of numbers.
    CHECK(rule_complaint("{ " + word + ": a }") ==
          Contains(("7:12): `" + word + "` comes with a later release").c_str()));
  }
  CHECK(rule_complaint("items[0].name") ==
        Contains("7:10): \"items[0].name\": paths into arrays come with a later release"));
}

TEST_CASE("paths are names with dots between") {
  for (const std::string path : {"\"\"", ".a", "a.", "a..b"}) {
    CHECK(rule_complaint("{ field: " + path + " }") != "");
    CHECK(rule_complaint("{ json: x, ids: { " + path + ": T } }") == Contains("is no path"));
  }
  CHECK(rule_complaint("{ field: a.. }") == Contains("7:19): \"a..\" is no path"));
}

TEST_CASE("wrong contents of options are errors at their place") {
  CHECK(rule_complaint("{ field: a, trim: yes }") == Contains("7:28): trim is false, true, not \"yes\""));
  CHECK(rule_complaint("{ field: a, fold: all }") == Contains("7:28): what is folded is case, not \"all\""));
  CHECK(rule_complaint("{ field: a, unit: sec }") == Contains("7:28): the unit is s, ms, us, not \"sec\""));
  CHECK(rule_complaint("{ field: a, max_bytes: many }") == Contains("7:33): \"many\" is no size"));
  CHECK(rule_complaint("{ number: a, decimal: \"..\" }") ==
        Contains("7:32): \"..\" cannot be the decimal sign"));
  CHECK(rule_complaint("{ number: a, group: 0 }") == Contains("7:30): \"0\" cannot be the group sign"));
  CHECK(rule_complaint("{ field: a, map: {} }") == Contains("7:27): the table of values is empty"));
  CHECK(rule_complaint("{ field: a, map: { null: X } }") ==
        Contains("7:29): null is not looked up in the table of values"));
  CHECK(rule_complaint("{ field: a, map: { b: [c] } }") ==
        Contains("7:32): a value of the table must be plain text, but a list"));
  CHECK(rule_complaint("{ field: a, elements: { missing: null } }") ==
        Contains("7:34): `elements` has no key \"missing\""));
  CHECK(rule_complaint("{ ref: a, to: { table: T } }") ==
        Contains("7:26): what a reference leads to has no key \"table\""));
  CHECK(rule_complaint("{ ref: a, to: {} }") == Contains("7:24): a reference leads to a table or a stream"));
  CHECK(rule_complaint("{ rest: false }") == Contains("7:18): rest can only be true"));
  CHECK(rule_complaint("{ time_of: [a, b] }") == Contains("7:21): a field must be plain text, but a list"));
  CHECK(rule_complaint("{ field: { a: b } }") ==
        Contains("7:19): a field must be plain text, but a mapping"));
}

}  // namespace
}  // namespace sojourn::plan
