#include "plan/read_plan.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "plan_file.h"
#include "support/contains.h"

namespace sojourn::plan {
namespace {

using doctest::Contains;
using test::complaint;
using test::PlanFile;

constexpr char kWhole[] = R"(version: 1
migration: nextcrm
sources:
  crm:
    mongodump: dump/nextcrm
    streams: { Users: { sensitive: [password, profile.token] }, Tasks: {} }
    ignore_streams: { sessions: not part of the CRM }
  notes: { mongoexport: /exports/notes.json }
)";

TEST_CASE("a plan gives its name, its sources and what it says about their streams") {
  const PlanFile file(kWhole);
  const Plan plan = file.read();
  CHECK(plan.migration == "nextcrm");
  CHECK(plan.text == kWhole);
  REQUIRE(plan.sources.size() == 2);
  const SourcePlan& crm = plan.sources[0];
  CHECK(crm.name == "crm");
  CHECK(crm.kind == SourceKind::kMongodump);
  CHECK(crm.place.text() == file.path().string() + ":5:16");
  REQUIRE(crm.streams.size() == 2);
  CHECK(crm.streams[0].name == "Users");
  CHECK(crm.streams[0].sensitive == std::vector<std::string>{"password", "profile.token"});
  REQUIRE(crm.ignored.size() == 1);
  CHECK(crm.ignored[0].reason == "not part of the CRM");
  CHECK(plan.sources[1].kind == SourceKind::kMongoexport);
}

TEST_CASE("relative paths count from the plan's folder and absolute ones stay") {
  const PlanFile file(kWhole);
  const Plan plan = file.read();
  CHECK(plan.sources[0].path() == file.path().parent_path() / "dump/nextcrm");
  CHECK(plan.sources[1].path() == "/exports/notes.json");
}

TEST_CASE("the journal lies beside the plan") {
  const PlanFile file(kWhole);
  CHECK(file.read().default_journal() == file.path().parent_path() / "nextcrm.journal");
  Plan bare;
  bare.file = "plan.yaml";
  bare.migration = "nextcrm";
  CHECK(bare.default_journal() == "nextcrm.journal");
}

TEST_CASE("an environment variable stands for its content and stays unreplaced in the kept text") {
  setenv("SOJOURN_TEST_DUMP", "/dumps", 1);
  const PlanFile file(
      "migration: m\nsources: { crm: { mongodump: '${SOJOURN_TEST_DUMP}/of-${SOJOURN_TEST_DUMP}' } }");
  const Plan plan = file.read();
  CHECK(plan.sources[0].path() == "/dumps/of-/dumps");
  CHECK(plan.text.find("${SOJOURN_TEST_DUMP}") != std::string::npos);
}

TEST_CASE("a variable needs no quotes between the braces of a mapping") {
  setenv("SOJOURN_TEST_DUMP", "/dumps", 1);
  const PlanFile file("migration: m\nsources: { a: { mongodump: ${SOJOURN_TEST_DUMP}, streams: {} } }");
  CHECK(file.read().sources[0].path() == "/dumps");
  CHECK(complaint("migration: ${SOJOURN_TEST_DUMP}\n") ==
        Contains("1:12): the name of the migration cannot hold ${NAME}"));
}

TEST_CASE("a variable that is not set is named with its place, by whoever needs it") {
  unsetenv("SOJOURN_TEST_MISSING");
  const PlanFile file("migration: m\nsources: { crm: { mongodump: \"${SOJOURN_TEST_MISSING}/x\" } }");
  const Plan plan = file.read();
  try {
    (void)plan.sources[0].path();
    FAIL("the variable is not missed");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::kUsage);
    CHECK(std::string(error.what()) ==
          test::Contains("plan.yaml:2:30): the environment variable SOJOURN_TEST_MISSING is not set"));
    CHECK(error.text().hint == "set it: export SOJOURN_TEST_MISSING=...");
  }
}

