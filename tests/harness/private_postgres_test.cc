#include "tools/harness/private_postgres.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "support/temp_dir.h"

namespace sojourn::harness {
namespace {

namespace fs = std::filesystem;

/// A folder that the server's user can pass through.
struct Place {
  Place() { fs::permissions(folder.path(), fs::perms::others_exec, fs::perm_options::add); }
  test::TempDir folder;
};

TEST_CASE("a private server has its settings, keeps what it is told, and leaves nothing behind") {
  const Place place;
  {
    const PrivatePostgres server(place.folder.path(), {{"work_mem", "7MB"}, {"fsync", "off"}});
    CHECK(server.ask("SHOW work_mem") == "7MB");
    server.run({"CREATE TABLE t (a int)", "INSERT INTO t SELECT generate_series(1, 1000)"});
    CHECK(server.ask("SELECT sum(a) FROM t") == "500500");
    CHECK(server.cpu_seconds() > 0);
  }
  CHECK(fs::is_empty(place.folder.path()));
}

TEST_CASE("a statement that fails is an error with the server's words") {
  const Place place;
  const PrivatePostgres server(place.folder.path(), {{"fsync", "off"}});
  CHECK_THROWS_WITH_AS(server.run({"SELECT * FROM nowhere"}), doctest::Contains("nowhere"), Error);
}

TEST_CASE("a server that cannot start says why and leaves nothing behind") {
  const Place place;
  CHECK_THROWS_WITH_AS(PrivatePostgres(place.folder.path(), {{"no_such_setting", "1"}}),
                       doctest::Contains("no_such_setting"), Error);
  CHECK(fs::is_empty(place.folder.path()));
}

}  // namespace
}  // namespace sojourn::harness
