// What a plan becomes beside a catalogue.
#include "plan/expand.h"

#include <doctest/doctest.h>

#include "base/json_writer.h"
#include "expand_fixture.h"
#include "plan/write_expanded.h"
#include "support/contains.h"

namespace sojourn::plan {
namespace {

using test::Contains;
using test::projection;
using test::rule;
using test::World;

World crm() {
  World world;
  world.table("Users", {{"id", "uuid!"}, {"name", "text"}, {"email", "text!"}, {"status", "Status!"}})
      .table("Boards", {{"id", "uuid!"}, {"user", "uuid!"}, {"title", "text!"}})
      .refer("Boards", "user", "Users")
      .stream("crm.Users")
      .stream("crm.Boards");
  return world;
}

constexpr char kBoth[] = "tables: { Boards: { from: crm.Boards }, Users: { from: crm.Users } }\n";

std::vector<std::string> order_of(const ExpandedPlan& plan) {
  std::vector<std::string> names;
  for (const Projection& each : plan.projections) names.push_back(each.name);
  return names;
}

std::string json_of(const ExpandedPlan& plan) {
  JsonWriter json;
  write_expanded(json, plan);
  return json.text();
}

TEST_CASE("where the plan is silent names, the primary key and foreign keys say where columns come from") {
  const ExpandedPlan plan = crm().whole(kBoth);
  CHECK(plan.migration == "m");
  CHECK(order_of(plan) == std::vector<std::string>{"Users", "Boards"});
  const Projection& boards = projection(plan, "Boards");
  CHECK(boards.stream == "crm.Boards");
  CHECK(boards.key == std::vector<std::string>{"id"});
  CHECK(rule(boards, "id").rule.origin == Origin::kIdentity);
  CHECK(rule(boards, "id").why == "primary key");
  CHECK(rule(boards, "title").rule.fields == std::vector<std::string>{"title"});
  CHECK(rule(boards, "title").why == "same name");
  const ColumnRule& user = rule(boards, "user");
  CHECK(user.rule.origin == Origin::kReference);
  CHECK(user.why == "foreign key to Users");
  REQUIRE(user.parents.size() == 1);
  CHECK(plan.parents[user.parents[0]].stream == "crm.Users");
  REQUIRE(boards.self.has_value());
  CHECK(plan.parents[*boards.self].table == "Boards");
}

TEST_CASE("answers that are left open follow the defaults, then what the column allows") {
  const ExpandedPlan plan = crm().whole(std::string(kBoth) + "defaults: { dangling: null, invalid: skip }\n");
  const Projection& users = projection(plan, "Users");
  CHECK(rule(users, "name").rule.policies.missing->answer == Answer::kNull);
  CHECK(rule(users, "email").rule.policies.missing->answer == Answer::kFail);
  CHECK(rule(users, "name").rule.policies.invalid->answer == Answer::kSkip);
  CHECK_FALSE(rule(users, "name").rule.policies.empty.has_value());
  CHECK(rule(users, "status").rule.policies.empty->answer == Answer::kFail);
  // By default it would be null, which this column cannot be.
  CHECK(rule(projection(plan, "Boards"), "user").rule.policies.dangling->answer == Answer::kFail);
}

TEST_CASE("a rule of the plan is kept, with its place as the reason") {
  World world = crm();
  world.table("Boards", {{"id", "uuid!"}, {"user", "uuid"}, {"title", "text"}, {"seen", "timestamp"}})
      .refer("Boards", "user", "Users");
  const ExpandedPlan plan = world.whole(
      "tables:\n"
      "  Users: { from: crm.Users }\n"
      "  Boards:\n"
      "    from: crm.Boards\n"
      "    columns:\n"
      "      user: [owner, user]\n"
      "      title: { text: name, missing: none }\n"
      "      id: _id\n"
      "defaults: { zone: Europe/Prague }\n");
  const Projection& boards = projection(plan, "Boards");
  CHECK(rule(boards, "user").rule.origin == Origin::kReference);
  CHECK(rule(boards, "user").rule.fields == std::vector<std::string>{"owner", "user"});
  CHECK(rule(boards, "user").why == Contains("plan.yaml:8:7, foreign key to Users"));
  CHECK(rule(boards, "title").rule.policies.missing->text == "none");
  CHECK(rule(boards, "title").rule.policies.null->answer == Answer::kNull);
  CHECK(rule(boards, "id").rule.origin == Origin::kIdentity);
  CHECK(rule(boards, "seen").rule.conversion.zone == "Europe/Prague");
}

TEST_CASE("columns that the server fills are not sent where no document has them") {
  World world = crm();
  world.table("Boards", {{"id", "uuid!"},
                         {"user", "uuid"},
                         {"title", "text="},
                         {"number", "int!+"},
                         {"twice", "int*"},
                         {"note", "text"}});
  world.documents("crm.Boards", {"user"});
  const std::string text = "tables: { Users: { from: crm.Users }, Boards: { from: crm.Boards } }\n";
  const Projection boards = projection(world.whole(text), "Boards");
  CHECK(boards.columns.size() == 3);
  CHECK(rule(boards, "note").why == "same name, in no document");
  world.documents("crm.Boards", {"user", "title", "number", "twice"});
  CHECK(projection(world.whole(text), "Boards").columns.size() == 5);
}

TEST_CASE("several streams into one table are a projection each, and each a parent of what refers to it") {
  World world = crm();
  world.stream("crm.OldUsers");
  const ExpandedPlan plan =
      world.whole("tables: { Boards: { from: crm.Boards }, Users: { from: [crm.Users, crm.OldUsers] } }\n");
  CHECK(order_of(plan) == std::vector<std::string>{"Users:crm.Users", "Users:crm.OldUsers", "Boards"});
  CHECK(rule(projection(plan, "Boards"), "user").parents.size() == 2);
}

TEST_CASE("a merge is a derived stream whose documents lie within, and references name its members") {
  const ExpandedPlan plan = crm().whole(
      "tables: { Boards: { from: crm.Boards }, Users: { from: { merge: crm.Users, by: email } } }\n");
  REQUIRE(plan.derived.size() == 1);
  CHECK(plan.derived[0].name == "crm.Users+merged");
  const Projection& users = projection(plan, "Users");
  CHECK(users.stream == "crm.Users+merged");
  CHECK(users.body == "document");
  CHECK(rule(users, "id").rule.fields == std::vector<std::string>{"identity"});
  const Parent& parent = plan.parents[rule(projection(plan, "Boards"), "user").parents.at(0)];
  CHECK(parent.stream == "crm.Users");
  CHECK(parent.derived == "crm.Users+merged");
}

World with_pairs() {
  World world = crm();
  world.table("Watchers", {{"-", ""}, {"user_id", "uuid!"}, {"board_id", "uuid!"}})
      .key("Watchers", {"board_id", "user_id"}, true);
  return world;
}

TEST_CASE("pairs are a derived stream behind all merges, and feed the two columns unchecked") {
  const ExpandedPlan plan = with_pairs().whole(
      "tables:\n"
      "  Watchers:\n"
      "    pairs: { board_id: Boards, user_id: Users }\n"
      "    from: [ { crm.Users: watching }, { crm.Boards: watchers } ]\n"
      "  Boards: { from: crm.Boards }\n"
      "  Users: { from: { merge: crm.Users, by: email } }\n");
  REQUIRE(plan.derived.size() == 2);
  CHECK(plan.derived[0].name == "crm.Users+merged");
  CHECK(plan.derived[1].name == "Watchers+pairs");
  CHECK(plan.derived[1].from_is_first == std::vector<bool>{false, true});
  REQUIRE(plan.derived[1].end_parents.size() == 2);
  CHECK(plan.parents[plan.derived[1].end_parents[0]].stream == "crm.Boards");
  const Projection& watchers = projection(plan, "Watchers");
  CHECK(order_of(plan).back() == "Watchers");
  CHECK(watchers.key == std::vector<std::string>{"board_id", "user_id"});
  CHECK(rule(watchers, "board_id").rule.fields == std::vector<std::string>{"first"});
  CHECK(rule(watchers, "user_id").rule.fields == std::vector<std::string>{"second"});
  CHECK_FALSE(rule(watchers, "user_id").rule.check);
}

TEST_CASE("a route fills its columns, and where a table has two streams its branch leads to both") {
  World world = crm();
  world.table("Comments", {{"id", "uuid!"}, {"board", "uuid"}, {"user", "uuid"}}).stream("crm.Comments");
  world.stream("crm.OldUsers");
  const ExpandedPlan plan = world.whole(
      "tables:\n"
      "  Users: { from: [crm.Users, crm.OldUsers] }\n"
      "  Boards: { from: crm.Boards }\n"
      "  Comments:\n"
      "    from: crm.Comments\n"
      "    routes:\n"
      "      - { route: on, to: { Boards: board, Users: user }, none: fail }\n");
  const Projection& comments = projection(plan, "Comments");
  REQUIRE(comments.routes.size() == 1);
  CHECK(comments.routes[0].columns == std::vector<std::size_t>{1, 2, 2});
  REQUIRE(comments.routes[0].parents.size() == 3);
  CHECK(plan.parents[comments.routes[0].parents[2]].stream == "crm.OldUsers");
  CHECK(rule(comments, "user").rule.origin == Origin::kRouted);
  CHECK(order_of(plan).back() == "Comments");
}

TEST_CASE("a retired stream is a parent without a table") {
  World world = crm();
  world.stream("crm.Old");
  const ExpandedPlan plan = world.whole(
      "tables:\n  Users: { from: crm.Users }\n  Boards:\n    from: crm.Boards\n"
      "    columns: { user: { ref: user, to: [Users, { stream: crm.Old }], dangling: fail } }\n");
  const ColumnRule& user = rule(projection(plan, "Boards"), "user");
  REQUIRE(user.parents.size() == 2);
  CHECK(plan.parents[user.parents[1]].stream == "crm.Old");
  CHECK(plan.parents[user.parents[1]].table.empty());
}

TEST_CASE("a placeholder is a row before all others of its table") {
  const ExpandedPlan plan = crm().whole(
      "tables:\n"
      "  Users: { from: crm.Users, placeholder: { email: gone@example.invalid, status: PENDING } }\n"
      "  Boards:\n    from: crm.Boards\n"
      "    columns: { user: { ref: user, to: Users, dangling: placeholder } }\n");
  CHECK(order_of(plan) == std::vector<std::string>{"Users:placeholder", "Users", "Boards"});
  const Projection& row = projection(plan, "Users:placeholder");
  CHECK(row.placeholder);
  CHECK(row.columns.size() == 3);
  CHECK(rule(row, "email").rule.constant == "gone@example.invalid");
  CHECK(rule(row, "id").rule.origin == Origin::kIdentity);
  CHECK(plan.parents[rule(projection(plan, "Boards"), "user").parents.at(0)].placeholder);
}

TEST_CASE("sensitive fields go along with the projections of their stream") {
  const ExpandedPlan plan =
      crm()
          .sensitive("Users", "password")
          .whole(
              "tables: { Boards: { from: crm.Boards }, Users: { from: { merge: crm.Users, by: email } } }\n");
  CHECK(projection(plan, "Users").sensitive == std::vector<std::string>{"password"});
  CHECK(projection(plan, "Boards").sensitive.empty());
}

TEST_CASE("tables that refer to each other are loaded with a reference filled later") {
  World world = crm();
  world.table("Users", {{"id", "uuid!"}, {"board", "uuid"}, {"boss", "uuid"}, {"email", "text!"}})
      .refer("Users", "board", "Boards")
      .refer("Users", "boss", "Users");
  const ExpandedPlan plan = world.whole(kBoth);
  CHECK(order_of(plan) == std::vector<std::string>{"Users", "Boards"});
  CHECK(rule(projection(plan, "Users"), "board").rule.deferred);
  CHECK(rule(projection(plan, "Users"), "boss").rule.deferred);
  CHECK_FALSE(rule(projection(plan, "Boards"), "user").rule.deferred);
  const std::string complaints = world.complaints(kBoth);
  CHECK(complaints == Contains("warning 3:41: Users.board is filled behind the load, since \"Users\" and "
                               "\"Boards\" refer to each other"));
  CHECK(complaints == Contains("Users.boss is filled behind the load, since the table refers to itself"));
}

TEST_CASE("shapes follow what decides about rows, not where the plan says it") {
  const World world = crm();
  const ExpandedPlan plain = world.whole(kBoth);
  const ExpandedPlan moved = world.whole(std::string("# a comment\n\n") + kBoth);
  CHECK(projection(plain, "Users").shape == projection(moved, "Users").shape);
  CHECK(projection(plain, "Users").shape != projection(plain, "Boards").shape);
  const ExpandedPlan kept =
      world.whole("tables: { Boards: { from: crm.Boards }, Users: { from: crm.Users, existing: keep } }\n");
  CHECK(projection(plain, "Users").shape == projection(kept, "Users").shape);
  CHECK(plain.hash != kept.hash);
  const ExpandedPlan other = world.whole(
      "tables:\n  Boards: { from: crm.Boards }\n"
      "  Users: { from: crm.Users, columns: { name: { text: name, trim: true } } }\n");
  CHECK(projection(plain, "Users").shape != projection(other, "Users").shape);
  CHECK(projection(plain, "Boards").shape == projection(other, "Boards").shape);
  const ExpandedPlan merged = world.whole(
      "tables: { Boards: { from: crm.Boards }, Users: { from: { merge: crm.Users, by: email } } }\n");
  CHECK(projection(plain, "Boards").shape != projection(merged, "Boards").shape);
}

TEST_CASE("the expanded plan as JSON names every column with its reason") {
  const std::string json = json_of(crm().whole(kBoth));
  CHECK(json == Contains("\"migration\": \"m\""));
  CHECK(json == Contains("\"why\": \"foreign key to Users\""));
  CHECK(json == Contains("\"from\": \"reference\""));
  CHECK(json == Contains("\"labels\": ["));
  CHECK(json == json_of(crm().whole(kBoth)));
}

}  // namespace
}  // namespace sojourn::plan
