// A session against a real server: what it sets, what it says when it is refused, what it never says.
#include "target/session.h"

#include <doctest/doctest.h>

#include <thread>

#include "support/contains.h"
#include "target/server.h"
#include "target/sql_text.h"

namespace sojourn::target {
namespace {

using test::Contains;
using test::Database;

Session open(const Database& database, const std::string& user = "postgres") {
  return Session({.connection = database.connection(user), .migration = "crm"});
}

std::string cell(Session& session, const std::string& query,
                 const std::vector<std::string>& parameters = {}) {
  const Rows rows = session.query("ask", query, parameters);
  REQUIRE(rows.size() == 1);
  return rows[0][0].value_or("(null)");
}

/// What a statement is refused with.
ServerError refusal(Session& session, const std::string& statement,
                    const std::vector<std::string>& parameters = {}) {
  try {
    session.execute("try it", statement, parameters);
  } catch (const ServerError& error) {
    return error;
  }
  throw std::runtime_error("the server took it: " + statement);
}

std::string all_of(const Error& error) {
  return std::string(error.what()) + "\n" + error.text().hint;
}

TEST_CASE("a session depends on nothing that role or database are set to") {
  const Database database(
      {"CREATE ROLE odd LOGIN", "ALTER ROLE odd SET statement_timeout = '50ms'",
       "ALTER ROLE odd SET TimeZone = 'Asia/Tokyo'", "ALTER ROLE odd SET DateStyle = 'German'",
       "ALTER ROLE odd SET search_path = 'public'", "ALTER ROLE odd SET default_transaction_read_only = on",
       "ALTER ROLE odd SET default_transaction_isolation = 'serializable'",
       "ALTER ROLE odd SET extra_float_digits = -5", "ALTER ROLE odd SET idle_session_timeout = '1s'",
       "ALTER ROLE odd SET client_encoding = 'LATIN1'"});
  Session session({.connection = database.connection("odd"),
                   .migration = "crm",
                   .lock_timeout = std::chrono::milliseconds(1234),
                   .idle_in_transaction_timeout = std::chrono::milliseconds(5678)});
  CHECK(cell(session, "SELECT pg_sleep(0.1)") == "");
  CHECK(cell(session, "SHOW statement_timeout") == "0");
  CHECK(cell(session, "SHOW lock_timeout") == "1234ms");
  CHECK(cell(session, "SHOW idle_in_transaction_session_timeout") == "5678ms");
  CHECK(cell(session, "SHOW idle_session_timeout") == "0");
  CHECK(cell(session, "SHOW search_path") == "\"\"");
  CHECK(cell(session, "SHOW row_security") == "off");
  CHECK(cell(session, "SHOW transaction_read_only") == "off");
  CHECK(cell(session, "SHOW transaction_isolation") == "read committed");
  CHECK(cell(session, "SHOW client_encoding") == "UTF8");
  CHECK(cell(session, "SHOW application_name") == "sojourn crm");
  CHECK(cell(session, "SELECT '2026-02-03 04:05:06Z'::timestamptz") == "2026-02-03 04:05:06+00");
  CHECK(cell(session, "SELECT 0.1::float8 + 0.2") == "0.30000000000000004");
  database.run({"DROP ROLE odd"});
}

TEST_CASE("cells come as texts, and null is none") {
  const Database database({});
  Session session = open(database);
  const Rows rows = session.query("ask", "SELECT $1::text, NULL, $2::int + 1, ''", {"it's \"ä\"", "41"});
  CHECK(rows == Rows{{"it's \"ä\"", std::nullopt, "42", ""}});
  session.execute("prepare", "CREATE TABLE public.t (a int); INSERT INTO public.t VALUES (1), (2), (3)");
  CHECK(session.execute("change", "UPDATE public.t SET a = a WHERE a > $1", {"1"}) == 2);
}

TEST_CASE("texts survive the way through an array, and names the way through quotes") {
  const Database database({"CREATE TABLE \"a \"\"b\"\"\" (\"C,d\" text)"});
  Session session = open(database);
  const std::vector<std::string> texts = {"plain", "", "with \"quotes\" and \\", "a,b", "{}", "NULL"};
  CHECK(array_from(cell(session, "SELECT $1::text[]", {array_text(texts)})) == texts);
  CHECK(array_from(cell(session, "SELECT $1::text[]", {array_text({})})).empty());
  CHECK(session.execute("add",
                        "INSERT INTO " + quoted_name(TableName{"public", "a \"b\""}) + " (" +
                            quoted_names({"C,d"}) + ") VALUES ($1)",
                        {"x"}) == 1);
}

TEST_CASE("a transaction that is not committed is rolled back, and the session goes on") {
  const Database database({"CREATE TABLE t (a int)"});
  Session session = open(database);
  {
    const Transaction transaction(session);
    session.execute("add", "INSERT INTO public.t VALUES (1)");
  }
  {
    Transaction transaction(session);
    session.execute("add", "INSERT INTO public.t VALUES (2)");
    transaction.commit();
  }
  CHECK(cell(session, "SELECT array_agg(a) FROM public.t") == "{2}");
}

TEST_CASE("a transaction with a failed statement is never taken for committed") {
  const Database database({"CREATE TABLE t (a int)"});
  Session session = open(database);
  Transaction transaction(session);
  session.execute("add", "INSERT INTO public.t VALUES (1)");
  CHECK(refusal(session, "SELECT 1/0").refusal().sqlstate == "22012");
  CHECK_THROWS_AS(transaction.commit(), ServerError);
}

TEST_CASE("a refusal has SQLSTATE, table, column and constraint, and leaves the session usable") {
  const Database database({"CREATE TABLE p (id int PRIMARY KEY)",
                           "CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, b varchar(3), "
                           "p int CONSTRAINT t_to_p REFERENCES p, CONSTRAINT small CHECK (id < 100))",
                           "INSERT INTO t VALUES (1, 'x')"});
  Session session = open(database);
  const Refusal twice = refusal(session, "INSERT INTO public.t VALUES (1, 'y')").refusal();
  CHECK(twice.sqlstate == "23505");
  CHECK(twice.schema == "public");
  CHECK(twice.table == "t");
  CHECK(twice.constraint == "t_pkey");
  CHECK_FALSE(twice.line.has_value());
  const Refusal null = refusal(session, "INSERT INTO public.t VALUES (2)").refusal();
  CHECK(null.sqlstate == "23502");
  CHECK(null.column == "a");
  CHECK(refusal(session, "INSERT INTO public.t VALUES (200, 'y')").refusal().constraint == "small");
  const Refusal dangling = refusal(session, "INSERT INTO public.t VALUES (2, 'y', 'z', 9)").refusal();
  CHECK(dangling.sqlstate == "23503");
  CHECK(dangling.constraint == "t_to_p");
  const ServerError gone = refusal(session, "SELECT * FROM public.nowhere");
  CHECK(gone.refusal().sqlstate == "42P01");
  CHECK(all_of(gone) == Contains("was it dropped or renamed"));
  CHECK(cell(session, "SELECT 1") == "1");
}

TEST_CASE("no value of a row is told, whatever the server says") {
  const Database database(
      {"CREATE TABLE t (a text UNIQUE, b int, c date, CHECK (a <> 's3cr3t!'))",
       "INSERT INTO t VALUES ('s3cr3t')",
       "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
       "'BEGIN RAISE EXCEPTION USING MESSAGE = NEW.a, ERRCODE = ''unique_violation''; END'",
       "CREATE TABLE u (a text)", "CREATE TRIGGER f BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION f()"});
  Session session = open(database);
  for (const auto& [statement, sqlstate] : std::vector<std::pair<std::string, std::string>>{
           {"INSERT INTO public.t VALUES ($1)", "23505"},
           {"INSERT INTO public.t VALUES ($1 || '!')", "23514"},
           {"INSERT INTO public.t (b) VALUES (($1::text)::int)", "22P02"},
           {"INSERT INTO public.t (c) VALUES (($1::text)::date)", "22007"},
           {"SELECT $1::text::bytea::text::json", "22P02"},
           {"INSERT INTO public.u VALUES ($1)", "23505"}}) {
    const ServerError error = refusal(session, statement, {"s3cr3t"});
    CHECK(error.refusal().sqlstate == sqlstate);
    CHECK(all_of(error).find("s3cr3t") == std::string::npos);
  }
}

TEST_CASE("missing rights are refused in words, row security that would hide rows too") {
  const Database database({"CREATE ROLE guest2 LOGIN", "CREATE TABLE t (a int)", "CREATE TABLE u (a int)",
                           "GRANT SELECT, INSERT ON u TO guest2", "ALTER TABLE u ENABLE ROW LEVEL SECURITY"});
  Session session = open(database, "guest2");
  const ServerError error = refusal(session, "INSERT INTO public.t VALUES (1)");
  CHECK(error.refusal().sqlstate == "42501");
  CHECK(all_of(error) == Contains("permission denied for table t"));
  CHECK(all_of(error) == Contains("grant the right"));
  CHECK(refusal(session, "SELECT * FROM public.u").refusal().sqlstate == "42501");
  database.run({"DROP OWNED BY guest2", "DROP ROLE guest2"});
}

TEST_CASE("a lock that somebody holds, a cancelled statement and a full disk are pauses, not failures") {
  const Database database({"CREATE TABLE t (a int)"});
  Session holder = open(database);
  const Transaction holding(holder);
  holder.execute("lock", "LOCK TABLE public.t");
  Session session({.connection = database.connection(),
                   .migration = "crm",
                   .lock_timeout = std::chrono::milliseconds(20)});
  const ServerError locked = refusal(session, "INSERT INTO public.t VALUES (1)");
  CHECK(locked.refusal().sqlstate == "55P03");
  CHECK(locked.is_passing());
  CHECK(locked.exit_code() == ExitCode::kPaused);
  const ServerError full = refusal(session, "DO $$BEGIN RAISE disk_full; END$$");
  CHECK(full.exit_code() == ExitCode::kPaused);
  CHECK(all_of(full) == Contains("make room on the server's disk"));
  CHECK_FALSE(full.is_passing());
}

TEST_CASE("another thread can cancel a statement, and the session goes on") {
  const Database database({});
  Session session = open(database);
  std::atomic<bool> ended = false;
  std::thread other([&] {
    // The first ones may come before the statement, and then do nothing.
    while (!ended) session.cancel();
  });
  const ServerError error = refusal(session, "SELECT pg_sleep(600)");
  ended = true;
  other.join();
  CHECK(error.refusal().sqlstate == "57014");
}

TEST_CASE("of two sessions that lock each other out, one is told that it may try again") {
  const Database database({"CREATE TABLE a (x int)", "CREATE TABLE b (x int)"});
  database.run({"ALTER DATABASE " + database.name() + " SET deadlock_timeout = '10ms'"});
  Session one = open(database);
  Session two = open(database);
  int deadlocks = 0;
  {
    const Transaction first(one);
    one.execute("lock", "LOCK TABLE public.a");
    std::thread other([&] {
      const Transaction second(two);
      two.execute("lock", "LOCK TABLE public.b");
      try {
        two.execute("lock", "LOCK TABLE public.a");
      } catch (const ServerError& error) {
        deadlocks += error.refusal().sqlstate == "40P01" && error.is_passing() ? 1 : 0;
      }
    });
    // Until the other one holds b.
    Session looker = open(database);
    while (cell(looker, "SELECT count(*) FROM pg_locks WHERE NOT granted") == "0") {
    }
    try {
      one.execute("lock", "LOCK TABLE public.b");
    } catch (const ServerError& error) {
      deadlocks += error.refusal().sqlstate == "40P01" && error.is_passing() ? 1 : 0;
    }
    other.join();
  }
  CHECK(deadlocks == 1);
}

TEST_CASE("wrong password and wrong database are failures, no server at all is a pause") {
  const Database database({"CREATE ROLE locked LOGIN PASSWORD 's3cr3t'"});
  const auto failure = [](const std::string& connection) -> std::pair<bool, std::string> {
    try {
      const Session session = connect_patiently({.connection = connection, .migration = "crm"},
                                                Patience(std::chrono::milliseconds(50)));
    } catch (const ConnectionLost& error) {
      CHECK(error.exit_code() == ExitCode::kPaused);
      return {true, all_of(error)};
    } catch (const Error& error) {
      CHECK(error.exit_code() == ExitCode::kFailed);
      return {false, all_of(error)};
    }
    return {false, "connected"};
  };
  const auto [no_way, password] = failure(database.connection("locked") + " password=s3cr3t2");
  CHECK_FALSE(no_way);
  CHECK(password == Contains("password authentication failed"));
  CHECK(password.find("s3cr3t") == std::string::npos);
  const auto [nothing, nowhere] = failure(database.connection() + " dbname=nowhere");
  CHECK_FALSE(nothing);
  CHECK(nowhere == Contains("\"nowhere\" does not exist"));
  const auto [lost, unreachable] = failure("host=/no/such/folder dbname=x password=s3cr3t");
  CHECK(lost);
  CHECK(unreachable == Contains("check that the server runs there"));
  CHECK(unreachable.find("s3cr3t") == std::string::npos);
  CHECK(Session({.connection = database.connection("locked") + " password=s3cr3t", .migration = "crm"})
            .description() == Contains(database.name()));
  database.run({"DROP ROLE locked"});
}

}  // namespace
}  // namespace sojourn::target
