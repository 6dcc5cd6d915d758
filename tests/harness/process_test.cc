#include "tools/harness/process.h"

#include <doctest/doctest.h>
#include <signal.h>

#include "base/error.h"
#include "support/temp_dir.h"

namespace sojourn::harness {
namespace {

TEST_CASE("a program's exit code, or the signal that ended it, comes back") {
  CHECK(Process({.words = {"sh", "-c", "exit 7"}, .output = {}}).wait().code == 7);
  Process endless({.words = {"sleep", "1000"}, .output = {}});
  CHECK(endless.running());
  endless.send(SIGTERM);
  CHECK(endless.wait().code == 128 + SIGTERM);
  CHECK_FALSE(endless.running());
}

TEST_CASE("a program that uses memory has a peak that shows it") {
  const std::string words = "x=$(head -c 40000000 /dev/zero | tr '\\0' a); sleep 0.2; echo ${#x}";
  const Ended ended = run({.words = {"bash", "-c", words}, .output = {}});
  CHECK(ended.anonymous_peak > 40'000'000);
  CHECK(ended.seconds >= 0.2);
}

TEST_CASE("a program that fails is an error with its last words") {
  const test::TempDir folder;
  const Command failing{.words = {"sh", "-c", "echo no such luck; exit 3"}, .output = folder / "said"};
  CHECK_THROWS_WITH_AS(run(failing), doctest::Contains("no such luck"), Error);
}

TEST_CASE("a program that is not there is an error that names it") {
  CHECK_THROWS_WITH_AS(Process({.words = {"no-such-program"}, .output = {}}),
                       doctest::Contains("no-such-program"), Error);
}

TEST_CASE("what a program says is taken without its last line feed") {
  CHECK(output_of({"printf", "%s\\n", "two words"}) == "two words");
  CHECK_THROWS_AS((void)output_of({"false"}), Error);
}

}  // namespace
}  // namespace sojourn::harness
