// The schema for editors says what the reader says: the same words, and yes and no to the same plans. Values
// with quotes are beyond it: to JSON Schema "null" and null differ, but fail and "fail" do not.
#include "schema.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "plan/language.h"
#include "plan/rule.h"
#include "plan_file.h"
#include "support/plan_page.h"

namespace sojourn::plan {
namespace {

using test::Schema;

std::set<std::string> set_of(std::initializer_list<Words> lists) {
  std::set<std::string> all;
  for (const Words& words : lists) all.insert(words.begin(), words.end());
  return all;
}

/// What `path` leads to, from a member of a schema to a member of that: {"properties", "sources"}.
Value within(const Value& value, std::vector<std::string> path) {
  if (path.empty()) return value;
  const std::vector<Entry> members = value.entries("a schema");
  const Value* member = Schema::at(members, path.front());
  REQUIRE_MESSAGE(member != nullptr, path.front());
  path.erase(path.begin());
  return within(*member, path);
}

std::set<std::string> keys_of(const Value& schema) {
  std::set<std::string> keys;
  for (const Entry& entry : within(schema, {"properties"}).entries("properties")) keys.insert(entry.key);
  return keys;
}

std::set<std::string> words_of(const Value& schema) {
  std::set<std::string> words;
  for (const Value& word : within(schema, {"enum"}).elements("words")) {
    words.insert(word.is_empty() ? "null" : word.text("a word"));
  }
  return words;
}

/// The case of a schema with several that is a mapping with keys of its own.
Value mapping_case(const Value& schema) {
  for (const Value& each : within(schema, {"anyOf"}).elements("the cases")) {
    if (Schema::at(each.entries("a case"), "properties") != nullptr) return each;
  }
  FAIL("no case has properties");
  return schema;
}

std::string problem(const std::string& plan) {
  test::TempDir folder;
  test::write_file(folder / "plan.yaml", plan);
  static const Schema schema;
  return schema.problem(YamlFile::load(folder / "plan.yaml").root());
}

TEST_CASE("the schema has the keys that the reader knows, and no others") {
  const Schema schema;
  const Value& top = schema.root();
  CHECK(keys_of(top) == set_of({kPlanKeys}));
  CHECK(keys_of(within(top, {"properties", "sources", "additionalProperties"})) == set_of({kSourceKeys}));
  CHECK(keys_of(within(top, {"properties", "sources", "additionalProperties", "properties", "streams",
                             "additionalProperties"})) == set_of({kStreamKeys}));
  CHECK(keys_of(within(top, {"properties", "targets", "additionalProperties"})) == set_of({kTargetKeys}));
  CHECK(keys_of(within(top, {"properties", "defaults"})) == set_of({kDefaultsKeys}));
  CHECK(keys_of(schema.definition("table")) == set_of({kTableKeys}));
  CHECK(keys_of(schema.definition("merge")) == set_of({kMergeKeys}));
  CHECK(keys_of(mapping_case(within(schema.definition("merge"), {"properties", "keep"}))) ==
        set_of({kKeepKeys}));
  CHECK(keys_of(schema.definition("route")) == set_of({kRouteKeys}));
  const Value rule = mapping_case(schema.definition("rule"));
  CHECK(keys_of(rule) == set_of({kFieldVerbs, kOtherVerbs, kRuleOptions}));
  CHECK(within(rule, {"oneOf"}).elements("verbs").size() == kFieldVerbs.size() + kOtherVerbs.size());
  CHECK(keys_of(within(rule, {"properties", "elements"})) == set_of({kElementKeys}));
  CHECK(keys_of(mapping_case(schema.definition("answer"))) == set_of({kAnswerKeys}));
}

TEST_CASE("the schema has the words that the reader knows, and no others") {
  const Schema schema;
  const Value table = schema.definition("table");
  const Value merge = schema.definition("merge");
  const Value rule = mapping_case(schema.definition("rule"));
  CHECK(words_of(schema.definition("unmapped")) == set_of({kUnmappedWords}));
  CHECK(words_of(within(table, {"properties", "existing"})) == set_of({kExistingWords}));
  CHECK(words_of(within(table, {"properties", "id"})) == set_of({kIdWords}));
  CHECK(words_of(within(table, {"properties", "keyless"})) == set_of({kKeylessWords}));
  CHECK(words_of(within(merge, {"properties", "fold"})) == set_of({kFoldWords}));
  CHECK(words_of(within(merge, {"properties", "precedence", "additionalProperties"})) ==
        set_of({kPrecedenceWords}));
  CHECK(words_of(within(merge, {"properties", "keep", "anyOf"}).elements("cases").at(0)) ==
        set_of({kKeepWords}));
  CHECK(words_of(within(rule, {"properties", "unit"})) == set_of({kUnitWords}));
  std::set<std::string> losses;
  for (std::size_t i = 0; i < kLosses; ++i) losses.insert(loss_name(static_cast<Loss>(i)));
  CHECK(words_of(within(rule, {"properties", "lose", "anyOf"}).elements("cases").at(0)) == losses);
}

TEST_CASE("the reader knows every key of its lists") {
  const auto knows = [](const doctest::String& complaint) {
    return std::string(complaint.c_str()).find("has no key") == std::string::npos;
  };
  for (const std::string& key : kPlanKeys) CHECK_MESSAGE(knows(test::complaint(key + ": [[]]\n")), key);
  for (const std::string& key : kTableKeys) CHECK_MESSAGE(knows(test::table_complaint(key + ": [[]]")), key);
  for (const std::string& key : kMergeKeys) {
    CHECK_MESSAGE(knows(test::table_complaint("from: { " + key + ": [[]] }")), key);
  }
  for (const std::string& key : kTargetKeys) {
    CHECK_MESSAGE(knows(test::complaint("targets: { t: { " + key + ": [[]] } }\n")), key);
  }
  for (const std::string& key : kSourceKeys) {
    CHECK_MESSAGE(knows(test::complaint("sources: { s: { " + key + ": [[]] } }\n")), key);
  }
  for (const std::string& key : kDefaultsKeys) {
    CHECK_MESSAGE(knows(test::complaint("defaults: { " + key + ": [[]] }\n")), key);
  }
}

TEST_CASE("every example of PLAN.md is valid to the schema") {
  for (const std::string& fragment : test::plan_fragments()) CHECK(problem(test::whole_plan(fragment)) == "");
}

TEST_CASE("the shipped plan of NextCRM is valid to the schema") {
  const Schema schema;
  CHECK(schema.problem(YamlFile::load(SOURCE_DIR "/schema/systems/nextcrm/plan.yaml").root()) == "");
}

TEST_CASE("what the reader refuses by its shape the schema refuses") {
  for (const std::string wrong :
       {"migratoin: m\n", "migration: a b\n", "version: 2\n", "sources: { c: { mongodb: x } }\n",
        "targets: { t: { schema: x } }\n", "defaults: { missing: X }\n", "after_load: []\n",
        "leave_out_tables: { t: }\n"}) {
    CHECK_MESSAGE(problem(wrong) != "", wrong);
    CHECK_MESSAGE(test::complaint(wrong) != "", wrong);
  }
  for (const std::string wrong :
       {"key: [a]", "from: []", "from: { merge: s }", "from: s\n    id: random", "from: s\n    when: x",
        "from: s\n    leave_out: { a: }", "from: s\n    routes: [{ route: a }]",
        "from: s\n    pairs: { a: A }", "from: s\n    columns: [{ a: b, c: d }]"}) {
    CHECK_MESSAGE(problem(test::table_text(wrong)) != "", wrong);
    CHECK_MESSAGE(test::table_complaint(wrong) != "", wrong);
  }
  for (const std::string wrong :
       {"{ trim: true }", "{ number: a, text: b }", "{ filed: a }", "[]", "", "{ field: a, unit: sec }",
        "{ field: a, lose: all }", "{ field: a, missing: [b] }", "{ rest: false }", "{ ref: a, to: {} }"}) {
    CHECK_MESSAGE(problem(test::rule_text(wrong)) != "", wrong);
    CHECK_MESSAGE(test::rule_complaint(wrong) != "", wrong);
  }
}

}  // namespace
}  // namespace sojourn::plan
