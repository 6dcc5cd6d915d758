// Keys, indexes and foreign keys on a real server: taken away, put back the same, and what is in the way
// told.
#include "target/hold_back.h"

#include <doctest/doctest.h>

#include "support/contains.h"
#include "support/temp_dir.h"
#include "target/offenders.h"
#include "target/put_back.h"
#include "target/server.h"

namespace sojourn::target {
namespace {

using test::Contains;
using test::Database;

struct Fixture {
  explicit Fixture(const std::vector<std::string>& statements) : database(statements) {
    sessions.emplace_back(SessionOptions{.connection = database.connection(), .migration = "crm"});
    ledger = Ledger::open(session(), "sojourn", {.journal = "j", .name = "crm"});
    ledger->take_over(session());
  }
  Session& session() { return sessions.front(); }
  void add_session() {
    sessions.emplace_back(SessionOptions{.connection = database.connection(), .migration = "crm"});
    ledger->join(sessions.back());
  }
  HoldBack hold_back(const std::vector<std::string>& tables) {
    std::vector<TableName> names;
    for (const std::string& table : tables) names.push_back({"public", table});
    return target::hold_back(session(), *ledger, names);
  }
  std::vector<LateFailure> put_back() { return target::put_back(sessions, *ledger); }
  /// All that can be held back, as the server prints it.
  [[nodiscard]] std::string definitions() const {
    return database.ask(
        "SELECT string_agg(line, chr(10) ORDER BY line) FROM (SELECT pg_get_indexdef(indexrelid) || ' ' || "
        "coalesce(obj_description(indexrelid, 'pg_class'), '') || indisvalid || indimmediate AS line FROM "
        "pg_index "
        "JOIN pg_class c ON c.oid = indrelid WHERE relnamespace = 'public'::regnamespace UNION ALL SELECT "
        "conname || "
        "conrelid::regclass || pg_get_constraintdef(oid) || convalidated || coalesce(obj_description(oid, "
        "'pg_constraint'), '') FROM pg_constraint WHERE connamespace = 'public'::regnamespace) AS all_of_it");
  }

