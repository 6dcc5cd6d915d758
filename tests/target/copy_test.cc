// COPY against a real server: what goes in comes out, and a row that is refused is named.
#include "target/copy.h"

#include <doctest/doctest.h>

#include "support/contains.h"
#include "target/binary_rows.h"
#include "target/server.h"

namespace sojourn::target {
namespace {

using test::binary_row;
using test::Contains;
using test::Database;
using test::int4;

Session open(const Database& database) {
  return Session({.connection = database.connection(), .migration = "crm"});
}

std::uint64_t copy(Session& session, const std::string& rows, const std::vector<std::string>& columns,
                   const std::string& table = "t") {
  Transaction transaction(session);
  CopyIn copying(session, {"public", table}, columns);
  copying.send(rows);
  const std::uint64_t count = copying.finish();
  transaction.commit();
  return count;
}

Refusal refusal(Session& session, const std::string& rows, const std::vector<std::string>& columns,
                const std::string& table = "t") {
  try {
    copy(session, rows, columns, table);
  } catch (const ServerError& error) {
    CHECK(session.query("go on", "SELECT 1").size() == 1);
    return error.refusal();
  }
  FAIL("the server took it");
  return {};
}

/// Rows 1 to `count` of (id, a), with `bad` in the place of one of them.
std::string rows_with(int count, int place, const std::string& bad) {
  std::string rows;
  for (int i = 1; i <= count; ++i) rows += i == place ? bad : binary_row({int4(i), "text"});
  return rows;
}

TEST_CASE("rows in pieces of any size arrive, and the server counts them") {
  const Database database({"CREATE TABLE t (id int, a text)"});
  Session session = open(database);
  const std::string rows = rows_with(5000, 0, "");
  Transaction transaction(session);
  CopyIn copying(session, {"public", "t"}, {"id", "a"});
  for (std::size_t at = 0; at < rows.size(); at += 777) copying.send(std::string_view(rows).substr(at, 777));
  CHECK(copying.finish() == 5000);
  transaction.commit();
  CHECK(database.ask("SELECT sum(id) FROM t WHERE a = 'text'") == "12502500");
  CHECK(copy(session, "", {"id"}) == 0);
}

TEST_CASE("a copy that is given up leaves nothing, and the session goes on") {
  const Database database({"CREATE TABLE t (id int, a text)"});
  Session session = open(database);
  {
    const Transaction transaction(session);
    CopyIn copying(session, {"public", "t"}, {"id", "a"});
    copying.send(rows_with(10, 0, ""));
  }
  CHECK(copy(session, rows_with(3, 0, ""), {"id", "a"}) == 3);
  CHECK(database.ask("SELECT count(*) FROM t") == "3");
}

TEST_CASE("the row that breaks a unique key, a check, a not-null or a type is named by its number") {
  const Database database({"CREATE TYPE colour AS ENUM ('red')",
                           "CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, b varchar(3), c colour, "
                           "\"My, 3 x\" int, CONSTRAINT small CHECK (id < 10000))"});
  Session session = open(database);
  const std::vector<std::string> columns = {"id", "a"};
  const Refusal twice = refusal(session, rows_with(3000, 1717, binary_row({int4(5), "x"})), columns);
  CHECK(twice.sqlstate == "23505");
  CHECK(twice.constraint == "t_pkey");
  CHECK(twice.line == 1717);
  const Refusal check = refusal(session, rows_with(20, 17, binary_row({int4(10000), "x"})), columns);
  CHECK(check.sqlstate == "23514");
  CHECK(check.constraint == "small");
  CHECK(check.line == 17);
  const Refusal null = refusal(session, rows_with(20, 1, binary_row({int4(1), {}})), columns);
  CHECK(null.sqlstate == "23502");
  CHECK(null.column == "a");
  CHECK(null.line == 1);
  const Refusal wrong = refusal(session, rows_with(20, 20, binary_row({"abcde", "x"})), columns);
  CHECK(wrong.sqlstate == "22P03");
  CHECK(wrong.column == "id");
  CHECK(wrong.line == 20);
  const Refusal bytes = refusal(session, rows_with(20, 3, binary_row({int4(3), "\xff"})), columns);
  CHECK(bytes.sqlstate == "22021");
  CHECK(bytes.column == "a");
  CHECK(bytes.line == 3);
  const Refusal label = refusal(session, binary_row({int4(1), "x", "blue"}), {"id", "a", "c"});
  CHECK(label.sqlstate == "22P02");
  CHECK(label.column == "c");
  const Refusal length = refusal(session, binary_row({int4(1), "x", "four"}), {"id", "a", "b"});
  CHECK(length.sqlstate == "22001");
  CHECK(length.column == "b");
  const Refusal odd = refusal(session, binary_row({int4(1), "x", "abcde"}), {"id", "a", "My, 3 x"});
  CHECK(odd.column == "My, 3 x");
  CHECK(odd.line == 1);
  CHECK(database.ask("SELECT count(*) FROM t") == "0");
}

TEST_CASE("row and column are found in the words of a table whose name has numbers and commas") {
  const Database database({"CREATE TABLE \"COPY t, line 9\" (id int, \"a: b\" int)"});
  Session session = open(database);
  const Refusal found = refusal(session, binary_row({int4(1), int4(1)}) + binary_row({int4(1), "abcde"}),
                                {"id", "a: b"}, "COPY t, line 9");
  CHECK(found.line == 2);
  CHECK(found.column == "a: b");
}

TEST_CASE("a foreign key that dangles names no row, since it is checked at the end") {
  const Database database({"CREATE TABLE p (id int PRIMARY KEY)", "CREATE TABLE t (p int REFERENCES p)"});
  Session session = open(database);
  const Refusal found = refusal(session, binary_row({int4(1)}), {"p"});
  CHECK(found.sqlstate == "23503");
  CHECK(found.constraint == "t_p_fkey");
  CHECK_FALSE(found.line.has_value());
}

TEST_CASE("a table that was dropped, a right that is missing, rows cut short are refused in words") {
  const Database database({"CREATE TABLE t (id int)"});
  Session session = open(database);
  CHECK(refusal(session, "", {"id"}, "nowhere").sqlstate == "42P01");
  CHECK(refusal(session, "", {"nowhere"}).sqlstate == "42703");
  CHECK(refusal(session, binary_row({int4(1)}).substr(0, 7), {"id"}).sqlstate == "22P04");
  CHECK(refusal(session, binary_row({int4(1), int4(2)}), {"id"}).sqlstate == "22P04");
}

TEST_CASE("rows come out of a query one by one, and what is not read is cancelled") {
  const Database database({});
  Session session = open(database);
  {
    CopyOut copying(session, "read numbers", "COPY (SELECT generate_series(1, 3)) TO STDOUT");
    std::string all;
    while (const auto row = copying.next()) all += *row;
    CHECK(all == "1\n2\n3\n");
  }
  {
    CopyOut copying(session, "read numbers", "COPY (SELECT generate_series(1, 1000000000)) TO STDOUT");
    CHECK(copying.next() == "1\n");
  }
  CopyOut copying(session, "read numbers", "COPY (SELECT 1 / (4 - generate_series(1, 9))) TO STDOUT");
  CHECK(copying.next() == "0\n");
  const auto read_all = [&] {
    while (copying.next()) {
    }
  };
  CHECK_THROWS_AS(read_all(), ServerError);
}

}  // namespace
}  // namespace sojourn::target
