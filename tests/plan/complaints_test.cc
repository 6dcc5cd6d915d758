// What is wrong with a plan beside a catalogue: all of it at once, each with place, cause and hint.
#include <doctest/doctest.h>

#include "expand_fixture.h"
#include "plan/expand.h"
#include "support/contains.h"

namespace sojourn::plan {
namespace {

using test::Contains;
using test::World;

/// One table and one stream of known documents.
World users() {
  World world;
  world.table("Users", {{"id", "uuid!"}, {"name", "text"}, {"email", "text!"}, {"status", "Status"}})
      .documents("crm.Users", {"name", "email", "status"});
  return world;
}

/// The plan of that table; the columns stand in line 6, from column 7.
std::string plan_of(const std::string& columns) {
  return "tables:\n  Users:\n    from: crm.Users\n    columns:\n      " + columns + "\n";
}

TEST_CASE("a sound plan has nothing to complain of") {
  CHECK(users().complaints("tables: { Users: { from: crm.Users } }\n").empty());
}

TEST_CASE("unknown tables, streams, columns and fields are named with the nearest valid one, all at once") {
  const std::string complaints = users().complaints(
      "tables:\n"
      "  Usres: { from: crm.Users }\n"
      "  Users:\n"
      "    from: crm.User\n"
      "    columns: { nmae: x }\n");
  CHECK(complaints ==
        Contains("error 4:3: the table \"Usres\" is not in schema \"public\" | did you mean \"Users\"?"));
  CHECK(complaints == Contains("error 6:11: there is no stream \"crm.User\" | did you mean \"crm.Users\"?"));
  CHECK(users().complaints(plan_of("nmae: name")) ==
        Contains("error 7:7: the table \"Users\" has no column \"nmae\" | did you mean \"name\"?"));
  CHECK(users().complaints(plan_of("name: nmae")) ==
        Contains(
            "error 7:7: no document that feeds \"Users\" has the field \"nmae\" | did you mean \"name\"?"));
}

TEST_CASE(
    "a field that no document has is a slip of the pen only where nothing takes one of nearly that name") {
  const std::string absent = "no document that feeds \"Users\" has the field \"nick\"";
  CHECK(users().complaints(plan_of("name: nick")) == Contains("warning 7:7: " + absent));
  CHECK(users().complaints(plan_of("name: [nick, name]")).empty());
  CHECK(users().complaints(plan_of("name: { field: nick, missing: null }")).find(absent) ==
        std::string::npos);
  World world = users();
  world.documents("crm.Users", {"name", "email", "status", "nicks"});
  CHECK(world.complaints(plan_of("name: nick")) ==
        Contains("error 7:7: " + absent + " | did you mean \"nicks\"?"));
  CHECK(world.complaints(plan_of("name: [nick, name]")) == Contains("warning 7:7: " + absent));
}

TEST_CASE("a column that may not be null needs something that fills it") {
  World world = users();
  world.documents("crm.Users", {"name"})
      .table("Users", {{"id", "uuid!"}, {"name", "text"}, {"mail", "text!"}});
  CHECK(users().complaints("tables: { Users: { from: crm.Users } }\n").empty());
  CHECK(world.complaints("tables: { Users: { from: crm.Users } }\n") ==
        Contains("error 3:11: nothing fills Users.mail, which may not be null | did you mean \"email\"?"));
}

TEST_CASE("a verb must fit the column's type, and ids a type that holds them") {
  CHECK(users().complaints(plan_of("name: { timestamp: name }")) ==
        Contains("error 7:7: Users.name: `timestamp` makes nothing that fits a column of type text | "
                 "such a column is filled by `text`"));
  World world = users();
  world.table("Users", {{"id", "int!"}, {"place", "point"}, {"boss", "int"}}).refer("Users", "boss", "Users");
  world.documents("crm.Users", {"place", "boss"});
  const std::string complaints = world.complaints("tables: { Users: { from: crm.Users } }\n");
  CHECK(complaints == Contains("Users.id is of type int, but derived ids are UUIDs | say `id: keep`"));
  CHECK(complaints == Contains("Users.place: columns of type point cannot be filled"));
  CHECK(complaints == Contains("Users.boss: a column of type int cannot hold ids"));
  const std::string kept = world.complaints("tables: { Users: { from: crm.Users, id: keep } }\n");
  CHECK(kept.find("Users.id") == std::string::npos);
  CHECK(kept.find("cannot hold ids") == std::string::npos);
}

TEST_CASE("constants, answers, tables of values and placeholders must be labels of their enum") {
  const std::string no_label =
      "\"Active\" is no value of the enum \"Status\" of Users.status | did you mean \"ACTIVE\"?";
  CHECK(users().complaints(plan_of("status: { constant: Active }")) == Contains("error 7:7: " + no_label));
  CHECK(users().complaints(plan_of("status: { enum: status, missing: Active }")) == Contains(no_label));
  CHECK(users().complaints(plan_of("status: { enum: status, map: { on: Active } }")) == Contains(no_label));
  CHECK(users().complaints(
            "tables: { Users: { from: crm.Users, placeholder: { email: x, status: Active } } }\n") ==
        Contains(no_label));
  CHECK(users().complaints(plan_of("status: { enum: status, map: { on: ACTIVE, off: null } }")).empty());
}

TEST_CASE("an explicit null is an error where the column may not be null, and a default one is not") {
  CHECK(
      users().complaints(plan_of("email: { field: email, missing: null }")) ==
      Contains(
          "`missing: null` for Users.email, which may not be null | give a value, another field, or `fail`"));
  CHECK(users().complaints("defaults: { missing: null }\ntables: { Users: { from: crm.Users } }\n").empty());
}

TEST_CASE("a reference needs a table that is filled under the ids of its documents") {
  World world = users();
  world.table("Boards", {{"id", "uuid!"}, {"user", "uuid"}, {"other", "uuid"}})
      .refer("Boards", "user", "Users")
      .documents("crm.Boards", {"user", "other"});
  const std::string boards = "tables: { Boards: { from: crm.Boards } }\n";
  CHECK(world.complaints(boards) ==
        Contains("error 3:11: Boards.user refers to the table \"Users\", which no projection fills"));
  CHECK(world.complaints("tables:\n  Users: { from: crm.Users }\n  Boards:\n    from: crm.Boards\n"
                         "    columns: { other: { ref: other } }\n") ==
        Contains("error 7:16: the reference Boards.other does not say what it leads to"));
  CHECK(world.complaints("tables:\n  Users: { from: crm.Users, columns: { id: { uuid: name } } }\n"
                         "  Boards: { from: crm.Boards }\n") ==
        Contains("\"Users\", whose primary key is not the id of its documents"));
  CHECK(world.complaints("tables:\n  Users: { from: crm.Users }\n  Boards:\n    from: crm.Boards\n"
                         "    columns: { user: { ref: user, to: Boards } }\n") ==
        Contains("Boards.user refers to other tables than its foreign key, which leads to \"Users\""));
  CHECK(world.complaints("tables:\n  Users: { from: crm.Users }\n  Boards:\n    from: crm.Boards\n"
                         "    columns: { other: { ref: other, to: Users, dangling: placeholder } }\n") ==
        Contains("Boards.other wants a placeholder, but no table that it refers to plans one"));
}

TEST_CASE("a circle of references that may not be null names the chain") {
  World world;
  world.table("A", {{"id", "uuid!"}, {"b", "uuid!"}})
      .table("B", {{"id", "uuid!"}, {"c", "uuid!"}})
      .table("C", {{"id", "uuid!"}, {"a", "uuid!"}, {"own", "uuid!"}})
      .refer("A", "b", "B")
      .refer("B", "c", "C")
      .refer("C", "a", "A")
      .refer("C", "own", "C")
      .stream("crm.A")
      .stream("crm.B")
      .stream("crm.C");
  const std::string complaints =
      world.complaints("tables: { A: { from: crm.A }, B: { from: crm.B }, C: { from: crm.C } }\n");
  CHECK(complaints == Contains("error 3:11: tables refer to each other by columns that may not be null: "
                               "A.b -> B.c -> C.a -> A | let one of these columns be null in the target"));
  CHECK(complaints == Contains("the table refers to itself by a column that may not be null: C.own -> C"));
}

std::vector<std::string> unmapped(const World& world, const std::string& text) {
  std::vector<std::string> fields;
  for (const UnmappedField& each : world.expand(text).unmapped) fields.push_back(each.field);
  return fields;
}

TEST_CASE("fields that nothing takes are listed with counts and sample keys, or refused") {
  World world = users();
  world.documents("crm.Users", {"name", "email", "status", "legacy", "address", "address.city", "address.zip",
                                "tags", "tags[]", "old"});
  const std::string columns = "    columns: { name: address.city }\n    leave_out: { old: not needed }\n";
  const std::string reported = "tables:\n  Users:\n    from: crm.Users\n" + columns;
  CHECK(unmapped(world, reported) == std::vector<std::string>{"address.zip", "legacy", "name", "tags"});
  CHECK(world.complaints(reported).empty());
  const std::string refused = "tables:\n  Users:\n    from: crm.Users\n    unmapped: fail\n" + columns;
  CHECK(
      world.complaints(refused) ==
      Contains("error 5:11: the field \"legacy\" of 100 documents of crm.Users goes nowhere, as in 1, 2, 3 | "
               "give a column to it, or leave_out: { legacy: WHY }"));
  const Expansion expansion = world.expand(refused);
  CHECK_FALSE(expansion.expanded.has_value());
  REQUIRE(expansion.unmapped.size() == 4);
  CHECK(expansion.unmapped[0].documents == 100);
  CHECK(expansion.unmapped[0].sample_keys.size() == 3);
  world.table("Users", {{"id", "uuid!"}, {"email", "text!"}, {"rest", "jsonb"}});
  CHECK(unmapped(world, plan_of("rest: { rest: true }")).empty());
}

TEST_CASE("a field that is filled in and left out is an error") {
  CHECK(users().complaints("tables:\n  Users:\n    from: crm.Users\n    leave_out: { name: why }\n") ==
        Contains("error 6:18: the field \"name\" is left out, but the column \"name\" is filled from it"));
}

TEST_CASE("a table without a unique key that is filled needs `key` or `keyless`") {
  World world;
  world.table("Log", {{"-", ""}, {"line", "text"}, {"at", "timestamp!"}})
      .documents("crm.Log", {"line", "at"});
  CHECK(world.complaints("tables: { Log: { from: crm.Log } }\n") ==
        Contains("error 3:11: the table \"Log\" has no unique key that the plan fills | "
                 "name the columns that tell its rows apart as `key: [..]`, or say `keyless: replace`"));
  CHECK(
      test::projection(world.whole("tables: { Log: { from: crm.Log, keyless: replace } }\n"), "Log").keyless);
  CHECK(test::projection(world.whole("tables: { Log: { from: crm.Log, key: [at] } }\n"), "Log").key ==
        std::vector<std::string>{"at"});
  CHECK(world.complaints("tables: { Log: { from: crm.Log, key: [att] } }\n") ==
        Contains("`key` names \"att\", which nothing fills in \"Log\" | did you mean \"at\"?"));
  world.key("Log", {"line"});
  CHECK(world.complaints("tables: { Log: { from: crm.Log } }\n") == Contains("no unique key"));
  world.key("Log", {"at"});
  CHECK(world.complaints("tables: { Log: { from: crm.Log } }\n").empty());
}

TEST_CASE("tables that nothing fills and streams that feed nothing are warned of, unless left out") {
  World world = users();
  world.table("audit", {{"id", "uuid!"}}).stream("crm.sessions");
  const std::string text = "tables: { Users: { from: crm.Users } }\n";
  CHECK(world.complaints(text) ==
        Contains("warning 1:1: nothing fills the table \"audit\" | add it to `tables`, or to "
                 "leave_out_tables: { audit: WHY }"));
  CHECK(world.complaints(text) == Contains("warning 2:30: the stream \"crm.sessions\" feeds no table"));
  CHECK(world.complaints(text + "leave_out_tables: { audit: the application's }\n").find("audit") ==
        std::string::npos);
  CHECK(world.complaints(text + "leave_out_tables: { audits: x }\n") ==
        Contains("there is no table \"audits\" to leave out | did you mean \"audit\"?"));
}

TEST_CASE("generated columns cannot be filled by the plan") {
  World world = users();
  world.table("Users", {{"id", "uuid!"}, {"name", "text"}, {"twice", "text*"}});
  CHECK(world.complaints(plan_of("twice: name")) ==
        Contains("error 7:7: Users.twice is generated by the server"));
}

TEST_CASE("values in the documents that an enum does not know are warned of, with their counts") {
  World world = users();
  world.field("crm.Users", "status").values = {{"", 3}, {"ACTIVE", 5}, {"Active", 4}, {"Won", 1}};
  const std::string warned = "\"status\" holds values that the enum of status does not know: ";
  CHECK(world.complaints(plan_of("status: { enum: status }")) ==
        Contains(warned + "\"Active\" (4 documents), \"Won\" (1 document)"));
  CHECK(world.complaints(plan_of("status: { enum: status, fold: case }")) ==
        Contains(warned + "\"Won\" (1 document)"));
  CHECK(world.complaints(plan_of("status: { enum: status, fold: case, map: { won: ACTIVE } }"))
            .find("does not know") == std::string::npos);
}

TEST_CASE("texts too long for an index are warned of") {
  World world = users();
  world.key("Users", {"email"}).field("crm.Users", "email").longest = 2701;
  CHECK(world.complaints("tables: { Users: { from: crm.Users } }\n") ==
        Contains("warning 3:11: a text of 2.70 kB in \"email\" may be too long for the index \"Users_key\" "
                 "on Users.email"));
  world.field("crm.Users", "email").longest = 2700;
  CHECK(world.complaints("tables: { Users: { from: crm.Users } }\n").empty());
}

TEST_CASE("streams whose ids are kept share one space of ids in one table") {
  World world;
  world.table("Users", {{"id", "int!"}}).stream("crm.A").stream("crm.B");
  CHECK(world.complaints("tables: { Users: { from: [crm.A, crm.B], id: keep } }\n") ==
        Contains("warning 3:11: \"Users\" keeps the ids of 2 streams; an id that two of them have would be "
                 "one row"));
}

TEST_CASE("a merge in two ways, and pairs whose ends or sides cannot be, are refused") {
  World world = users();
  world.table("People", {{"id", "uuid!"}, {"name", "text"}})
      .table("Pairs", {{"-", ""}, {"a", "uuid!"}, {"b", "uuid!"}});
  world.key("Pairs", {"a", "b"}, true).stream("crm.Other");
  CHECK(world.complaints("tables:\n  Users: { from: { merge: crm.Users, by: email } }\n"
                         "  People: { from: { merge: crm.Users, by: name } }\n") ==
        Contains("error 5:28: the stream \"crm.Users\" is merged in two ways"));
  const std::string tables = "tables:\n  Users: { from: crm.Users }\n";
  CHECK(world.complaints(tables +
                         "  Pairs: { pairs: { a: Users, bb: Nobody }, from: { crm.Users: friends } }\n") ==
        Contains("the table \"Pairs\" has no column \"bb\""));
  CHECK(
      world.complaints(tables + "  Pairs: { pairs: { a: Users, b: People }, from: { crm.Users: name } }\n") ==
      Contains("the pairs lead to the table \"People\", which no projection fills"));
  CHECK(world.complaints(tables + "  Pairs: { pairs: { a: Users, b: Users }, from: { crm.Other: x } }\n") ==
        Contains("the stream \"crm.Other\" feeds neither \"Users\" nor \"Users\""));
  CHECK(world.complaints(tables + "  Pairs: { pairs: { a: Users, b: Users }, from: { crm.Users: nam } }\n") ==
        Contains("error 5:51: no document of crm.Users has the field \"nam\" | did you mean \"name\"?"));
}

TEST_CASE("a side of pairs that no document has is only warned of where another side has any") {
  World world = users();
  world.table("Pairs", {{"-", ""}, {"a", "uuid!"}, {"b", "uuid!"}}).key("Pairs", {"a", "b"}, true);
  CHECK(world.complaints("tables:\n  Users: { from: crm.Users }\n"
                         "  Pairs: { pairs: { a: Users, b: Users }, from: [{ crm.Users: name }, { crm.Users: "
                         "nam }] }\n") ==
        Contains("warning 5:73: no document of crm.Users has the field \"nam\" | did you mean"));
}

TEST_CASE("a sensitive field that no document has is warned of, lest a slip of the pen unmasks one") {
  World world = users();
  world.sensitive("Users", "emial");
  CHECK(world.complaints("tables: { Users: { from: crm.Users } }\n") ==
        Contains("warning 2:47: no document of crm.Users has the sensitive field \"emial\" | did you mean "
                 "\"email\"?"));
}

TEST_CASE("errors stand before warnings, and each kind in the order of the plan") {
  World world = users();
  world.table("audit", {{"id", "uuid!"}});
  const Expansion expansion =
      world.expand(plan_of("nmae: name\n      email: { field: email, missing: null }"));
  REQUIRE(expansion.complaints.size() == 3);
  CHECK(expansion.complaints[0].place.line == 7);
  CHECK(expansion.complaints[1].place.line == 8);
  CHECK(expansion.complaints[2].weight == Complaint::Weight::kWarning);
  CHECK_FALSE(expansion.expanded.has_value());
}

}  // namespace
}  // namespace sojourn::plan