  Database database;
  std::vector<Session> sessions;
  std::optional<Ledger> ledger;
};

const std::vector<std::string> kSchema = {
    "CREATE TABLE users (id int PRIMARY KEY, mail text, code int, boss int REFERENCES users ON DELETE SET "
    "NULL, "
    "CONSTRAINT \"Mail, \"\"once\"\"\" UNIQUE (mail) DEFERRABLE INITIALLY DEFERRED, CHECK (id > 0))",
    "CREATE TABLE tasks (id int PRIMARY KEY, \"user\" int CONSTRAINT \"to User\" REFERENCES users "
    "DEFERRABLE, a int, b int, tags text[])",
    "CREATE UNIQUE INDEX lower_mail ON users (lower(mail) DESC) INCLUDE (code) WHERE code > 0",
    "CREATE INDEX tags ON tasks USING gin (tags)",
    "CREATE INDEX pair ON tasks (a, b DESC) WITH (fillfactor=70)",
    "COMMENT ON INDEX pair IS 'it''s a pair'",
    "COMMENT ON CONSTRAINT users_pkey ON users IS 'the \\key'",
    "COMMENT ON CONSTRAINT \"to User\" ON tasks IS 'who'",
    "ALTER TABLE tasks ADD CONSTRAINT unchecked FOREIGN KEY (a) REFERENCES users NOT VALID"};

TEST_CASE("all that is held back comes back exactly, names, options, comments and all") {
  Fixture fixture(kSchema);
  fixture.add_session();
  fixture.add_session();
  const std::string before = fixture.definitions();
  const HoldBack found = fixture.hold_back({"users", "tasks"});
  CHECK(found.kept.empty());
  CHECK(found.held.size() == 9);
  CHECK(fixture.database.ask("SELECT count(*) FROM pg_index JOIN pg_class c ON c.oid = indrelid "
                             "WHERE relnamespace = 'public'::regnamespace") == "0");
  CHECK(fixture.database.ask("SELECT count(*) FROM pg_constraint WHERE contype IN ('p', 'u', 'f') "
                             "AND connamespace = 'public'::regnamespace") == "0");
  CHECK(fixture.database.ask("SELECT count(*) FROM sojourn.held_back WHERE state = 'held'") == "9");
  fixture.database.run({"INSERT INTO users SELECT i, i, i FROM generate_series(1, 100) AS i",
                        "INSERT INTO tasks SELECT i, i FROM generate_series(1, 100) AS i"});
  CHECK(fixture.put_back().empty());
  CHECK(fixture.definitions() == before);
  CHECK(still_held(fixture.session(), *fixture.ledger).empty());
  CHECK(fixture.database.ask("SELECT count(*) FROM sojourn.held_back WHERE state = 'built' "
                             "AND built_at IS NOT NULL") == "9");
  CHECK(fixture.put_back().empty());
}

TEST_CASE("an index comes back into the tablespace where it was, whatever the role would choose") {
  const std::string where =
      "SELECT string_agg(indexname || coalesce(tablespace, ''), ',' ORDER BY indexname) FROM "
      "pg_indexes WHERE schemaname = 'public'";
  {
    Fixture fixture({"SET allow_in_place_tablespaces = on; ", "CREATE TABLESPACE fast LOCATION ''",
                     "CREATE TABLE t (id int, a int, PRIMARY KEY (id) USING INDEX TABLESPACE fast)",
                     "CREATE INDEX here ON t (a)", "ALTER ROLE postgres SET default_tablespace = fast"});
    fixture.add_session();
    CHECK(fixture.database.ask(where) == "here,t_pkeyfast");
    fixture.hold_back({"t"});
    CHECK(fixture.put_back().empty());
    CHECK(fixture.database.ask(where) == "here,t_pkeyfast");
  }
  test::Server::shared().run({"ALTER ROLE postgres RESET default_tablespace", "DROP TABLESPACE fast"});
}

TEST_CASE("what was put back can be held back once more") {
  Fixture fixture(kSchema);
  const std::string before = fixture.definitions();
  for (int i = 0; i < 2; ++i) {
    CHECK(fixture.hold_back({"users", "tasks"}).held.size() == 9);
    CHECK(fixture.put_back().empty());
  }
  CHECK(fixture.definitions() == before);
}

TEST_CASE("putting back that is ended at any step is gone on with from there") {
  Fixture fixture(kSchema);
  const std::string before = fixture.definitions();
  fixture.hold_back({"users", "tasks"});
  const int steps = std::stoi(fixture.database.ask("SELECT sum(cardinality(steps)) FROM sojourn.held_back"));
  // A trigger on the ledger ends our session at the next step, after the step's statement.
  fixture.database.run(
      {"CREATE FUNCTION sojourn.strike() RETURNS trigger LANGUAGE plpgsql AS "
       "'BEGIN IF (SELECT sum(done) FROM sojourn.held_back) = current_setting(''my.strike'')::int THEN "
       "PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END'",
       "CREATE TRIGGER strike BEFORE UPDATE ON sojourn.held_back FOR EACH ROW EXECUTE FUNCTION "
       "sojourn.strike()"});
  for (int i = 0; i < steps; ++i) {
    fixture.session().execute("set", "SET my.strike = " + std::to_string(i));
    CHECK_THROWS_AS((void)fixture.put_back(), ConnectionLost);
    fixture.sessions.clear();
    fixture.add_session();
    CHECK(fixture.database.ask("SELECT sum(done) FROM sojourn.held_back") == std::to_string(i));
  }
  fixture.session().execute("set", "SET my.strike = -1");
  CHECK(fixture.put_back().empty());
  CHECK(fixture.definitions() == before);
}

/// The queries that docs/LEDGER.md shows.
std::vector<std::string> documented_queries() {
  const std::string page = test::read_file(std::string(SOURCE_DIR) + "/docs/LEDGER.md");
  const std::string begin = "```sql\n";
  std::vector<std::string> queries;
  for (std::size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at + 1)) {
    const std::size_t from = at + begin.size();
    queries.push_back(page.substr(from, page.find("```", from) - from));
  }
  return queries;
}

TEST_CASE("the queries that the page on the ledger shows work, and the last one puts all back by hand") {
  Fixture fixture(kSchema);
  const std::string before = fixture.definitions();
  fixture.hold_back({"users", "tasks"});
  AppliedRange range;
  range.past = range.rows = 9;
  fixture.ledger->record(fixture.session(), "Users", "s", 1, range);
  const std::vector<std::string> queries = documented_queries();
  REQUIRE(queries.size() == 3);
  CHECK(fixture.database.ask(queries[0]) == Contains("1|"));
  CHECK(fixture.database.ask(queries[1]) == "Users|9|9");
  fixture.database.run({fixture.database.ask(queries[2])});
  CHECK(fixture.definitions() == before);
}

TEST_CASE("who was taken over from can neither hold back nor put back") {
  Fixture fixture(kSchema);
  const std::string before = fixture.definitions();
  fixture.database.run({"UPDATE sojourn.migration SET epoch = epoch + 1"});
  CHECK_THROWS_AS(fixture.hold_back({"users", "tasks"}), Superseded);
  CHECK(fixture.definitions() == before);
}

TEST_CASE("a table that holds rows is not touched") {
  Fixture fixture(kSchema);
  const std::string before = fixture.definitions();
  fixture.database.run({"INSERT INTO tasks (id) VALUES (1)"});
  CHECK_THROWS_WITH_AS(fixture.hold_back({"users", "tasks"}), doctest::Contains("the table holds rows"),
                       Error);
  CHECK(fixture.definitions() == before);
}

std::string reason(const HoldBack& found, const std::string& name) {
  for (const KeptInPlace& kept : found.kept) {
    if (kept.name == name) return kept.reason;
  }
  return "held";
}

TEST_CASE("what cannot be held back stays, with the reason") {
  Fixture fixture(
      {"CREATE TABLE a (id int PRIMARY KEY, x int UNIQUE, y int, z int, EXCLUDE USING btree (z WITH =))",
       "CREATE TABLE foreign_one (a int CONSTRAINT from_outside REFERENCES a (id))",
       "CREATE INDEX clustered ON a (y)", "CLUSTER a USING clustered", "CREATE INDEX plain ON a (y)",
       "CREATE TABLE grouped (id int PRIMARY KEY, x int)",
       "CREATE VIEW v AS SELECT id, x FROM grouped GROUP BY id",
       "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
       "CREATE TABLE replicated (id int NOT NULL UNIQUE)",
       "ALTER TABLE replicated REPLICA IDENTITY USING INDEX replicated_id_key",
       "CREATE TABLE child (p int REFERENCES parts)",
       "CREATE TABLE heir (i int PRIMARY KEY) INHERITS (child)"});
  const HoldBack found = fixture.hold_back({"a", "grouped", "parts", "replicated", "child", "heir"});
  CHECK(reason(found, "a_pkey") == "needed by constraint from_outside on table public.foreign_one");
  CHECK(reason(found, "a_x_key") == "held");
  CHECK(reason(found, "plain") == "held");
  CHECK(reason(found, "a_z_excl") == "it excludes rows by a condition");
  CHECK(reason(found, "clustered") == "the table is clustered by it");
  CHECK(reason(found, "grouped_pkey") == Contains("needed by rule _RETURN on view public.v"));
  CHECK(reason(found, "parts_pkey") == "the table is partitioned");
  CHECK(reason(found, "replicated_id_key") == "it identifies rows for replication");
  CHECK(reason(found, "heir_pkey") == "the table inherits");
  CHECK(found.held.size() == 2);
}

TEST_CASE("tables that are not ours, and parents that we may not refer to, stay as they are") {
  Fixture fixture({"CREATE ROLE guest4 LOGIN", "CREATE TABLE theirs (id int PRIMARY KEY)",
                   "CREATE TABLE ours (id int PRIMARY KEY, t int REFERENCES theirs)",
                   "ALTER TABLE ours OWNER TO guest4", "GRANT SELECT, INSERT ON theirs TO guest4"});
  Session session({.connection = fixture.database.connection("guest4"), .migration = "crm"});
  const HoldBack found = what_to_hold_back(session, {{"public", "ours"}, {"public", "theirs"}});
  CHECK(reason(found, "theirs_pkey") == "our role does not own the table");
  CHECK(reason(found, "ours_t_fkey") == "our role may not refer to public.theirs");
  CHECK(reason(found, "ours_pkey") == "held");
  fixture.database.run({"DROP OWNED BY guest4", "DROP ROLE guest4"});
}

std::vector<Offender> only_failure(Fixture& fixture, const std::string& name,
                                   const std::vector<std::string>& key = {"id"}) {
  const std::vector<LateFailure> failures = fixture.put_back();
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].what.name == name);
  return offenders(fixture.session(), failures[0], key);
}

