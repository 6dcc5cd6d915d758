// The program itself: pipes, a journal in use, one whose writer was killed, a copy.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "fixture.h"

using namespace sojourn;
using namespace sojourn::dump::test;

namespace {

struct Ran {
  int code = -1;
  std::string out;  ///< Standard output and standard error.
};

/// Runs a script in which `tool` is the program under test.
Ran shell(const std::string& script) {
  const TempDir dir;
  sojourn::test::write_file(
      dir / "script", "set -o pipefail; tool() { '" BINARY_DIR "/bin/sojourn-dump' \"$@\"; }; " + script);
  FILE* const pipe = popen(("bash " + (dir / "script").string() + " 2>&1").c_str(), "r");
  Ran ran;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    ran.out.append(buffer.data(), got);
  }
  const int status = pclose(pipe);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

Happened users(std::int32_t from, std::int32_t count) {
  Happened happened;
  for (std::int32_t id = from; id < from + count; ++id) {
    happened.read(Doc().int32("_id", id).text("text", std::string(200, 'x')));
  }
  return happened;
}

constexpr std::int32_t kMoreThanAPipeHolds = 5000;

}  // namespace

TEST_CASE("a closed pipe ends the program quietly and with success") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"), users(0, kMoreThanAPipeHolds));
  journal.close();
  const Ran ran = shell("tool " + journal.folder().string() + " cat Users | head -c 3");
  CHECK(ran.code == 0);
  CHECK(ran.out == "{\"_");
}

TEST_CASE("a full disk under the output is an error, not a success") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"), users(0, 10));
  journal.close();
  const Ran ran = shell("tool " + journal.folder().string() + " cat Users > /dev/full");
  CHECK(ran.code == 1);
  CHECK(contains(ran.out, "cannot write (standard output): No space left on device"));
}

TEST_CASE("a journal in use is shown as far as it is durable, and its writer goes on") {
  TempDir dir;
  Journal journal(dir / "j");
  const auto stream = journal.stream("crm.Users");
  const std::string tool = "tool " + journal.folder().string();
  journal.written(stream, users(0, 10));
  CHECK(shell(tool + " count Users").out == "10\n");
  journal.written(stream, users(10, 10));
  CHECK(shell(tool + " count Users").out == "20\n");
  CHECK(shell(tool + " check").code == 0);
}

TEST_CASE("a journal whose run was killed is shown with all that was durable, and the run as killed") {
  TempDir dir;
  const pid_t child = fork();
  if (child == 0) {
    Journal journal(dir / "j");
    journal.writer().start_run({});
    journal.written(journal.stream("crm.Users"), users(0, 10));
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  const std::string tool = "tool " + (dir / "j").string();
  CHECK(shell(tool + " count Users").out == "10\n");
  CHECK(contains(shell(tool + " runs").out, "killed"));
  CHECK(shell(tool + " check").code == 0);
}

TEST_CASE("a copy of a journal at rest is as good as the journal") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"), users(0, 10));
  journal.close();
  std::filesystem::copy(dir / "j", dir / "copy", std::filesystem::copy_options::recursive);
  CHECK(shell("tool " + (dir / "copy").string() + " count Users").out == "10\n");
  CHECK(shell("tool " + (dir / "copy").string() + " check").code == 0);
}
