#include <doctest/doctest.h>

#include <cstdlib>

#include "plan_file.h"

namespace sojourn::plan {
namespace {

using doctest::Contains;
using test::complaint;
using test::kFrame;
using test::PlanFile;

TargetPlan target_of(std::string_view target) {
  return PlanFile(kFrame + "targets: { main: " + std::string(target) + " }\n").read().targets.at(0);
}
std::string target_complaint(std::string_view target) {
  return PlanFile(kFrame + "targets: { main: " + std::string(target) + " }\n").complaint();
}

TEST_CASE("a target says how to connect, and where schema and ledger are") {
  const PlanFile file(
      kFrame +
      "targets: { main: { postgresql: dbname=crm, schema: app, ledger: moves, ddl: sql/crm.sql } }\n");
  const TargetPlan target = file.read().targets.at(0);
  CHECK(target.name == "main");
  CHECK(target.connection() == "dbname=crm");
  CHECK(target.schema == "app");
  CHECK(target.ledger == "moves");
  CHECK(target.ddl == file.path().parent_path() / "sql/crm.sql");
  CHECK(target.place.line == 3);
  const TargetPlan plain = target_of("{ postgresql: dbname=crm }");
  CHECK(plain.schema == "public");
  CHECK(plain.ledger == "sojourn");
  CHECK(plain.ddl.empty());
}

TEST_CASE("the variables of a connection are read when something connects, not before") {
  unsetenv("SOJOURN_TEST_URL");
  const TargetPlan target = target_of("{ postgresql: \"${SOJOURN_TEST_URL}\" }");
  CHECK(target.connection_text == "${SOJOURN_TEST_URL}");
  CHECK_THROWS_WITH_AS((void)target.connection(),
                       Contains("plan.yaml:3:32): the environment variable SOJOURN_TEST_URL is not set"),
                       Error);
  setenv("SOJOURN_TEST_URL", "postgresql://u:secret@host/db", 1);
  CHECK(target.connection() == "postgresql://u:secret@host/db");
  CHECK(target_of("{ postgresql: postgresql://u:${SOJOURN_TEST_URL}@h/db }").connection_text ==
        "postgresql://u:${SOJOURN_TEST_URL}@h/db");
}

TEST_CASE("a password in the plan's text is refused, since the journal keeps the text, and is not shown") {
  for (const std::string connection :
       {"postgresql://u:hunter2@h/db", "host=h password=hunter2", "host=h password = 'hunter2'",
        "postgresql://h/db?user=u&password=hunter2", "sslpassword=hunter2", "password=hunter2 host=${H}"}) {
    const std::string said = target_complaint("{ postgresql: \"" + connection + "\" }");
    CHECK_MESSAGE(said.find("plan.yaml:3:32): the connection holds a password") != std::string::npos,
                  connection);
    CHECK(said.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("a connection without a password, or with one from a variable, is none of it") {
  for (const std::string connection : {"postgresql://u@h:5432/db", "postgresql://h:5432/db",
                                       "postgresql://u:${P}@h/db", "password=${P} host=h", "password='${P}'",
                                       "passfile=/home/u/.pgpass", "postgresql:///db", "user=password"}) {
    CHECK_MESSAGE(target_complaint("{ postgresql: \"" + connection + "\" }") == "", connection);
  }
}

TEST_CASE("no complaint about a target shows what may be its connection") {
  for (const std::string target :
       {"{ postgresql://u:hunter2@h/db }", "{ postgresql: [postgresql://u:hunter2@h/db] }",
        "postgresql://u:hunter2@h/db", "{ \"password=hunter2\": x }", "{ postgresql: \"${hunter2!}\" }",
        "{ postgresql: \"host=hunter2 ${A\" }", "{ ? \"a=hunter2\" , ? \"a=hunter2\" }"}) {
    const std::string said = target_complaint(target);
    CHECK_MESSAGE(said.find("plan.yaml:3:") != std::string::npos, target);
    CHECK_MESSAGE(said.find("hunter2") == std::string::npos, said);
  }
}

TEST_CASE("what a target cannot say is an error at its place") {
  CHECK(target_complaint("{ schema: app }")
            .find("plan.yaml:3:12): target \"main\" does not say how to connect") != std::string::npos);
  CHECK(target_complaint("{ postgresql: x, shcema: app }")
            .find("plan.yaml:3:35): a target has no key \"shcema\" | did you mean \"schema\"?") !=
        std::string::npos);
  CHECK(target_complaint("{ postgresql: \"\" }").find("3:32): the connection of a target is empty") !=
        std::string::npos);
  CHECK(target_complaint("{ postgresql: x, schema: \"${S}\" }")
            .find("3:43): the schema of a target cannot hold ${NAME}") != std::string::npos);
}

}  // namespace
}  // namespace sojourn::plan
