// Ways in that fail: what is said of them, and that a password never is.
#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"
#include "support/contains.h"
#include "target/connection_words.h"
#include "target/read_catalogue.h"
#include "target/server.h"

namespace sojourn::target {
namespace {

using test::Contains;
using test::Database;

constexpr char kSecret[] = "s3cr3t";

Error failure(const std::string& connection) {
  try {
    (void)read_catalogue(connection, "public");
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  return Error({.doing = {}, .cause = {}});
}

std::string all_of(const Error& error) {
  return std::string(error.what()) + "\n" + error.text().hint;
}

std::string socket_folder() {
  const std::string words = test::Server::shared().connection();
  return words.substr(5, words.find(' ') - 5);
}

TEST_CASE("a wrong database, role or host is told in the server's words, with a hint") {
  const std::string host = "host=" + socket_folder();
  const Error database = failure(host + " user=postgres dbname=nowhere");
  CHECK(all_of(database) ==
        Contains("cannot connect to the target (database \"nowhere\" at " + socket_folder()));
  CHECK(all_of(database) == Contains("database \"nowhere\" does not exist"));
  CHECK(database.text().hint == "check the names of database and user");
  CHECK(all_of(failure(host + " user=nobody_here dbname=postgres")) ==
        Contains("\"nobody_here\" does not exist"));
  CHECK(all_of(failure("host=/no/such/folder dbname=x")) == Contains("check that the server runs there"));
  CHECK(all_of(failure("host=no.such.host.invalid dbname=x")) == Contains("check the host's name"));
  for (const Error& error : {database}) CHECK(error.exit_code() == ExitCode::kFailed);
}

TEST_CASE("a wrong password is told as such, and the right one opens") {
  const Database database({"CREATE ROLE locked LOGIN PASSWORD 's3cr3t'"});
  const std::string words = database.connection("locked");
  const Error error = failure(words + " password=s3cr3t2");
  CHECK(all_of(error) == Contains("password authentication failed for user \"locked\""));
  CHECK(all_of(error) == Contains("check user and password"));
  CHECK(all_of(failure(words)) == Contains("no password supplied"));
  CHECK(read_catalogue(words + " password=s3cr3t", "public").database == database.name());
  const test::TempDir folder;
  test::write_file(folder / "pgpass", "*:*:" + database.name() + ":locked:s3cr3t\n");
  std::filesystem::permissions(folder / "pgpass", std::filesystem::perms::owner_read);
  CHECK(read_catalogue(words + " passfile=" + (folder / "pgpass").string(), "public").database ==
        database.name());
  database.run({"DROP ROLE locked"});
}

TEST_CASE("no part of a password is shown, however the words around it are wrong") {
  for (const std::string& words :
       {std::string("host=/no/such/folder user=locked password=s3cr3t dbname=s3cr3t"),
        std::string("postgresql://locked:s3cr3t@no.such.host.invalid/s3cr3t"),
        std::string("postgresql://locked:more:s3cr3t@no.such.host.invalid/x"),
        std::string("postgresql://locked:more@s3cr3t@no.such.host.invalid/x"),
        std::string("postgresql://locked:s3cr3t/more@no.such.host.invalid/x"),
        std::string("postgresql://locked:more/s3cr3t@no.such.host.invalid/x"),
        std::string("postgresql://locked:more?s3cr3t=1@no.such.host.invalid/x"),
        std::string("postgresql://locked:more%zzs3cr3t@no.such.host.invalid/x"),
        std::string("host=x password=more s3cr3t"), std::string("host=x password='s3cr3t"),
        std::string("host=x pasword=s3cr3t"), std::string("host=/no/such/folder dbname=x sslpassword=s3cr3t"),
        std::string("s3cr3t")}) {
    const Error error = failure(words);
    CHECK_MESSAGE(all_of(error).find(kSecret) == std::string::npos, all_of(error));
  }
}

TEST_CASE("words that libpq does not understand are a mistake of the plan") {
  const Error error = failure("host=x pasword=s3cr3t");
  CHECK(error.exit_code() == ExitCode::kUsage);
  CHECK(all_of(error) == Contains("libpq does not understand the connection string"));
}

TEST_CASE("service files and the environment lead to the server as they do with psql") {
  const test::TempDir folder;
  test::write_file(folder / "services",
                   "[crm]\nhost=" + socket_folder() + "\nuser=postgres\ndbname=postgres\n");
  setenv("PGSERVICEFILE", (folder / "services").c_str(), 1);
  CHECK(read_catalogue("service=crm", "public").database == "postgres");
  unsetenv("PGSERVICEFILE");
  setenv("PGHOST", socket_folder().c_str(), 1);
  setenv("PGUSER", "postgres", 1);
  CHECK(read_catalogue("postgresql:///postgres", "public").database == "postgres");
  unsetenv("PGHOST");
  unsetenv("PGUSER");
}

TEST_CASE("a password in the words is used, and is taken out of whatever is said") {
  const ConnectionWords words("postgresql://ann:p%40ss@db.example:5433/crm?connect_timeout=3");
  CHECK(words.description() == "database \"crm\" at db.example:5433");
  CHECK(words.full() == Contains("password='p@ss'"));
  CHECK(words.full() == Contains("connect_timeout='3'"));
  CHECK(words.full() == Contains("fallback_application_name='sojourn'"));
  CHECK(words.plain("no p@ss and no p%40ss") == "no *** and no ***");
  CHECK(ConnectionWords("dbname='it\\'s'  password='a\\'b c'").full() == Contains("password='a\\'b c'"));
}

TEST_CASE("a server that only a service or the environment names is described by these") {
  CHECK(ConnectionWords("service=crm").description() == "service \"crm\"");
  CHECK(ConnectionWords("").description() == "the server that libpq's environment names");
}

}  // namespace
}  // namespace sojourn::target
