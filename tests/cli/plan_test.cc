// `sojourn plan` and `sojourn check` as an operator meets them, with a real dump, journal and server.
#include <doctest/doctest.h>

#include <sstream>

#include "base/bytes.h"
#include "cli/small_crm.h"
#include "journal/reader.h"
#include "support/contains.h"
#include "target/ledger.h"

namespace sojourn::test {
namespace {

TEST_CASE("before anything is extracted the plan is expanded by the catalogue alone") {
  const Crm crm;
  const Finished plan = crm.run("plan");
  CHECK(plan.code == 0);
  CHECK(plan.out == Contains("nothing is extracted yet"));
  CHECK(plan.out == Contains("1. Users from crm.Users, rows not known yet, key id\n"));
  CHECK(plan.out == Contains("user    uuid !  user -> Users  foreign key\n"));
  CHECK(plan.out == Contains("The plan is sound: 2 projections; 0 errors, 0 warnings."));
}

TEST_CASE("beside a journal the plan shows rows, fields that nothing takes, and ids in two streams") {
  const Crm crm;
  REQUIRE(crm.run("extract").code == 0);
  const Finished plan = crm.run("plan");
  CHECK(plan.code == 0);
  CHECK(plan.out == Contains("1. Users from crm.Users, 50 rows, key id\n"));
  CHECK(plan.out == Contains("title   text    title          same name, in no document\n"));
  CHECK(plan.out == Contains("crm.Boards  colour         50  111111111111111111111100 1"));
  CHECK(plan.out == Contains("crm.Boards  crm.Users   50  111111111111111111111100 1"));
  std::istringstream lines(plan.out);
  for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(line.size() <= 104, line);
  const Finished json = crm.run("plan", {"--json", "--quiet"});
  CHECK(json.code == 0);
  CHECK(json.err.empty());
  for (const char* part : {"\"outcome\": \"sound\"", "\"expected\": 50", "\"field\": \"colour\"",
                           "\"ids\": 50", "\"why\": \"foreign key to Users\"", "\"shape\": \""}) {
    CHECK(json.out == Contains(part));
  }
  CHECK((plan.out + plan.err + json.out).find("xyzzy-secret") == std::string::npos);
}

TEST_CASE("a wrong plan is exit code 2, with every complaint at its place") {
  const Crm crm;
  crm.plan("  Usres: { from: crm.Users }\n  Boards: { from: crm.Boardz, unmapped: fail }\n");
  const Finished plan = crm.run("plan");
  CHECK(plan.code == 2);
  CHECK(plan.out == Contains("plan.yaml:5:3: error: the table \"Usres\" is not in schema \"public\"\n"
                             "    did you mean \"Users\"?\n"));
  CHECK(plan.out == Contains("plan.yaml:6:19: error: there is no stream \"crm.Boardz\"\n"));
  CHECK(plan.out == Contains("The plan is wrong: 2 errors, "));
  const Finished json = crm.run("plan", {"--json"});
  CHECK(json.code == 2);
  CHECK(json.out == Contains("\"outcome\": \"wrong\""));
  CHECK(json.out == Contains("\"plan\": null"));
}

TEST_CASE("a target whose tables a file would make is refused with the words to load it") {
  const Crm crm;
  crm.plan("  People: { from: crm.Users }\n", "ddl: target.sql");
  const Finished plan = crm.run("plan");
  CHECK(plan.code == 2);
  CHECK(plan.err == Contains("the tables of the plan are not in schema \"public\" of database \"" +
                             crm.database().name() + "\" yet"));
  CHECK(plan.err == Contains("create them: psql CONNECTION -v ON_ERROR_STOP=1 -f "));
}

TEST_CASE("a plan without a target cannot be planned") {
  const Crm crm;
  const TempDir folder;
  write_file(folder / "plan.yaml", "migration: m\nsources: { crm: { mongodump: dump } }\n");
  for (const char* verb : {"plan", "check"}) {
    const Finished plan = run_command({kProgram, verb, (folder / "plan.yaml").string()});
    CHECK(plan.code == 2);
    CHECK(plan.err == Contains("the plan names no target"));
  }
}

TEST_CASE("check says that all is well, table by table") {
  const Crm crm;
  const Finished check = crm.run("check");
  CHECK_MESSAGE(check.code == 0, check.out);
  CHECK(check.out == Contains("ok       server: PostgreSQL " + Server::shared().version()));
  CHECK(check.out == Contains("ok       role: postgres, a superuser\n"));
  CHECK(check.out == Contains("ok       ledger: schema \"sojourn\" is not there yet; it will be made\n"));
  CHECK(check.out == Contains("ok       table Boards: 1 index and 1 foreign key can be held back\n"));
  CHECK(check.out == Contains("ok       source crm: 2 streams, "));
  CHECK(check.out == Contains("ok       memory: "));
  CHECK(crm.run("check", {"--json"}).out == Contains("\"outcome\": \"sound\""));
}

TEST_CASE("check says what stands in the way, and what to do about it") {
  Crm crm({"CREATE ROLE guest LOGIN", "ALTER ROLE guest SET statement_timeout = '30s'",
           "INSERT INTO \"Users\" VALUES ('00000000-0000-0000-0000-000000000000')",
           "GRANT SELECT ON \"Users\", \"Boards\" TO guest", "GRANT INSERT ON \"Boards\" TO guest",
           "CREATE SCHEMA sojourn", "CREATE TABLE sojourn.ledger (a int)",
           "CREATE VIEW v AS SELECT * FROM \"Boards\"",
           "CREATE TABLE notes (\"user\" uuid REFERENCES \"Users\")",
           "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
           "CREATE TRIGGER audit BEFORE INSERT ON \"Boards\" FOR EACH ROW EXECUTE FUNCTION f()",
           "ALTER TABLE \"Boards\" ENABLE ROW LEVEL SECURITY"});
  crm.as("guest");
  crm.plan(
      "  Users: { from: crm.Users }\n  Boards: { from: crm.Boards, existing: keep }\n  None: { from: "
      "crm.Boards }\n");
  const Finished check = crm.run("check");
  CHECK(check.code == 2);
  for (const char* part :
       {"warning  role: statement_timeout is 30000ms for its sessions",
        "error    ledger: schema \"sojourn\" is there, but our role may not make tables in it",
        "error    table Users: our role has no right to INSERT, UPDATE, DELETE",
        "error    table Users: it is not empty", "own it; it is not empty; it is referred to by notes\n",
        "warning  table Boards: our role has no right to UPDATE, DELETE, which later versions",
        "error    table Boards: row-level security applies to our role", "it is shown by the view v",
        "warning  table Boards: its triggers fire for every row: audit",
        "error    table None: it is not in schema \"public\""}) {
    CHECK_MESSAGE(check.out == Contains(part), check.out);
  }
  CHECK(crm.run("check", {"--json"}).out == Contains("\"weight\": \"error\""));
  crm.database().run({"DROP OWNED BY guest", "DROP ROLE guest"});
}

TEST_CASE("check knows the ledger of this migration, and refuses that of another one") {
  const Crm crm;
  REQUIRE(crm.run("extract").code == 0);
  const auto owner = [&](const std::string& journal, const std::string& name) {
    target::Session session({.connection = crm.database().connection(), .migration = name});
    (void)target::Ledger::open(session, "sojourn", {.journal = journal, .name = name});
  };
  SUBCASE("its own") {
    const std::vector<std::uint8_t> id = journal::Reader::open(crm.path("test.journal"))->view().header().id;
    owner(to_hex(std::string(id.begin(), id.end())), "test");
    CHECK(crm.run("check").out ==
          Contains("ok       ledger: schema \"sojourn\" holds the ledger of this migration"));
  }
  SUBCASE("another's") {
    owner("some other journal", "shop");
    const Finished check = crm.run("check");
    CHECK(check.code == 2);
    CHECK(check.out == Contains("error    ledger: it belongs to the migration \"shop\" of another journal"));
  }
}

TEST_CASE("a ledger that is not empty is shown, and a target that cannot be reached is exit code 1") {
  Crm crm({"CREATE SCHEMA sojourn", "CREATE TABLE sojourn.ledger (a int)"});
  const Finished check = crm.run("check");
  CHECK(check.code == 0);
  CHECK(check.out ==
        Contains("warning  ledger: schema \"sojourn\" holds 1 table, none of them a ledger: ledger\n"));
  crm.as("nobody");
  crm.plan("  Users: { from: crm.Users }\n");
  for (const char* verb : {"plan", "check"}) {
    const Finished failed = crm.run(verb);
    CHECK(failed.code == 1);
    CHECK(failed.err == Contains("cannot connect to the target (database \"" + crm.database().name() + "\""));
  }
}

}  // namespace
}  // namespace sojourn::test