TEST_CASE("a variable without its closing brace, or with a name that is none, is an error") {
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: '${HOME' } }") ==
        Contains("2:30): \"${\" is not followed by the name of a variable and \"}\""));
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: '${HO ME}' } }") ==
        Contains("is not followed by the name of a variable"));
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: '${}' } }") ==
        Contains("is not followed by the name"));
}

TEST_CASE("an unknown key is an error with its place and the nearest valid name") {
  CHECK(
      complaint("migratoin: m\n") ==
      "cannot read the plan (plan.yaml:1:1): a plan has no key \"migratoin\" | did you mean \"migration\"?");
  CHECK(complaint("migration: m\nsources:\n  crm:\n    mongodmp: x\n") ==
        Contains("plan.yaml:4:5): a source has no key \"mongodmp\" | did you mean \"mongodump\"?"));
  CHECK(
      complaint("migration: m\nsources: { crm: { mongodump: x, streams: { Users: { sensitve: [a] } } } }") ==
      Contains("a stream has no key \"sensitve\" | did you mean \"sensitive\"?"));
  CHECK(complaint("migration: m\nwholly_unlike_anything: 1\n") ==
        Contains("the keys are version, migration, include, sources"));
}

TEST_CASE("systems that come later are refused with words") {
  for (const std::string later : {"mongodb", "sqlite", "firestore"}) {
    CHECK(complaint("migration: m\nsources: { crm: { " + later + ": x } }") ==
          Contains(("2:19): reading from " + later + " comes with a later release").c_str()));
  }
}

TEST_CASE("a source says one thing to read, neither none nor two") {
  CHECK(complaint("migration: m\nsources: { crm: { streams: {} } }") ==
        Contains("2:12): source \"crm\" does not say what to read"));
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: a, mongoexport: b } }") ==
        Contains("2:33): source \"crm\" names two systems"));
}

TEST_CASE("a key that stands twice is an error at its second place") {
  CHECK(complaint("migration: m\nsources:\n  crm: { mongodump: a }\n  crm: { mongodump: b }\n") ==
        Contains("plan.yaml:4:3): the key \"crm\" stands here a second time; first in line 3"));
  CHECK(complaint("migration: m\ntables:\n  A: 1\n  A: 2\n") == Contains("plan.yaml:4:3)"));
}

TEST_CASE("broken YAML is an error with its place") {
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: [a }\n") == Contains("plan.yaml:2:"));
  CHECK(complaint("migration: m\n\tsources: x\n") == Contains("this is not YAML"));
  CHECK(complaint("migration: m\nsources: *nowhere\n") == Contains("plan.yaml:2:"));
  CHECK(complaint(", m") == Contains("plan.yaml:1:1): this is not YAML: nothing begins like this"));
}

TEST_CASE("each wrong kind of value is an error that says what was wanted and what is there") {
  CHECK(complaint("- migration\n") ==
        Contains("1:1): a plan must be a mapping (key: value), but a list stands here"));
  CHECK(complaint("migration: [m]\n") ==
        Contains("1:12): the name of the migration must be plain text, but a list stands here"));
  CHECK(complaint("migration: m\nsources: x\n") == Contains("2:10): sources must be a mapping"));
  CHECK(complaint("migration: m\nsources: { crm: }\n") ==
        Contains("source \"crm\" must be a mapping (key: value), but null or nothing"));
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: { a: b } } }\n") ==
        Contains("the path of a source must be plain text"));
  CHECK(complaint(
            "migration: m\nsources: { crm: { mongodump: x, streams: { U: { sensitive: password } } } }\n") ==
        Contains("the sensitive fields must be a list, but plain text stands here"));
  CHECK(
      complaint("migration: m\nsources: { crm: { mongodump: x, streams: { U: { sensitive: [[a]] } } } }\n") ==
      Contains("each of the sensitive fields must be plain text"));
  CHECK(complaint("? [a, b]\n: c\n") == Contains("a key must be plain text"));
}

