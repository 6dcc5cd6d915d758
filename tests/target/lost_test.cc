// Connections that break: before, within and after a COPY, and at the COMMIT whose fate must then be asked.
#include <doctest/doctest.h>

#include <pwd.h>
#include <unistd.h>

#include "support/commit_proxy.h"
#include "support/contains.h"
#include "target/binary_rows.h"
#include "target/copy.h"
#include "target/server.h"

namespace sojourn::target {
namespace {

using test::binary_row;
using test::CommitProxy;
using test::Contains;
using test::Cut;
using test::Database;
using test::int4;

SessionOptions options(const std::string& connection) {
  return {.connection = connection, .migration = "crm"};
}

std::string pid_of(Session& session) {
  return *session.query("ask", "SELECT pg_backend_pid()")[0][0];
}

void end_backend(const Database& database, const std::string& pid) {
  CHECK(database.ask("SELECT pg_terminate_backend(" + pid + ", 60000)") == "t");
}

TEST_CASE("a session that was ended says so at each use, and a new one takes its place") {
  const Database database({"CREATE TABLE t (id int)"});
  Session session(options(database.connection()));
  end_backend(database, pid_of(session));
  try {
    session.query("ask", "SELECT 1");
    FAIL("no error");
  } catch (const ConnectionLost& error) {
    CHECK(error.what() == Contains("terminating connection due to administrator command"));
    CHECK(error.exit_code() == ExitCode::kPaused);
  }
  CHECK_THROWS_AS(session.query("ask", "SELECT 1"), ConnectionLost);
  CHECK_THROWS_AS(Transaction{session}, ConnectionLost);
  session = Session(options(database.connection()));
  CHECK(session.query("ask", "SELECT 1").size() == 1);
}

TEST_CASE("a session that is ended before, within or behind a COPY has committed nothing") {
  const Database database({"CREATE TABLE t (id int)"});
  const std::string row = binary_row({int4(1)});
  for (const int when : {0, 1, 2}) {
    Session session(options(database.connection()));
    const std::string pid = pid_of(session);
    const auto work = [&] {
      Transaction transaction(session);
      if (when == 0) end_backend(database, pid);
      CopyIn copying(session, {"public", "t"}, {"id"});
      for (int i = 0; i < 10'000; ++i) {
        if (when == 1 && i == 5'000) end_backend(database, pid);
        copying.send(row);
      }
      copying.finish();
      if (when == 2) end_backend(database, pid);
      transaction.commit();
    };
    CHECK_THROWS_AS(work(), ConnectionLost);
    CHECK(database.ask("SELECT count(*) FROM t") == "0");
  }
}

TEST_CASE("a server that restarts in a transaction has committed nothing of it, and lets us in again") {
  test::Server server;
  server.postgres().run({"CREATE TABLE t (id int)"});
  Session session(options(server.postgres().connection()));
  {
    Transaction transaction(session);
    session.execute("add", "INSERT INTO public.t VALUES (1)");
    server.postgres().restart();
    CHECK_THROWS_AS(transaction.commit(), ConnectionLost);
  }
  session = connect_patiently(options(server.postgres().connection()), Patience(std::chrono::seconds(60)));
  CHECK(session.query("count", "SELECT count(*) FROM public.t") == Rows{{"0"}});
}

/// A small disk for the server, where we may mount one.
class SmallDisk {
 public:
  SmallDisk() {
    const passwd* const owner = geteuid() == 0 ? getpwnam("postgres") : nullptr;
    if (owner == nullptr) return;
    const std::string size = "size=2m,uid=" + std::to_string(owner->pw_uid);
    harness::Process mount({.words = {"mount", "-t", "tmpfs", "-o", size, "none", path()}, .output = {}});
    mounted_ = mount.wait().code == 0;
  }
  ~SmallDisk() {
    if (mounted_) harness::run({.words = {"umount", "--lazy", path()}, .output = {}});
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] std::string path() const { return folder_.path().string(); }

 private:
  test::TempDir folder_;
  bool mounted_ = false;
};

TEST_CASE("a full disk of the server refuses a COPY as a pause, and with room it goes in") {
  const SmallDisk disk;
  if (!disk.mounted()) {
    MESSAGE("left out: no right to mount a small disk");
    return;
  }
  test::Server server;
  server.postgres().run(
      {"CREATE TABLESPACE small LOCATION '" + disk.path() + "'", "CREATE TABLE t (a text) TABLESPACE small"});
  Session session(options(server.postgres().connection()));
  const std::string row = binary_row({std::string(1000, 'x')});
  const auto copy = [&] {
    Transaction transaction(session);
    CopyIn copying(session, {"public", "t"}, {"a"});
    for (int i = 0; i < 4'000; ++i) copying.send(row);
    copying.finish();
    transaction.commit();
  };
  try {
    copy();
    FAIL("it fitted");
  } catch (const ServerError& error) {
    CHECK(error.refusal().sqlstate == "53100");
    CHECK(error.exit_code() == ExitCode::kPaused);
    CHECK(error.text().hint == "make room on the server's disk");
  }
  harness::run({.words = {"mount", "-o", "remount,size=20m", disk.path()}, .output = {}});
  copy();
  CHECK(session.query("count", "SELECT count(*) FROM public.t") == Rows{{"4000"}});
}

struct Behind {
  Database database{{"CREATE TABLE t (id int)"}};
  CommitProxy proxy{test::Server::shared().folder()};
  Session session{options(connection())};

  [[nodiscard]] std::string connection() const {
    return "host=" + proxy.host() + " user=postgres dbname=" + database.name();
  }
  /// Adds a row and commits; what the cut made of that, asked over another connection.
  CommitFate fate_after(Cut cut) {
    proxy.cut_next(cut);
    try {
      Transaction transaction(session);
      session.execute("add", "INSERT INTO public.t VALUES (1)");
      transaction.commit();
    } catch (const CommitUnknown& unknown) {
      Session other(options(database.connection()));
      return settle(other, unknown);
    }
    FAIL("the commit was not cut");
    return CommitFate::kForgotten;
  }
};

TEST_CASE("a commit whose answer is lost turns out to be committed") {
  Behind behind;
  CHECK(behind.fate_after(Cut::kAfter) == CommitFate::kCommitted);
  CHECK(behind.database.ask("SELECT count(*) FROM t") == "1");
}

TEST_CASE("a commit that never reached the server turns out to be aborted") {
  Behind behind;
  CHECK(behind.fate_after(Cut::kBefore) == CommitFate::kAborted);
  CHECK(behind.database.ask("SELECT count(*) FROM t") == "0");
}

TEST_CASE("a session that the server does not know to be gone is ended before its commit is settled") {
  Behind behind;
  CHECK(behind.fate_after(Cut::kUnnoticed) == CommitFate::kAborted);
  CHECK(behind.database.ask("SELECT count(*) FROM t") == "0");
}

TEST_CASE("a cut commit that had nothing to write is a lost connection, not a doubt") {
  Behind behind;
  behind.proxy.cut_next(Cut::kAfter);
  Transaction transaction(behind.session);
  CHECK_THROWS_AS(transaction.commit(), ConnectionLost);
}

TEST_CASE("a commit that the server refuses is no doubt: a deferred constraint, found at the end") {
  const Database database({"CREATE TABLE p (id int PRIMARY KEY)",
                           "CREATE TABLE t (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)"});
  Session session(options(database.connection()));
  Transaction transaction(session);
  session.execute("add", "INSERT INTO public.t VALUES (1)");
  CHECK_THROWS_AS(transaction.commit(), ServerError);
  CHECK(session.query("go on", "SELECT 1").size() == 1);
}

TEST_CASE("of a transaction from the future the server knows nothing, as after a restore") {
  const Database database({});
  Session session(options(database.connection()));
  const Error lost({.doing = "commit", .cause = "lost"});
  CHECK(settle(session, CommitUnknown(lost, "4000000000000")) == CommitFate::kForgotten);
}

}  // namespace
}  // namespace sojourn::target
