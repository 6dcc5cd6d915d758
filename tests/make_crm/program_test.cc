// The program itself, as it is called.
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <string>

#include "support/temp_dir.h"

namespace sojourn::make_crm {
namespace {

struct Ran {
  int code = 0;
  std::string output;
};

Ran run(const std::string& arguments) {
  Ran ran;
  FILE* pipe = popen((std::string(BINARY_DIR) + "/bin/make_crm " + arguments + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> piece{};
  while (const std::size_t bytes = fread(piece.data(), 1, piece.size(), pipe)) {
    ran.output.append(piece.data(), bytes);
  }
  ran.code = WEXITSTATUS(pclose(pipe));
  return ran;
}

TEST_CASE("the help of every verb shows an example and the seed") {
  for (const char* verb : {"sample", "bad", "large"}) {
    const Ran help = run(std::string(verb) + " --help");
    CHECK(help.code == 0);
    CHECK(help.output.find("Example") != std::string::npos);
    CHECK(help.output.find("--seed") != std::string::npos);
  }
}

TEST_CASE("a written dump is summed up by collection") {
  const test::TempDir folder;
  const Ran ran = run("large 1500 " + folder.path().string() + " --keys random");
  CHECK(ran.code == 0);
  CHECK(ran.output.find("crm_Contacts") != std::string::npos);
  CHECK(ran.output.find("1,500") != std::string::npos);
}

TEST_CASE("a wrong command is told what is wrong and exits with 2") {
  CHECK(run("").code == 2);
  CHECK(run("sample").code == 2);
  CHECK(run("large 10 /nowhere --keys sideways").code == 2);
  const Ran few = run("large 10 /nowhere");
  CHECK(few.code == 2);
  CHECK(few.output.find("give 1000 to") != std::string::npos);
}

}  // namespace
}  // namespace sojourn::make_crm
