// The program itself: pipes, a journal in use, one whose writer was killed, a copy.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "support/command.h"

using namespace sojourn;
using namespace sojourn::dump::test;
using sojourn::test::Finished;

namespace {

/// Runs a script in which `tool` is the program under test.
Finished shell(const std::string& script) {
  return sojourn::test::run_command(
      {"/bin/bash", "-c",
       "set -o pipefail; tool() { '" BINARY_DIR "/bin/sojourn-dump' \"$@\"; }; " + script});
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
  const Finished ran = shell("tool " + journal.folder().string() + " cat Users | head -c 3");
  CHECK(ran.code == 0);
  CHECK(ran.out == "{\"_");
  CHECK(ran.err.empty());
}

TEST_CASE("a full disk under the output is an error, not a success") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"), users(0, 10));
  journal.close();
  const Finished ran = shell("tool " + journal.folder().string() + " cat Users > /dev/full");
  CHECK(ran.code == 1);
  CHECK(contains(ran.err, "cannot write (standard output): No space left on device"));
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

TEST_CASE("a journal that may not be written to is read, as on read-only media") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"), users(0, 10));
  journal.close();
  // Nothing is forbidden to root, so root becomes somebody else.
  const std::string as_other = geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
  const std::string folder = journal.folder().string();
  const Finished ran = shell("chmod a+rx " + dir.path().string() + "; chmod -R a+rX,a-w " + folder + "; " +
                             as_other + " '" BINARY_DIR "/bin/sojourn-dump' " + folder + " count Users; " +
                             as_other + "test ! -w " + folder + "; echo $?; chmod -R u+w " + folder);
  CHECK(ran.out == "10\n0\n");
  CHECK(ran.err.empty());
}
