// The ledger on a real server: whose it is, what it says is applied, and who of two may write.
#include "target/ledger.h"

#include <doctest/doctest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "support/commit_proxy.h"
#include "support/contains.h"
#include "target/binary_rows.h"
#include "target/copy.h"
#include "target/server.h"

namespace sojourn::target {
namespace {

using test::Contains;
using test::Database;

const Ledger::Owner kOurs = {.journal = "journal-1", .name = "crm"};

Session connect(const Database& database, const std::string& user = "postgres") {
  return Session({.connection = database.connection(user), .migration = "crm"});
}

AppliedRange range(std::uint64_t first, std::uint64_t past) {
  return {.first = first,
          .past = past,
          .rows = past - first - 2,
          .set_aside = {{"failed", 1}, {"skipped: Users.email = missing", 1}},
          .digest = {.high = first, .low = ~std::uint64_t{0}}};
}

void record(Session& session, const Ledger& ledger, const std::string& shape, const AppliedRange& applied) {
  Transaction transaction(session);
  ledger.record(session, "Users", shape, ledger.applied(session, "Users", shape).generation, applied);
  transaction.commit();
}

struct Ours {
  Database database{{}};
  Session session = connect(database);
  Ledger ledger = Ledger::open(session, "sojourn", kOurs);
};

TEST_CASE("a ledger is made once, and found again with the same id of the target") {
  const Database database({});
  Session session = connect(database);
  CHECK_FALSE(Ledger::find(session, "My \"ledger\"", kOurs).has_value());
  const Ledger made = Ledger::open(session, "My \"ledger\"", kOurs);
  CHECK(made.target().size() == 32);
  CHECK(Ledger::open(session, "My \"ledger\"", kOurs).target() == made.target());
  CHECK(Ledger::find(session, "My \"ledger\"", kOurs)->target() == made.target());
  CHECK(Ledger::open(session, "other", kOurs).target() != made.target());
}

TEST_CASE("of several that make a ledger at once one does, and all find it") {
  const Database database({});
  std::array<std::string, 4> targets;
  std::vector<std::thread> threads;
  for (std::string& target : targets) {
    threads.emplace_back([&] {
      Session session = connect(database);
      target = Ledger::open(session, "sojourn", kOurs).target();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& target : targets) CHECK(target == targets[0]);
}

std::string refusal(Session& session, const std::string& schema, const Ledger::Owner& owner) {
  try {
    (void)Ledger::open(session, schema, owner);
  } catch (const Error& error) {
    return std::string(error.what()) + "; " + error.text().hint;
  }
  return "opened";
}

TEST_CASE("the ledger of another migration, of a newer format, or emptied by hand is refused") {
  Ours ours;
  CHECK(refusal(ours.session, "sojourn", {.journal = "journal-2", .name = "other"}) ==
        Contains("it belongs to the migration \"crm\" of another journal; use that journal, or choose"));
  ours.database.run({"UPDATE sojourn.migration SET format = 99"});
  CHECK(refusal(ours.session, "sojourn", kOurs) == Contains("format 99, newer than ours"));
  ours.database.run({"DELETE FROM sojourn.migration"});
  CHECK(refusal(ours.session, "sojourn", kOurs) == Contains("its table migration is empty"));
}

TEST_CASE(
    "without the right to make a schema the words to grant it are given; a schema made for us will do") {
  const Database database({"CREATE ROLE guest3 LOGIN"});
  Session session = connect(database, "guest3");
  CHECK(refusal(session, "sojourn", kOurs) == Contains("CREATE SCHEMA \"sojourn\" AUTHORIZATION"));
  database.run({"CREATE SCHEMA sojourn AUTHORIZATION guest3"});
  CHECK(refusal(session, "sojourn", kOurs) == "opened");
  database.run({"DROP OWNED BY guest3", "DROP ROLE guest3"});
}

TEST_CASE("what was recorded is read back, and only what was committed") {
  Ours ours;
  ours.ledger.take_over(ours.session);
  CHECK(ours.ledger.applied(ours.session, "Users", "s1").ranges.empty());
  record(ours.session, ours.ledger, "s1", range(100, 200));
  record(ours.session, ours.ledger, "s1", range(0, 100));
  {
    const Transaction rolled_back(ours.session);
    ours.ledger.record(ours.session, "Users", "s1", 1, range(200, 300));
  }
  const Applied applied = ours.ledger.applied(ours.session, "Users", "s1");
  CHECK(applied.generation == 1);
  CHECK_FALSE(applied.other_shapes);
  CHECK(applied.ranges == std::vector<AppliedRange>{range(0, 100), range(100, 200)});
  CHECK(ours.ledger.standing(ours.session) == Standing{.epoch = 1, .documents = 200});
}

TEST_CASE("a range under another shape counts as not applied, also when the first shape comes back") {
  Ours ours;
  ours.ledger.take_over(ours.session);
  record(ours.session, ours.ledger, "s1", range(0, 100));
  Applied second = ours.ledger.applied(ours.session, "Users", "s2");
  CHECK(second.ranges.empty());
  CHECK(second.other_shapes);
  // Nothing was written under the second yet, so what the first wrote is still there.
  CHECK(ours.ledger.applied(ours.session, "Users", "s1").ranges.size() == 1);
  record(ours.session, ours.ledger, "s2", range(0, 50));
  second = ours.ledger.applied(ours.session, "Users", "s2");
  CHECK(second.generation == 2);
  CHECK(second.ranges.size() == 1);
  CHECK(second.other_shapes);
  const Applied again = ours.ledger.applied(ours.session, "Users", "s1");
  CHECK(again.ranges.empty());
  CHECK(again.generation == 3);
}

TEST_CASE("adjacent ranges become one with their sums, and those apart stay apart") {
  Ours ours;
  ours.ledger.take_over(ours.session);
  for (const std::uint64_t first : {0U, 100U, 200U, 400U}) {
    record(ours.session, ours.ledger, "s1", range(first, first + 100));
  }
  ours.ledger.merge_ranges(ours.session);
  const AppliedRange all{.first = 0,
                         .past = 300,
                         .rows = 294,
                         .set_aside = {{"failed", 3}, {"skipped: Users.email = missing", 3}},
                         .digest = {.high = 302, .low = ~std::uint64_t{0} - 2}};
  CHECK(ours.ledger.applied(ours.session, "Users", "s1").ranges == std::vector{all, range(400, 500)});
  CHECK(ours.ledger.standing(ours.session).documents == 400);
}

TEST_CASE("a range cannot be recorded twice, and ranges that overlap are damage") {
  Ours ours;
  ours.ledger.take_over(ours.session);
  record(ours.session, ours.ledger, "s1", range(0, 100));
  CHECK_THROWS_AS(record(ours.session, ours.ledger, "s1", range(0, 100)), ServerError);
  record(ours.session, ours.ledger, "s1", range(50, 150));
  CHECK_THROWS_WITH_AS((void)ours.ledger.applied(ours.session, "Users", "s1"),
                       doctest::Contains("its ranges overlap at 50"), Error);
}

TEST_CASE(
    "who is taken over from loses its sessions, what it had not committed, and the right to come back") {
  Ours ours;
  ours.ledger.take_over(ours.session);
  Session lane = connect(ours.database);
  ours.ledger.join(lane);
  Transaction open(lane);
  ours.ledger.record(lane, "Users", "s1", 1, range(0, 100));

  Session newer = connect(ours.database);
  Ledger theirs = Ledger::open(newer, "sojourn", kOurs);
  theirs.take_over(newer);
  CHECK_THROWS_AS(open.commit(), ConnectionLost);
  CHECK_THROWS_AS(ours.ledger.check(ours.session), ConnectionLost);
  lane = connect(ours.database);
  CHECK_THROWS_AS(ours.ledger.join(lane), Superseded);
  CHECK_THROWS_AS(record(lane, ours.ledger, "s1", range(0, 100)), Superseded);
  CHECK(theirs.applied(newer, "Users", "s1").ranges.empty());
  record(newer, theirs, "s1", range(0, 100));
}

/// What an old process does: stops in the middle of a transaction, and when it goes on tries to end it and
/// then to connect again. 0 if it is refused as it must be.
int stop_and_go_on(const Database& database, Ledger& ledger) {
  Session session = connect(database);
  ledger.take_over(session);
  try {
    Transaction transaction(session);
    ledger.record(session, "Users", "s1", 1, range(0, 100));
    raise(SIGSTOP);
    transaction.commit();
    return 1;
  } catch (const ConnectionLost&) {
    session = connect(database);
  }
  try {
    ledger.join(session);
  } catch (const Superseded&) {
    return 0;
  }
  return 2;
}

TEST_CASE("a process that is stopped, taken over from and continued neither commits nor comes back") {
  Ours ours;
  const pid_t old = fork();
  if (old == 0) {
    int code = 3;
    try {
      code = stop_and_go_on(ours.database, ours.ledger);
    } catch (...) {
    }
    _exit(code);
  }
  int status = 0;
  waitpid(old, &status, WUNTRACED);
  REQUIRE(WIFSTOPPED(status));
  ours.ledger.take_over(ours.session);
  record(ours.session, ours.ledger, "s2", range(0, 50));
  kill(old, SIGCONT);
  waitpid(old, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(ours.ledger.applied(ours.session, "Users", "s2").ranges == std::vector{range(0, 50)});
  CHECK(ours.ledger.standing(ours.session) == Standing{.epoch = 2, .documents = 50});
}

TEST_CASE("sessions of a process that stands still, in the middle of a copy in or out, are ended, too") {
  Ours ours;
  ours.database.run({"CREATE TABLE t (id int)"});
  ours.ledger.take_over(ours.session);
  Session in = connect(ours.database);
  Session out = connect(ours.database);
  ours.ledger.join(in);
  ours.ledger.join(out);
  Transaction open(in);
  CopyIn copying(in, {"public", "t"}, {"id"});
  copying.send(test::binary_row({test::int4(1)}));
  // The server is stuck in sending what nobody reads.
  CopyOut reading(out, "read numbers", "COPY (SELECT generate_series(1, 1000000000)) TO STDOUT");

  Session newer = connect(ours.database);
  Ledger theirs = Ledger::open(newer, "sojourn", kOurs);
  theirs.take_over(newer);
  CHECK(ours.database.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sojourn crm'") ==
        "1");
  CHECK_THROWS_AS(copying.finish(), ConnectionLost);
  CHECK(ours.database.ask("SELECT count(*) FROM t") == "0");
}

TEST_CASE("a session that never joined is left alone, but cannot write") {
  Ours ours;
  ours.ledger.take_over(ours.session);
  Session newer = connect(ours.database);
  Session looker = connect(ours.database);
  Ledger theirs = Ledger::open(newer, "sojourn", kOurs);
  theirs.take_over(newer);
  CHECK(ours.ledger.standing(looker).epoch == 2);
  CHECK_THROWS_AS(ours.ledger.check(looker), Superseded);
  CHECK_THROWS_AS(record(looker, ours.ledger, "s1", range(0, 100)), Superseded);
}

TEST_CASE("the sessions of another ledger in the same database are left alone") {
  Ours ours;
  ours.ledger.take_over(ours.session);
  Session session = connect(ours.database);
  Ledger other = Ledger::open(session, "other", kOurs);
  other.take_over(session);
  other.take_over(session);
  ours.ledger.check(ours.session);
}

TEST_CASE("of two that take over at once, as often as one likes, exactly one may write in the end") {
  const Database database({});
  for (int round = 0; round < 20; ++round) {
    std::array<std::optional<Ledger>, 2> ledgers;
    const auto contend = [&](std::optional<Ledger>& ledger) {
      try {
        Session session = connect(database);
        ledger = Ledger::open(session, "sojourn", kOurs);
        ledger->take_over(session);
      } catch (const ConnectionLost&) {
        // The other one ended us; whether it was later, the epoch tells.
      } catch (const Superseded&) {
        ledger.reset();
      }
    };
    std::thread one(contend, std::ref(ledgers[0]));
    std::thread two(contend, std::ref(ledgers[1]));
    one.join();
    two.join();
    int writers = 0;
    for (const auto& ledger : ledgers) {
      if (!ledger) continue;
      Session session = connect(database);
      try {
        ledger->join(session);
        ++writers;
      } catch (const Superseded&) {
      }
    }
    CHECK(writers == 1);
  }
}

TEST_CASE("a target that was set back is told from one that another run has taken over") {
  Ours ours;
  ours.ledger.take_over(ours.session);
  ours.ledger.take_over(ours.session);
  ours.database.run({"UPDATE sojourn.migration SET epoch = 1"});
  CHECK_THROWS_WITH_AS(ours.ledger.check(ours.session), doctest::Contains("the target was set back"), Error);
  CHECK(ours.ledger.standing(ours.session).epoch == 1);
}

TEST_CASE("a copy from before is the same target at a lower standing") {
  const Database database({});
  Session session = connect(database);
  Ledger ledger = Ledger::open(session, "sojourn", kOurs);
  ledger.take_over(session);
  record(session, ledger, "s1", range(0, 100));
  const std::string copy = "copy_of_" + database.name();
  session = connect(test::Database({}));  // A template must have no sessions.
  test::Server::shared().run({"CREATE DATABASE " + copy + " TEMPLATE " + database.name()});
  session = connect(database);
  record(session, ledger, "s1", range(100, 200));
  ledger.merge_ranges(session);
  Session restored({.connection = database.connection() + " dbname=" + copy, .migration = "crm"});
  const Ledger found = Ledger::open(restored, "sojourn", kOurs);
  CHECK(found.target() == ledger.target());
  CHECK(found.standing(restored).documents == 100);
  CHECK(ledger.standing(session).documents == 200);
  restored = connect(database);
  test::Server::shared().run({"DROP DATABASE " + copy + " WITH (FORCE)"});
}

TEST_CASE("sessions that our role may not end are told, and nothing goes on") {
  Ours ours;
  ours.ledger.take_over(ours.session);
  ours.database.run({"CREATE ROLE guest5 LOGIN", "GRANT USAGE ON SCHEMA sojourn TO guest5",
                     "GRANT ALL ON ALL TABLES IN SCHEMA sojourn TO guest5"});
  {
    Session session = connect(ours.database, "guest5");
    Ledger ledger = Ledger::open(session, "sojourn", kOurs);
    CHECK_THROWS_WITH_AS(ledger.take_over(session), doctest::Contains("SQLSTATE 42501"), ServerError);
  }
  CHECK_THROWS_AS(ours.ledger.check(ours.session), Superseded);
  ours.database.run({"DROP OWNED BY guest5", "DROP ROLE guest5"});
}

TEST_CASE("a commit of unknown fate is settled, and the ledger says the same") {
  Ours ours;
  for (const test::Cut cut : {test::Cut::kAfter, test::Cut::kBefore}) {
    test::CommitProxy proxy(test::Server::shared().folder());
    ours.ledger.take_over(ours.session);
    Session lane({.connection = "host=" + proxy.host() + " user=postgres dbname=" + ours.database.name(),
                  .migration = "crm"});
    ours.ledger.join(lane);
    proxy.cut_next(cut);
    const std::uint64_t first = cut == test::Cut::kAfter ? 0 : 100;
    std::optional<CommitFate> fate;
    try {
      record(lane, ours.ledger, "s1", range(first, first + 100));
    } catch (const CommitUnknown& unknown) {
      fate = settle(ours.session, unknown);
    }
    CHECK(fate == (cut == test::Cut::kAfter ? CommitFate::kCommitted : CommitFate::kAborted));
    CHECK(ours.ledger.applied(ours.session, "Users", "s1").ranges.size() == 1);
  }
}

}  // namespace
}  // namespace sojourn::target