TEST_CASE("a stream is not ignored without a reason") {
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: x, ignore_streams: { sessions: } } }") ==
        Contains("2:51): the stream \"sessions\" is left out without a reason"));
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: x, ignore_streams: [sessions] } }") ==
        Contains("ignore_streams must be a mapping"));
}

TEST_CASE("what is missing is asked for") {
  CHECK(complaint("sources: { crm: { mongodump: x } }") == Contains("the plan has no name"));
  CHECK(complaint("migration: m\n") == Contains("the plan names no source"));
  CHECK(complaint("migration: m\nsources: {}\n") == Contains("the plan names no source"));
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: '' } }") ==
        Contains("the path of a source is empty"));
}

TEST_CASE("names that could not be file names or parts of stream names are refused") {
  for (const std::string name : {"a/b", "a.b", "a b", "..", "-x", "\"\""}) {
    CHECK(complaint("migration: " + name + "\n") == Contains("cannot be the name of a migration"));
    CHECK(complaint("migration: m\nsources: { " + name + ": { mongodump: x } }") ==
          Contains("cannot be the name of a source"));
  }
}

TEST_CASE("a plan of a newer language is refused before anything in it is judged") {
  CHECK(
      complaint("sauces: {}\nversion: 2\n") ==
      Contains("2:10): this plan is of version 2; this program reads up to version 1 | use a newer sojourn"));
  CHECK(complaint("version: one\n") == Contains("\"one\" is no version of the plan language"));
  CHECK(complaint("version: 0\n") == Contains("is no version"));
}

TEST_CASE("an empty file, one of comments only and two documents are no plan") {
  CHECK(complaint("") == Contains("plan.yaml): the file is empty"));
  CHECK(complaint("# nothing yet\n") == Contains("the file is empty"));
  CHECK(complaint("migration: m\n---\nmigration: n\n") == Contains("a second YAML document begins here"));
}

TEST_CASE("text that is not UTF-8 is an error that names the line") {
  CHECK(complaint("migration: m\nsources: { crm: { mongodump: caf\xe9 } }\n") ==
        Contains("plan.yaml:2): this line is not UTF-8 text"));
  CHECK(complaint(std::string_view("migration: m\0\n", 14)) == Contains("plan.yaml:1)"));
}

TEST_CASE("a file that is missing, a folder, without end or not readable is an error that names it") {
  const test::TempDir folder;
  CHECK_THROWS_WITH_AS((void)read_plan(folder / "absent.yaml"), Contains("absent.yaml): No such file"),
                       Error);
  CHECK_THROWS_WITH_AS((void)read_plan(folder.path()), Contains("it is a folder"), Error);
  CHECK_THROWS_WITH_AS((void)read_plan("/dev/zero"), Contains("/dev/zero): it is larger than any plan"),
                       Error);
  if (geteuid() != 0) {  // The superuser may read everything.
    test::write_file(folder / "closed.yaml", kWhole);
    std::filesystem::permissions(folder / "closed.yaml", std::filesystem::perms::none);
    CHECK_THROWS_WITH_AS((void)read_plan(folder / "closed.yaml"), Contains("Permission denied"), Error);
  }
}

TEST_CASE("a file that aliases itself or nests without end is refused, not followed") {
  CHECK(complaint("migration: m\ntables: &a { b: *a }\n") == Contains("plan.yaml:2:"));
  std::string deep = "migration: m\ntables: ";
  for (int i = 0; i < 100; ++i) deep += "[";
  for (int i = 0; i < 100; ++i) deep += "]";
  CHECK(complaint(deep) == Contains("nested too deeply"));
  std::string laughs = "migration: m\ntables:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "  a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) laughs += (j == 0 ? "" : ", ") + before;
    laughs += "]\n";
  }
  CHECK(complaint(laughs) == Contains("too many values"));
}

}  // namespace
}  // namespace sojourn::plan
