// References, routes and identities: where ids come from and what becomes of those that lead nowhere.
#include <doctest/doctest.h>

#include "map/mapping.h"

namespace sojourn::test {
namespace {

using plan::Answer;
using State = FakeReferences::State;

constexpr std::string_view kOne = "one---------";
constexpr std::string_view kTwo = "two---------";
constexpr std::string_view kNobody = "nobody------";

std::string hex(std::string_view oid) {
  return to_hex(oid);
}

std::string upper_hex(std::string_view oid) {
  std::string digits = to_hex(oid);
  for (char& c : digits) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  return digits;
}

/// A reference column "a" to Users, of which one is there, one was merged, one failed.
struct ToUsers : Mapping {
  std::size_t users = parent("Users", "s.Users");
  explicit ToUsers(bool not_null = false) {
    references.put(users, key_of_oid(kOne), State::kPresent);
    references.put(users, key_of_oid("merged------"), State::kMerged, key_of_oid(kOne));
    references.put(users, key_of_oid("failed------"), State::kFailed);
    ref("a", {users}, not_null);
  }
  plan::Rule& rule() { return projection().columns.front().rule; }
  std::string one() const { return id_in("s.Users", key_of_oid(kOne)); }
};

TEST_CASE("a reference becomes the id of the document that it names") {
  ToUsers m;
  CHECK(m.map(Doc().object_id("a", kOne)) == m.one());
  CHECK(m.events() == "");
}

TEST_CASE("24 hexadecimal digits in either case are the ObjectId") {
  ToUsers m;
  CHECK(m.map(Doc().text("a", hex(kOne))) == m.one());
  CHECK(m.map(Doc().text("a", upper_hex(kOne))) == m.one());
  CHECK(m.events() == "a converted x2");
}

TEST_CASE("a text that looks like an ObjectId may also be the key itself") {
  ToUsers m;
  const std::string key = key_of(Doc().text("", hex(kTwo)));
  m.references.put(m.users, key, State::kPresent);
  CHECK(m.map(Doc().text("a", hex(kTwo))) == m.id_in("s.Users", key));
  CHECK(m.events() == "");
}

TEST_CASE("keys of any type are found, numbers by their value") {
  Mapping m;
  const std::size_t users = m.parent("Users", "s.Users");
  m.plan.parents[users].object_ids = false;
  m.ref("a", {users});
  const std::string key = key_of(Doc().int32("", 5));
  m.references.put(users, key, State::kPresent);
  CHECK(m.map(Doc().int64("a", 5)) == m.id_in("s.Users", key));
  CHECK(m.map(Doc().real("a", 5.0)) == m.id_in("s.Users", key));
  CHECK(m.map(Doc().int32("a", 6)) == "failed: dangling a [same name] 6");
  CHECK(m.map(Doc().array("a", Doc().int32("0", 5))) == "failed: wrong_type a [same name] [5]");
}

TEST_CASE("missing, null and \"\" are asked about before anything is looked up") {
  ToUsers m;
  CHECK(m.map(Doc()) == "null");
  CHECK(m.map(Doc().null("a")) == "null");
  CHECK(m.map(Doc().text("a", "")) == "failed: empty a [same name] \"\"");
  CHECK(m.references.asked == 0);
}

TEST_CASE("an id of no document dangles, what is no id is invalid") {
  ToUsers m;
  CHECK(m.map(Doc().object_id("a", kNobody)) ==
        "failed: dangling a [same name] {\"$oid\":\"" + hex(kNobody) + "\"}");
  CHECK(m.map(Doc().text("a", hex(kNobody))) == "failed: dangling a [same name] \"" + hex(kNobody) + "\"");
  CHECK(m.map(Doc().text("a", "John")) == "failed: invalid_reference a [same name] \"John\"");
  CHECK(m.map(Doc().int32("a", 17)) == "failed: wrong_type a [same name] 17");
  CHECK(m.map(Doc().array("a", Doc().object_id("0", kOne))).starts_with("failed: wrong_type a"));
}

TEST_CASE("the plan's answers to dangling and to invalid are two") {
  ToUsers m;
  m.rule().policies.dangling = policy(Answer::kNull);
  m.rule().policies.invalid = policy(Answer::kSkip);
  CHECK(m.map(Doc().object_id("a", kNobody)) == "null");
  CHECK(m.events() == "a nulled_dangling");
  CHECK(m.map(Doc().text("a", "John")) == "skipped by T.a invalid");
}

TEST_CASE("what dangles may get a planned value, another field, or stop the run") {
  ToUsers value;
  value.rule().policies.dangling = policy(Answer::kValue, "00112233-4455-6677-8899-aabbccddeeff");
  CHECK(value.map(Doc().object_id("a", kNobody)) == "uuid(00112233445566778899aabbccddeeff)");
  CHECK(value.events() == "a defaulted_dangling");
  ToUsers field;
  field.rule().policies.dangling = policy(Answer::kField, "b");
  CHECK(field.map(Doc().object_id("a", kNobody).object_id("b", kOne)) == field.one());
  CHECK(field.events() == "a other_field");
  CHECK(field.map(Doc().object_id("a", kNobody).object_id("b", kNobody)).starts_with("failed: dangling b"));
  ToUsers stop;
  stop.rule().policies.dangling = policy(Answer::kStop);
  CHECK(stop.map(Doc().object_id("a", kNobody)).starts_with("stop: dangling a [plan.yaml:9:9]"));
}

TEST_CASE("a placeholder stands in for what dangles") {
  ToUsers m;
  m.plan.parents[m.users].placeholder = true;
  m.rule().policies.dangling = policy(Answer::kPlaceholder);
  CHECK(m.map(Doc().object_id("a", kNobody)) == m.id_in("s.Users", map::placeholder_key()));
  CHECK(m.events() == "a placeholder");
  ToUsers without;
  without.rule().policies.dangling = policy(Answer::kPlaceholder);
  CHECK(without.complaints() == "T.a: it leads to no table that plans a `placeholder` and derives its ids");
}

TEST_CASE("a reference to a merged document leads to the row that it became") {
  ToUsers m;
  CHECK(m.map(Doc().object_id("a", "merged------")) == m.one());
  CHECK(m.events() == "a merged_parent");
}

TEST_CASE("a row waits for a required parent that failed, and owes an optional one") {
  ToUsers required(true);
  CHECK(required.map(Doc().object_id("a", "failed------")).starts_with("held: parent_failed a [not null]"));
  REQUIRE(required.outcomes.front().waits.size() == 1);
  CHECK(required.outcomes.front().waits[0].parent == required.users);
  CHECK(required.outcomes.front().waits[0].key == key_of_oid("failed------"));
  CHECK(required.outcomes.front().waits[0].column == 0);
  ToUsers optional;
  CHECK(optional.map(Doc().text("a", hex("failed------"))) == "null");
  CHECK(optional.events() == "a owed");
  REQUIRE(optional.outcomes.front().waits.size() == 1);
  CHECK(optional.outcomes.front().waits[0].key == key_of_oid("failed------"));
}

TEST_CASE("a document that fails anyway waits for nobody, but tells of the parent") {
  ToUsers m(true);
  m.column("b", "integer", true);
  CHECK(m.map(Doc().object_id("a", "failed------")) == "failed: parent_failed a [not null] {\"$oid\":\"" +
                                                           hex("failed------") +
                                                           "\"}; missing_required b [not null]");
  CHECK(m.outcomes.front().waits.empty());
}

TEST_CASE("held is graver than skipped") {
  ToUsers m(true);
  m.column("b").policies.missing = policy(Answer::kSkip);
  CHECK(m.map(Doc().object_id("a", "failed------")).starts_with("held: parent_failed a"));
  CHECK(m.map(Doc().object_id("a", kOne)) == "skipped by T.b missing");
}

TEST_CASE("of several parents the first that has the document counts") {
  Mapping m;
  const std::size_t users = m.parent("Users", "s.Users");
  const std::size_t people = m.parent("People", "s.People");
  m.ref("a", {users, people});
  m.references.put(people, key_of_oid(kOne), State::kPresent);
  CHECK(m.map(Doc().object_id("a", kOne)) == m.id_in("s.People", key_of_oid(kOne)));
  m.references.put(users, key_of_oid(kOne), State::kPresent);
  CHECK(m.map(Doc().object_id("a", kOne)) == m.id_in("s.Users", key_of_oid(kOne)));
}

TEST_CASE("what leads to a retired stream dangles, and the problem names the stream") {
  Mapping m;
  const std::size_t users = m.parent("campaigns", "s.campaigns");
  const std::size_t retired = m.parent("", "s.campains");
  m.ref("a", {users, retired});
  m.references.put(retired, key_of_oid(kOne), State::kPresent);
  CHECK(m.map(Doc().object_id("a", kOne)) ==
        "failed: dangling a [retired stream s.campains] {\"$oid\":\"" + hex(kOne) + "\"}");
  m.references.put(users, key_of_oid(kOne), State::kPresent);
  CHECK(m.map(Doc().object_id("a", kOne)) == m.id_in("s.campaigns", key_of_oid(kOne)));
}

TEST_CASE("without a check nobody is asked, and still no word passes for an id") {
  ToUsers m;
  m.rule().check = false;
  CHECK(m.map(Doc().object_id("a", kNobody)) == m.id_in("s.Users", key_of_oid(kNobody)));
  CHECK(m.map(Doc().text("a", hex(kNobody))) == m.id_in("s.Users", key_of_oid(kNobody)));
  CHECK(m.map(Doc().text("a", "John")) == "failed: invalid_reference a [same name] \"John\"");
  CHECK(m.references.asked == 0);
}

TEST_CASE("ids that are kept are the keys themselves") {
  Mapping m;
  const std::size_t users = m.parent("Users", "s.Users");
  m.plan.parents[users].keeps_ids = true;
  m.ref("a", {users}, false, "text");
  m.references.put(users, key_of_oid(kOne), State::kPresent);
  m.references.put(users, key_of(Doc().text("", "name")), State::kPresent);
  CHECK(m.map(Doc().object_id("a", kOne)) == "text(" + hex(kOne) + ")");
  CHECK(m.map(Doc().text("a", upper_hex(kOne))) == "text(" + hex(kOne) + ")");
  CHECK(m.map(Doc().text("a", "name")) == "text(name)");
}

TEST_CASE("a derived id goes into a text column as PostgreSQL prints it") {
  Mapping m;
  const std::size_t users = m.parent("Users", "s.Users");
  m.ref("a", {users}, false, "varchar(36)");
  m.references.put(users, key_of_oid(kOne), State::kPresent);
  const std::string text = map::uuid_text(map::IdentityScheme("m", "s.Users").id_of(key_of_oid(kOne)));
  CHECK(m.map(Doc().object_id("a", kOne)) == "text(" + text + ")");
  Mapping narrow;
  narrow.ref("a", {narrow.parent("Users", "s.Users")}, false, "varchar(20)");
  CHECK(narrow.complaints() == "T.a: a derived id is a UUID, which varchar(20) does not hold");
}

TEST_CASE("words that stood where an id should be go by the plan's table") {
  ToUsers m;
  m.rule().conversion.map = {{"New", std::nullopt}, {"boss", hex(kOne)}};
  CHECK(m.map(Doc().text("a", "New")) == "null");
  CHECK(m.events() == "a mapped");
  CHECK(m.map(Doc().text("a", "boss")) == m.one());
  CHECK(m.map(Doc().text("a", "BOSS")) == "failed: invalid_reference a [same name] \"BOSS\"");
  ToUsers folded;
  folded.rule().conversion.map = {{"New", std::nullopt}};
  folded.rule().conversion.fold_case = true;
  CHECK(folded.map(Doc().text("a", "NEW")) == "null");
  CHECK(folded.events() == "a mapped, a case_folded");
}

TEST_CASE("types that the plan does not accept are refused, and blanks are trimmed where it says so") {
  ToUsers m;
  m.rule().conversion.accept = {"objectId"};
  CHECK(m.map(Doc().text("a", hex(kOne))).starts_with("failed: type_not_accepted a"));
  ToUsers trimmed;
  trimmed.rule().conversion.trim = true;
  CHECK(trimmed.map(Doc().text("a", " " + hex(kOne) + "\n")) == trimmed.one());
}

// ---- arrays of references

struct Shared : Mapping {
  std::size_t users = parent("Users", "s.Users");
  Shared() {
    for (const std::string_view id : {kOne, kTwo}) references.put(users, key_of_oid(id), State::kPresent);
    references.put(users, key_of_oid("merged------"), State::kMerged, key_of_oid(kOne));
    references.put(users, key_of_oid("failed------"), State::kFailed);
    ref("a", {users}, false, "uuid[]");
  }
  plan::Policies& element() { return projection().columns.front().rule.conversion.element; }
  std::string user(std::string_view oid) const { return id_in("s.Users", key_of_oid(oid)); }
  std::string array(const Doc& elements) { return map(Doc().array("a", elements)); }
};

TEST_CASE("each element of an array of references becomes an id") {
  Shared m;
  CHECK(m.array(Doc().object_id("0", kTwo).object_id("1", kOne).object_id("2", kTwo)) ==
        "array 7 of 3 " + m.user(kTwo) + " " + m.user(kOne) + " " + m.user(kTwo) + " end");
  CHECK(m.array(Doc()) == "array 7 of 0 end");
  CHECK(m.map(Doc()) == "null");
}

TEST_CASE("elements that lead nowhere fail with their number, or go as the plan says") {
  Shared m;
  const Doc elements =
      Doc().object_id("0", kNobody).text("1", "x").null("2").text("3", "").object_id("4", kOne);
  CHECK(m.array(elements) ==
        "failed: dangling a[0] [same name] {\"$oid\":\"" + hex(kNobody) +
            "\"}; invalid_reference a[1] [same name] \"x\"; empty a[3] [same name] \"\"");
  Shared skipping;
  skipping.element().dangling = skipping.element().invalid = policy(Answer::kSkip);
  skipping.element().null = skipping.element().empty = policy(Answer::kSkip);
  CHECK(skipping.array(elements) == "array 7 of 1 " + skipping.user(kOne) + " end");
  CHECK(skipping.events() == "a skipped_element x4");
  Shared nulling;
  nulling.element().dangling = nulling.element().invalid = nulling.element().empty = policy(Answer::kNull);
  CHECK(nulling.array(elements) ==
        "array 7 of 5 with null null null null null " + nulling.user(kOne) + " end");
  CHECK(nulling.events() == "a nulled_empty, a nulled_invalid, a nulled_dangling");
}

TEST_CASE("repeated references are left out where the plan says so, also if merging made them equal") {
  Shared m;
  m.projection().columns.front().rule.conversion.dedupe = true;
  CHECK(m.array(Doc()
                    .object_id("0", kOne)
                    .text("1", hex(kOne))
                    .object_id("2", "merged------")
                    .object_id("3", kTwo)) == "array 7 of 2 " + m.user(kOne) + " " + m.user(kTwo) + " end");
  CHECK(m.events() == "a converted, a merged_parent, a duplicate_element x2");
}

TEST_CASE("an element whose parent failed is owed") {
  Shared m;
  CHECK(m.array(Doc().object_id("0", "failed------").object_id("1", kOne)) ==
        "array 7 of 1 " + m.user(kOne) + " end");
  CHECK(m.events() == "a owed");
  CHECK(m.outcomes.front().waits.at(0).key == key_of_oid("failed------"));
}

TEST_CASE("what is no array of references fails as such") {
  Shared m;
  CHECK(m.map(Doc().object_id("a", kOne)).starts_with("failed: not_an_array a [same name]"));
  CHECK(m.map(Doc().text("a", "")) == "failed: empty a [same name] \"\"");
}

// ---- routes

struct Comments : Mapping {
  std::size_t tasks = parent("Tasks", "s.Tasks");
  std::size_t account_tasks = parent("AccountTasks", "s.AccountTasks");
  explicit Comments(Answer none = Answer::kFail, plan::Origin origin = plan::Origin::kRouted) {
    for (const char* name : {"task", "other"}) {
      plan::Rule& rule = column(name, "uuid");
      rule.origin = origin;
      if (origin == plan::Origin::kRouted) rule.fields.clear();
    }
    route("task", {{tasks, "task"}, {account_tasks, "other"}}, none);
    references.put(tasks, key_of_oid(kOne), State::kPresent);
    references.put(account_tasks, key_of_oid(kTwo), State::kPresent);
  }
};

TEST_CASE("a route fills the column of the table that has the document") {
  Comments m;
  CHECK(m.map(Doc().object_id("task", kOne)) == m.id_in("s.Tasks", key_of_oid(kOne)) + " null");
  CHECK(m.map(Doc().object_id("task", kTwo)) == "null " + m.id_in("s.AccountTasks", key_of_oid(kTwo)));
  CHECK(m.events() == "task routed, other routed");
}

TEST_CASE("a route that leads nowhere fails once, or gives nulls") {
  Comments m;
  CHECK(m.map(Doc().object_id("task", kNobody)).starts_with("failed: dangling task [plan.yaml:9:9]"));
  CHECK(m.outcomes.front().problems.size() == 1);
  CHECK(m.map(Doc()) == "failed: missing_required task [plan.yaml:9:9]");
  CHECK(m.map(Doc().null("task")) == "failed: null_required task [plan.yaml:9:9]");
  CHECK(m.map(Doc().text("task", "x")) == "failed: invalid_reference task [plan.yaml:9:9] \"x\"");
  CHECK(m.map(Doc().text("task", "")) == "failed: empty task [plan.yaml:9:9] \"\"");
  Comments nulling(Answer::kNull);
  CHECK(nulling.map(Doc().object_id("task", kNobody)) == "null null");
  CHECK(nulling.map(Doc()) == "null null");
  CHECK(nulling.events() == "task nulled_dangling");
  Comments skipping(Answer::kSkip);
  CHECK(skipping.map(Doc().object_id("task", kNobody)) == "skipped by T.task dangling");
  Comments stopping(Answer::kStop);
  CHECK(stopping.map(Doc().object_id("task", kNobody)).starts_with("stop: dangling task"));
}

TEST_CASE("a route that leads to two tables is ambiguous, whatever the plan answers to none") {
  for (const Answer none : {Answer::kFail, Answer::kNull}) {
    Comments m(none);
    m.references.put(m.account_tasks, key_of_oid(kOne), State::kFailed);
    CHECK(m.map(Doc().object_id("task", kOne)).starts_with("failed: ambiguous_reference task"));
    CHECK(m.outcomes.front().problems.size() == 1);
  }
}

TEST_CASE("a route to a failed parent holds the row, or owes the column where none may be null") {
  Comments m;
  m.references.put(m.tasks, key_of_oid(kNobody), State::kFailed);
  CHECK(m.map(Doc().object_id("task", kNobody)).starts_with("held: parent_failed task [plan.yaml:9:9]"));
  CHECK(m.outcomes.front().waits.at(0).parent == m.tasks);
  Comments nulling(Answer::kNull);
  nulling.references.put(nulling.account_tasks, key_of_oid(kNobody), State::kFailed);
  CHECK(nulling.map(Doc().object_id("task", kNobody)) == "null null");
  CHECK(nulling.events() == "other owed");
  CHECK(nulling.outcomes.front().waits.at(0).column == 1);
}

TEST_CASE("a column that is required fails if the route went to another one") {
  Comments m;
  m.projection().columns[0].column.not_null = true;
  CHECK(m.map(Doc().object_id("task", kTwo)) == "failed: missing_required  [not null]");
}

TEST_CASE("a column's own value wins over a route, and is counted if they differ") {
  Comments m;
  plan::ColumnRule& other = m.projection().columns[1];
  other.rule.origin = plan::Origin::kReference;
  other.rule.fields = {"own"};
  other.parents = {m.account_tasks};
  const std::string id = m.id_in("s.AccountTasks", key_of_oid(kTwo));
  m.references.put(m.account_tasks, key_of_oid("three-------"), State::kPresent);
  CHECK(m.map(Doc().object_id("own", kTwo).object_id("task", kOne)) ==
        m.id_in("s.Tasks", key_of_oid(kOne)) + " " + id);
  CHECK(m.events() == "task routed");
  CHECK(m.map(Doc().object_id("own", kTwo).object_id("task", kTwo)) == "null " + id);
  CHECK(m.events() == "");
  CHECK(m.map(Doc().object_id("own", kTwo).object_id("task", "three-------")) == "null " + id);
  CHECK(m.events() == "other own_field_wins");
  CHECK(m.map(Doc().object_id("task", kTwo)) == "null " + id);
  CHECK(m.events() == "other routed");
}

TEST_CASE("the answer to none is one of four") {
  Comments m(Answer::kValue);
  CHECK(m.complaints() == "T: `none` of a route is one of fail, null, skip, stop");
}

// ---- pairs, and ids within JSON

TEST_CASE("a pair waits for an end that failed, though its ends are known to be there") {
  Mapping m;
  m.projection().stream = "P+pairs";
  m.plan.derived.emplace_back().name = "P+pairs";
  m.plan.derived.back().kind = plan::DerivedKind::kPairs;
  for (const char* end : {"first", "second"})
    m.ref(end, {m.parent(end, std::string("s.") + end)}, true).check = false;
  m.references.put(1, key_of_oid(kOne), State::kPresent);
  m.references.put(2, key_of_oid(kOne), State::kPresent);
  m.references.put(2, key_of_oid(kTwo), State::kFailed);
  const auto pair = [](std::string_view first, std::string_view second) {
    return Doc().object_id("first", first).object_id("second", second).int32("sides", 3);
  };
  CHECK(m.map(pair(kOne, kOne)) ==
        m.id_in("s.first", key_of_oid(kOne)) + " " + m.id_in("s.second", key_of_oid(kOne)));
  CHECK(m.unmapped() == "");
  CHECK(m.map(pair(kOne, kTwo)).starts_with("held: parent_failed second [not null]"));
}

TEST_CASE("ids within JSON become those of the rows, also of rows that are not yet there") {
  Mapping m;
  const std::size_t products = m.parent("Products", "s.Products");
  plan::Rule& rule = m.column("a", "json");
  rule.conversion.json_ids = {{"items[].product", "Products"}};
  m.projection().columns.front().parents = {products};
  m.references.put(products, key_of_oid(kOne), State::kPresent);
  m.references.put(products, key_of_oid(kTwo), State::kFailed);
  const auto uuid = [](std::string_view oid) {
    return '"' + map::uuid_text(map::IdentityScheme("m", "s.Products").id_of(key_of_oid(oid))) + '"';
  };
  const auto item = [](const Doc& product) {
    return Doc().document("a", Doc().array("items", Doc().document("0", product)));
  };
  CHECK(m.map(item(Doc().object_id("product", kOne))) ==
        "json({\"items\":[{\"product\":" + uuid(kOne) + "}]})");
  CHECK(m.map(item(Doc().text("product", hex(kTwo)))) ==
        "json({\"items\":[{\"product\":" + uuid(kTwo) + "}]})");
  CHECK(m.map(item(Doc().text("product", ""))) == "json({\"items\":[{\"product\":\"\"}]})");
  CHECK(m.map(item(Doc().object_id("product", kNobody))).starts_with("failed: dangling a [same name]"));
  CHECK(m.map(item(Doc().text("product", "x"))).starts_with("failed: invalid_reference a [same name]"));

  Mapping nulling;
  plan::Rule& nulled = nulling.column("a", "json");
  nulled.conversion.json_ids = {{"id", "Products"}};
  nulled.policies.dangling = policy(Answer::kNull);
  const std::size_t parent = nulling.parent("Products", "s.Products");
  nulling.projection().columns.front().parents = {parent};
  CHECK(nulling.map(Doc().document("a", Doc().object_id("id", kNobody))) == "json({\"id\":null})");
  CHECK(nulling.events() == "a nulled_dangling");
}

// ---- own ids

TEST_CASE("the primary key follows from the document's key") {
  Mapping m;
  m.column("id", "uuid", true).origin = plan::Origin::kIdentity;
  CHECK(m.map(Doc().object_id("_id", kOne)) == m.id_in("s.docs", key_of_oid(kOne)));
  CHECK(m.map(Doc().int32("_id", 5)) == m.id_in("s.docs", key_of(Doc().int32("", 5))));
  CHECK(m.events() == "");
}

TEST_CASE("a kept primary key is the document's own, converted by the column's type") {
  Mapping m;
  m.plan.parents.front().keeps_ids = true;
  m.column("id", "bigint", true).origin = plan::Origin::kIdentity;
  CHECK(m.map(Doc().int32("_id", 5)) == "int64(5)");
  CHECK(m.map(Doc().text("_id", "x")).starts_with("failed: invalid_number _id"));
  CHECK(m.map(Doc()) == "failed: missing_required _id [not null]");
}

TEST_CASE("a merged document has the id of its identity and the fields of its body") {
  Mapping m;
  m.plan.derived.emplace_back().name = "s.docs+merged";
  m.plan.derived.back().merge.stream = "s.docs";
  m.projection().stream = "s.docs+merged";
  m.projection().body = "document";
  m.column("id", "uuid", true).origin = plan::Origin::kIdentity;
  m.column("name");
  m.column("origin").origin = plan::Origin::kStreamName;
  const Doc group =
      Doc()
          .text("_id", "name@example")
          .object_id("identity", kOne)
          .array("contributors", Doc().object_id("0", kTwo))
          .document("document", Doc().object_id("_id", kTwo).text("name", "x").int32("more", 1));
  CHECK(m.map(group) == m.id_in("s.docs", key_of_oid(kOne)) + " text(x) text(s.docs)");
  CHECK(m.unmapped() == "more");
}

TEST_CASE("a document of a merge without its members is invalid") {
  Mapping m;
  m.projection().body = "document";
  m.column("a");
  std::vector<map::Outcome> outcomes(1);
  std::vector<map::Tally> tallies(1);
  const map::Mapper mapper(m.plan, {0});
  Cells sink;
  const std::string body = Doc().int32("_id", 1).bytes();
  map::Mapper::Worker(mapper, m.references)
      .map({.sequence = 1, .key = "k", .body = body}, sink, outcomes, tallies);
  CHECK(m.words_of(outcomes.front()) == "failed: invalid_document document [derived stream]");
  CHECK(sink.take() == "");
}

TEST_CASE("a placeholder's row has the id that references get, and the planned values") {
  Mapping m;
  m.projection().placeholder = true;
  m.column("id", "uuid", true).origin = plan::Origin::kIdentity;
  plan::Rule& name = m.column("name", "text", true);
  name.origin = plan::Origin::kConstant;
  name.constant = "(deleted user)";
  std::vector<map::Outcome> outcomes(1);
  std::vector<map::Tally> tallies(1);
  const map::Mapper mapper(m.plan, {0});
  Cells sink;
  const std::string body = Doc().bytes();
  map::Mapper::Worker worker(mapper, m.references);
  worker.map({.sequence = 0, .key = map::placeholder_key(), .body = body}, sink, outcomes, tallies);
  CHECK(sink.take() == "row 0 " + m.id_in("s.docs", map::placeholder_key()) + " text((deleted user)) end");
}

}  // namespace
}  // namespace sojourn::test