TEST_CASE("duplicates are all named, group by group, and when they are gone the key goes back") {
  Fixture fixture({"CREATE TABLE t (id int PRIMARY KEY, mail text, code int)",
                   "CREATE UNIQUE INDEX mails ON t (lower(mail), code) WHERE id < 100"});
  const std::string before = fixture.definitions();
  fixture.hold_back({"t"});
  fixture.database.run(
      {"INSERT INTO t VALUES (1, 'A', 1), (2, 'a', 1), (3, 'b', 1), (4, 'c', 2), (5, 'C', 2), "
       "(6, NULL, 1), (7, NULL, 1), (8, 'a', 2), (101, 'a', 1)"});
  CHECK(only_failure(fixture, "mails") ==
        std::vector<Offender>{{1, {"1"}}, {1, {"2"}}, {4, {"4"}}, {4, {"5"}}});
  fixture.database.run({"DELETE FROM t WHERE id IN (2, 5)"});
  CHECK(fixture.put_back().empty());
  CHECK(fixture.definitions() == before);
}

TEST_CASE(
    "two rows of one primary key are named by any columns, and nulls that are not distinct are one value") {
  Fixture fixture({"CREATE TABLE t (id int PRIMARY KEY, \"No\" int UNIQUE NULLS NOT DISTINCT)"});
  fixture.hold_back({"t"});
  fixture.database.run({"INSERT INTO t VALUES (1, 1), (1, NULL), (2, NULL)"});
  const std::vector<LateFailure> failures = fixture.put_back();
  REQUIRE(failures.size() == 2);
  for (const LateFailure& failure : failures) {
    const auto found = offenders(fixture.session(), failure, {"id", "No"});
    CHECK(found == (failure.what.kind == kPrimaryKey
                        ? std::vector<Offender>{{1, {"1", "1"}}, {1, {"1", ""}}}
                        : std::vector<Offender>{{2, {"1", ""}}, {2, {"2", ""}}}));
  }
}

