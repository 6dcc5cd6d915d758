// `sojourn apply --dry-run` as an operator meets it, with a real dump, journal and server.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "cli/small_crm.h"
#include "support/contains.h"

namespace sojourn::test {
namespace {

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::uint64_t rows_in(const Crm& crm, const std::string& table) {
  return std::stoull(crm.database().ask("SELECT count(*) FROM \"" + table + "\""));
}

/// Two boards of 50 name no user.
void break_two_boards(const Crm& crm) {
  std::string boards;
  for (int id = 0; id < 50; ++id) {
    const int user = id < 48 ? id : 100 + id;
    boards += Doc().object_id("_id", Crm::oid(id)).object_id("user", Crm::oid(user)).bytes();
  }
  crm.boards(boards);
}

TEST_CASE("where every document would arrive, the rehearsal ends with 0 and writes no row") {
  const Crm crm;
  REQUIRE(crm.run("extract").code == 0);
  const Finished ran = crm.run("apply", {"--dry-run"});
  CHECK(ran.code == 0);
  CHECK(ran.out == Contains("Rehearsed 100 documents"));
  CHECK(ran.out == Contains("Every document would arrive."));
  // Nothing takes this field, and that is said.
  CHECK(ran.out == Contains("crm.Boards  colour"));
  CHECK(rows_in(crm, "Users") == 0);
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(line.size() <= 110, line);
}

TEST_CASE("where some would not, it ends with 4 and tells the causes with sample keys") {
  const Crm crm;
  break_two_boards(crm);
  REQUIRE(crm.run("extract").code == 0);
  const Finished ran = crm.run("apply", {"--dry-run"});
  CHECK(ran.code == 4);
  CHECK(ran.out == Contains("dangling  Boards.user  2 documents"));
  CHECK(ran.out == Contains("111111111111111111111130  user: {\"$oid\":\"111111111111111111111194\"}"));
  const Finished json = crm.run("apply", {"--dry-run", "--json"});
  CHECK(json.code == 4);
  CHECK(json.out == Contains("\"code\": \"dangling\""));
  CHECK(json.out == Contains("\"exit_code\": 4"));
}

TEST_CASE("--list writes every document that would not arrive, a line each") {
  const Crm crm;
  break_two_boards(crm);
  REQUIRE(crm.run("extract").code == 0);
  REQUIRE(crm.run("apply", {"--dry-run", "--list", crm.path("list").string()}).code == 4);
  const std::string list = read_file(crm.path("list"));
  CHECK(std::count(list.begin(), list.end(), '\n') == 2);
  CHECK(list ==
        Contains("{\"stream\":\"crm.Boards\",\"key\":\"111111111111111111111130\",\"projection\":\"Boards\","
                 "\"fate\":\"failed\",\"problems\":[{\"code\":\"dangling\",\"column\":\"user\""));
}

TEST_CASE("--tables rehearses those alone, and an unknown one is told with the nearest") {
  const Crm crm;
  REQUIRE(crm.run("extract").code == 0);
  CHECK(crm.run("apply", {"--dry-run", "--tables", "Boards"}).out == Contains("Rehearsed 50 documents"));
  const Finished wrong = crm.run("apply", {"--dry-run", "--tables", "Board"});
  CHECK(wrong.code == 2);
  CHECK(wrong.err == Contains("did you mean Boards?"));
}

TEST_CASE("a wrong plan is refused before anything is mapped, with all that is wrong") {
  const Crm crm;
  REQUIRE(crm.run("extract").code == 0);
  crm.plan("  Usres: { from: crm.Users }\n  Boards: { from: crm.Boardz }\n");
  const Finished ran = crm.run("apply", {"--dry-run"});
  CHECK(ran.code == 2);
  CHECK(ran.err == Contains("did you mean \"Users\"?"));
  CHECK(ran.err == Contains("there is no stream \"crm.Boardz\""));
}

TEST_CASE("without a journal there is nothing to rehearse, and the verb that makes one is named") {
  const Crm crm;
  const Finished ran = crm.run("apply", {"--dry-run"});
  CHECK(ran.code == 1);
  CHECK(ran.err == Contains("sojourn extract"));
}

TEST_CASE("without --dry-run the verb refuses, since it cannot write to a target yet") {
  CHECK(Crm().run("apply").code == 2);
}

TEST_CASE("a sensitive field shows in no failure") {
  const Crm crm({"ALTER TABLE \"Users\" ALTER password TYPE integer USING 0"});
  REQUIRE(crm.run("extract").code == 0);
  const Finished ran = crm.run("apply", {"--dry-run", "--list", crm.path("list").string()});
  CHECK(ran.code == 4);
  CHECK(ran.out == Contains("invalid_number  Users.password  50 documents"));
  CHECK((ran.out + ran.err + read_file(crm.path("list"))).find("xyzzy-secret") == std::string::npos);
}

}  // namespace
}  // namespace sojourn::test
