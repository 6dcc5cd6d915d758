// The program itself, as it is called.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/command.h"
#include "support/temp_dir.h"

namespace sojourn::make_crm {
namespace {

/// `words` behind the program's name.
test::Finished run(std::vector<std::string> words) {
  words.insert(words.begin(), std::string(BINARY_DIR) + "/bin/make_crm");
  return test::run_command(words);
}

TEST_CASE("the help of every verb shows an example and the seed") {
  for (const char* verb : {"sample", "bad", "large"}) {
    const test::Finished help = run({verb, "--help"});
    CHECK(help.code == 0);
    CHECK(help.out.find("Example") != std::string::npos);
    CHECK(help.out.find("--seed") != std::string::npos);
  }
}

TEST_CASE("a written dump is summed up by collection") {
  const test::TempDir folder;
  const test::Finished ran = run({"large", "1500", folder.path().string(), "--keys", "random"});
  CHECK(ran.code == 0);
  CHECK(ran.out.find("crm_Contacts") != std::string::npos);
  CHECK(ran.out.find("1,500") != std::string::npos);
}

TEST_CASE("a wrong command is told what is wrong and exits with 2") {
  CHECK(run({}).code == 2);
  CHECK(run({"sample"}).code == 2);
  CHECK(run({"large", "10", "/nowhere", "--keys", "sideways"}).code == 2);
  const test::Finished few = run({"large", "10", "/nowhere"});
  CHECK(few.code == 2);
  CHECK(few.err.find("give 1000 to") != std::string::npos);
}

}  // namespace
}  // namespace sojourn::make_crm