TEST_CASE("references to nothing are all named, also those that are null in part where all must match") {
  Fixture fixture({"CREATE TABLE p (x int, y int, PRIMARY KEY (x, y))",
                   "CREATE TABLE t (id int, a int, b int, FOREIGN KEY (a, b) REFERENCES p)",
                   "CREATE TABLE u (id int, a int, b int, FOREIGN KEY (a, b) REFERENCES p MATCH FULL)"});
  const std::string before = fixture.definitions();
  fixture.hold_back({"p", "t", "u"});
  const std::string rows = " VALUES (1, 1, 1), (2, 1, 2), (3, NULL, 5), (4, NULL, NULL), (5, 7, 7)";
  fixture.database.run({"INSERT INTO p VALUES (1, 1)", "INSERT INTO t" + rows, "INSERT INTO u" + rows});
  const std::vector<LateFailure> failures = fixture.put_back();
  REQUIRE(failures.size() == 2);
  for (const LateFailure& failure : failures) {
    CHECK(failure.error.refusal().sqlstate == "23503");
    const auto found = offenders(fixture.session(), failure, {"id"});
    CHECK(found == (failure.what.table.name == "t"
                        ? std::vector<Offender>{{0, {"2"}}, {0, {"5"}}}
                        : std::vector<Offender>{{0, {"2"}}, {0, {"3"}}, {0, {"5"}}}));
  }
  fixture.database.run({"DELETE FROM t WHERE id IN (2, 5)", "DELETE FROM u WHERE id IN (2, 3, 5)"});
  CHECK(fixture.put_back().empty());
  CHECK(fixture.definitions() == before);
}

TEST_CASE("rows too long for an index are named, those that only look so are not") {
  Fixture fixture({"CREATE TABLE t (id int PRIMARY KEY, a text)", "CREATE UNIQUE INDEX by_text ON t (a)",
                   "COMMENT ON INDEX by_text IS 'x'"});
  fixture.hold_back({"t"});
  // A text of one letter is compressed to almost nothing, hashes in a row are not.
  fixture.database.run(
      {"INSERT INTO t VALUES (1, 'short'), (2, repeat('x', 20000)), (3, (SELECT "
       "string_agg(md5(i::text), '') FROM generate_series(1, 300) AS i)), (4, (SELECT "
       "string_agg(md5(i::text), '') FROM generate_series(1, 50) AS i))"});
  CHECK(only_failure(fixture, "by_text") == std::vector<Offender>{{0, {"3"}}});
  CHECK(fixture.database.ask("SELECT count(*) FROM pg_class WHERE relname LIKE 'sojourn%'") == "0");
}

TEST_CASE("an index that fails on a value for reasons of its own has no rows to name") {
  Fixture fixture({"CREATE TABLE t (id int PRIMARY KEY, a text)", "CREATE INDEX by_number ON t ((a::int))"});
  fixture.hold_back({"t"});
  fixture.database.run({"INSERT INTO t VALUES (1, '12'), (2, 's3cr3t')"});
  const std::vector<LateFailure> failures = fixture.put_back();
  REQUIRE(failures.size() == 1);
  CHECK(failures[0].error.refusal().sqlstate == "22P02");
  CHECK(std::string(failures[0].error.what()).find("s3cr3t") == std::string::npos);
  CHECK(offenders(fixture.session(), failures[0], {"id"}).empty());
}

}  // namespace
}  // namespace sojourn::target
