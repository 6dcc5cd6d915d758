#include <doctest/doctest.h>

#include <filesystem>

#include "plan_file.h"
#include "support/contains.h"

namespace sojourn::plan {
namespace {

using test::Contains;
using test::kFrame;
using test::PlanFile;

TEST_CASE("what a plan includes is read as if it stood in the plan, paths from the including file") {
  PlanFile file(kFrame + "include: parts/tables.yaml\n");
  file.add("parts/tables.yaml",
           "include: [more/users.yaml]\ndefaults: { dangling: null }\nafter_load: [ANALYZE]\n"
           "leave_out_tables: { log: why }\ntargets: { main: { postgresql: x, ddl: crm.sql } }\n");
  file.add("parts/more/users.yaml", "version: 1\ntables:\n  Users: { from: crm.Users }\n");
  const Plan plan = file.read();
  const auto folder = file.path().parent_path();
  REQUIRE(plan.tables.size() == 1);
  CHECK(plan.tables[0].place.text() == (folder / "parts/more/users.yaml").string() + ":3:3");
  CHECK(plan.defaults.policies.dangling->answer == Answer::kNull);
  CHECK(plan.after_load.size() == 1);
  CHECK(plan.left_out_tables.size() == 1);
  CHECK(plan.targets.at(0).ddl == folder / "parts/crm.sql");
}

TEST_CASE("the kept text of a plan holds every file, with variables unreplaced") {
  setenv("SOJOURN_TEST_DUMP", "/secret/dumps", 1);
  PlanFile file("migration: m\ninclude: [a.yaml, parts/b.yaml]");
  file.add("a.yaml", "sources: { crm: { mongodump: ${SOJOURN_TEST_DUMP} } }\n");
  file.add("parts/b.yaml", "tables: { A: { from: crm.A } }\n");
  CHECK(file.read().text ==
        "migration: m\ninclude: [a.yaml, parts/b.yaml]\n"
        "--- # a.yaml\nsources: { crm: { mongodump: ${SOJOURN_TEST_DUMP} } }\n"
        "--- # parts/b.yaml\ntables: { A: { from: crm.A } }\n");
}

TEST_CASE("files share a source: one says where it is, another what is sensitive") {
  PlanFile file("migration: m\ninclude: b.yaml\nsources: { crm: { mongodump: dump } }\n");
  file.add("b.yaml", "sources: { crm: { streams: { Users: { sensitive: [password] } } } }\n");
  const Plan plan = file.read();
  REQUIRE(plan.sources.size() == 1);
  CHECK(plan.sources[0].path() == file.path().parent_path() / "dump");
  CHECK(plan.sources[0].streams.at(0).sensitive.at(0) == "password");
  file.add("b.yaml", "sources: { crm: { mongoexport: x } }\n");
  CHECK(file.complaint() == Contains("plan.yaml:3:19): source \"crm\" names two systems"));
  file.add("b.yaml", "sources: { notes: { streams: {} } }\n");
  CHECK(file.complaint() == Contains("b.yaml:1:12): source \"notes\" does not say what to read"));
}

TEST_CASE("what may be said once is an error at its second place, in whatever file") {
  PlanFile file(kFrame +
                "tables: { A: { from: crm.A } }\ntargets: { main: { postgresql: x } }\n"
                "defaults: { zone: UTC }\nleave_out_tables: { log: why }\ninclude: b.yaml\n");
  const auto second = [&](std::string_view text) {
    file.add("b.yaml", text);
    return file.complaint();
  };
  CHECK(second("tables:\n  A: { from: crm.B }\n") ==
        Contains("b.yaml:2:3): the table \"A\" stands here a second time; first at plan.yaml:3:11"));
  CHECK(second("leave_out_tables: { A: why }\n") == Contains("b.yaml:1:21): the table \"A\" stands"));
  CHECK(second("targets: { main: { postgresql: x } }\n") == Contains("b.yaml:1:12): the target \"main\""));
  CHECK(second("defaults: { zone: UTC }\n") == Contains("b.yaml:1:13): the default of `zone`"));
  CHECK(second("migration: n\n") == Contains("b.yaml:1:1): the name of the migration"));
  CHECK(second("sources: { crm: { streams: { U: {} }, ignore_streams: { U: why } } }\n") ==
        Contains("b.yaml:1:57): the stream \"crm.U\" stands here a second time; first at b.yaml:1:30"));
}

TEST_CASE("a file that two files include is read once") {
  PlanFile file(kFrame + "include: [a.yaml, b.yaml]\n");
  file.add("a.yaml", "include: common.yaml\n");
  file.add("b.yaml", "include: ./common.yaml\n");
  file.add("common.yaml", "tables: { A: { from: crm.A } }\n");
  CHECK(file.read().tables.size() == 1);
}

TEST_CASE("files that include each other are an error with the chain") {
  PlanFile file(kFrame + "include: parts/a.yaml\n");
  file.add("parts/a.yaml", "include: b.yaml\n");
  file.add("parts/b.yaml", "include: [../plan.yaml]\n");
  CHECK(
      file.complaint() ==
      Contains("(parts/b.yaml:1:11): the files include each other: plan.yaml includes parts/a.yaml includes "
               "parts/b.yaml includes plan.yaml"));
  PlanFile itself(kFrame + "include: plan.yaml\n");
  CHECK(itself.complaint() == Contains("plan.yaml includes plan.yaml"));
  std::filesystem::create_symlink("plan.yaml", itself.path().parent_path() / "other.yaml");
  itself.add("plan.yaml", kFrame + "include: other.yaml\n");
  CHECK(itself.complaint() == Contains("the files include each other"));
}

TEST_CASE("an included file that is not there, or is wrong, is an error with its place") {
  PlanFile file(kFrame + "include: [tables.yaml]\n");
  CHECK(file.complaint() == Contains("(plan.yaml:3:11): there is no file tables.yaml"));
  file.add("tables.yaml", "tables:\n  A: { form: crm.A }\n");
  CHECK(file.complaint() ==
        Contains("(tables.yaml:2:8): a table has no key \"form\" | did you mean \"from\"?"));
  file.add("tables.yaml", "");
  CHECK(file.complaint() == Contains("(tables.yaml): the file is empty"));
  file.add("tables.yaml", "version: 2\n");
  CHECK(file.complaint() == Contains("(tables.yaml:1:10): this plan is of version 2"));
  file.add("plan.yaml", kFrame + "include: .\n");
  CHECK(file.complaint() == Contains("it is a folder"));
  file.add("plan.yaml", kFrame + "include: ${HOME}/a.yaml\n");
  CHECK(file.complaint() == Contains("(plan.yaml:3:10): the path of an included file cannot hold ${NAME}"));
}

}  // namespace
}  // namespace sojourn::plan
