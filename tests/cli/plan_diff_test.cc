// `sojourn plan diff` as an operator meets it, with a real dump, journal and server.
#include <doctest/doctest.h>

#include <sstream>

#include "base/table.h"
#include "support/bson_builder.h"
#include "support/command.h"
#include "support/contains.h"
#include "target/server.h"

namespace sojourn::test {
namespace {

const std::string kProgram = std::string(BINARY_DIR) + "/bin/sojourn";

/// Fifty users, of whom ten have no name, in a dump, a journal and two plans.
class TwoPlans {
 public:
  TwoPlans()
      : database_({"CREATE TABLE \"Users\" (id uuid PRIMARY KEY, name text, title text, password text)"}) {
    std::string users;
    for (int id = 0; id < 50; ++id) {
      Doc user;
      user.object_id("_id", std::string(11, '\x11') + static_cast<char>(id)).text("password", "xyzzy-secret");
      if (id >= 10) user.text("name", std::string(60, 'x') + std::to_string(id));
      users += user.text("title", id % 2 == 0 ? "" : "Dr").bytes();
    }
    write_file(folder_ / "dump/crm/Users.bson", users);
    plan("old.yaml", "{ from: crm.Users }");
    REQUIRE(run_command({kProgram, "extract", path("old.yaml")}).code == 0);
  }

  void plan(const std::string& name, const std::string& users, const std::string& migration = "test") const {
    write_file(folder_ / name,
               "migration: " + migration +
                   "\n"
                   "sources: { crm: { mongodump: dump, streams: { Users: { sensitive: [password] } } } }\n"
                   "targets: { main: { postgresql: \"" +
                   database_.connection() + "\" } }\ntables:\n  Users: " + users + "\n");
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] Finished diff(const std::string& users, const std::vector<std::string>& options = {}) const {
    plan("new.yaml", users);
    std::vector<std::string> words = {kProgram, "plan", "diff", path("old.yaml"), path("new.yaml")};
    words.insert(words.end(), options.begin(), options.end());
    return run_command(words);
  }

 private:
  TempDir folder_;
  Database database_;
};

TEST_CASE("plans that give the same rows would change nothing, and the last line says so") {
  const TwoPlans plans;
  for (const char* users : {"{ from: crm.Users }", "{ from: crm.Users, columns: { name: [name, nick] } }"}) {
    const Finished diff = plans.diff(users);
    CHECK_MESSAGE(diff.code == 0, diff.err);
    CHECK(diff.out.ends_with("\nNothing would change.\n"));
  }
  CHECK(plans.diff("{ from: crm.Users }", {"--json"}).out == Contains("\"outcome\": \"same\""));
}

TEST_CASE("rows that change, go and come are counted by column, with the values of a few") {
  const TwoPlans plans;
  const Finished diff = plans.diff(
      "{ from: crm.Users, columns: { name: { text: name, missing: skip }, title: { text: title, empty: null "
      "}, "
      "password: { constant: changed } } }");
  CHECK_MESSAGE(diff.code == 0, diff.err);
  CHECK(diff.out == Contains("\nUsers from crm.Users, 50 documents\n  10 rows gone, as "
                             "111111111111111111111100, 111111111111111111111101, "));
  CHECK(diff.out == Contains("left out: Users.name missing         10  111111111111111111111100\n"));
  CHECK(diff.out == Contains("  40 rows changed, as 11111111111111111111110a, "));
  CHECK(diff.out == Contains("  title: 20 rows\n    11111111111111111111110a  \"\" -> null\n"));
  CHECK(diff.out == Contains("  password: 40 rows\n    11111111111111111111110a  (sensitive)\n"));
  CHECK(diff.out.ends_with("\n40 rows would change, 10 be gone, 0 be new, in 1 of 1 table.\n"));
  std::istringstream lines(diff.out);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("/") == std::string::npos) CHECK_MESSAGE(display_width(line) <= 100, line);
  }
  CHECK((diff.out + diff.err).find("xyzzy-secret") == std::string::npos);
}

TEST_CASE("of long values the part that differs is shown") {
  const TwoPlans plans;
  const Finished diff = plans.diff("{ from: crm.Users, columns: { name: { text: name, map: { " +
                                   std::string(60, 'x') + "12: " + std::string(60, 'x') +
                                   "ab }, unknown: "
                                   "{ field: name } } } }");
  CHECK_MESSAGE(diff.out == Contains("11111111111111111111110c  …xxxxxxxx12 -> …xxxxxxxxab\n"), diff.out);
}

TEST_CASE("with --json each table tells counts, samples and columns") {
  const TwoPlans plans;
  const Finished diff = plans.diff("{ from: crm.Users, columns: { title: { text: title, empty: null } } }",
                                   {"--json", "--quiet"});
  CHECK(diff.code == 0);
  CHECK(diff.err.empty());
  for (const char* part : {"\"outcome\": \"different\"", "\"rows_changed\": 25", "\"rows_gone\": 0",
                           "\"in\": \"both\"", "\"column\": \"title\"", "\"old\": \"\"", "\"new\": null"}) {
    CHECK_MESSAGE(diff.out == Contains(part), diff.out);
  }
}

TEST_CASE("plans that cannot be compared are exit code 2, and the hint says what to do") {
  const TwoPlans plans;
  const Finished wrong = plans.diff("{ from: crm.Users, columns: { nane: name } }");
  CHECK(wrong.code == 2);
  CHECK(wrong.err == Contains("the table \"Users\" has no column \"nane\""));
  CHECK(wrong.err == Contains("new.yaml shows all that is wrong with it"));
  plans.plan("other.yaml", "{ from: crm.Users }", "other");
  const Finished other =
      run_command({kProgram, "plan", "diff", plans.path("old.yaml"), plans.path("other.yaml")});
  CHECK(other.code == 2);
  CHECK(other.err == Contains("name two plans of one migration"));
  const Finished nowhere = plans.diff("{ from: crm.Users }", {"--journal", "/nowhere"});
  CHECK(nowhere.code == 2);
  CHECK(nowhere.err == Contains("there is no journal yet"));
}

TEST_CASE("`sojourn plan` wants a plan, and a verb below it wants its own arguments") {
  CHECK(run_command({kProgram, "plan"}).code == 2);
  CHECK(run_command({kProgram, "plan", "diff", "one.yaml"}).code == 2);
  CHECK(run_command({kProgram, "plan", "--help"}).out == Contains("diff"));
}

}  // namespace
}  // namespace sojourn::test
