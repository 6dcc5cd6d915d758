// Ctrl-C and SIGTERM, sent from outside to a program that stands still at a known point; and readers beside
// it.
#include <doctest/doctest.h>

#include <csignal>
#include <string>

#include "crash/fixture.h"
#include "support/contains.h"

using namespace sojourn::test;

namespace {

namespace fs = std::filesystem;

/// An extraction that stands still at a hit of a point, and at every later one.
class StoppedRun {
 public:
  explicit StoppedRun(const std::string& point_and_hit)
      : command_(words(point_and_hit)), reference_(Reference::of(Form::kFolder)) {
    REQUIRE(wait_for_stop(command_));
  }

  Command& command() { return command_; }
  /// Lets it run on until it ends.
  int go_to_end() {
    do {
      command_.send(SIGCONT);
    } while (wait_for_stop(command_));
    return command_.wait();
  }
  /// Lets it run on to the next hit.
  void go_to_next() {
    command_.send(SIGCONT);
    REQUIRE(wait_for_stop(command_));
  }
  [[nodiscard]] const fs::path& journal() const { return journal_; }
  /// Another run of the same command.
  [[nodiscard]] Finished run_again() const { return run_command(extraction().words()); }
  void check_whole() const {
    CHECK(difference(reference_.content(State::kOld), content_of(journal_)) == "");
    CHECK(findings(journal_) == "");
  }
  void check_beginning() const {
    const Content content = content_of(journal_);
    REQUIRE(content.count("crm.Tasks") == 1);
    CHECK(!content.at("crm.Tasks").log.empty());
    CHECK(no_prefix(reference_.content(State::kOld), content) == "");
  }

 private:
  [[nodiscard]] Extraction extraction() const {
    return Reference::of(Form::kFolder).extraction(State::kOld, journal_, kBulkMemory);
  }
  [[nodiscard]] std::vector<std::string> words(const std::string& point_and_hit) const {
    Extraction stopped = extraction();
    stopped.environment = {"SOJOURN_CRASH_STOP=" + point_and_hit};
    return stopped.words();
  }

  TempDir folder_;
  fs::path journal_ = folder_ / "journal";
  Command command_;
  const Reference& reference_;
};

void stops_and_resumes(int signal) {
  StoppedRun run("extract.batch.pushed:2");
  run.command().send(signal);
  CHECK(run.go_to_end() == 3);
  CHECK(run.command().err() == Contains("stopping after the batch in flight"));
  CHECK(run.command().out() == Contains("Paused; all that was read is durable. To go on:"));
  CHECK(run.command().out() == Contains("extract"));
  CHECK(findings(run.journal()) == "");
  run.check_beginning();
  CHECK(run.run_again().code == 0);
  run.check_whole();
}

void stops_at_once(int signal) {
  // A run that was told to stop makes one more small write: its own end.
  StoppedRun run("journal.small.before:9");
  run.command().send(SIGINT);
  run.go_to_next();
  run.command().send(signal);
  run.command().send(SIGCONT);
  CHECK(run.command().wait() == 128 + signal);
  CHECK(run.run_again().code == 0);
  run.check_whole();
}

}  // namespace

TEST_CASE(
    "Ctrl-C ends an extraction with exit code 3 and the words how to resume, and the resumed is whole") {
  stops_and_resumes(SIGINT);
}

TEST_CASE("SIGTERM ends an extraction as Ctrl-C does") {
  stops_and_resumes(SIGTERM);
}

TEST_CASE("a second Ctrl-C ends the program at once, and the resumed run is whole") {
  stops_at_once(SIGINT);
}

TEST_CASE("SIGTERM behind a Ctrl-C ends the program at once, and the resumed run is whole") {
  stops_at_once(SIGTERM);
}

TEST_CASE("a reader sees the beginning of the whole beside a run, after it was killed and after it resumed") {
  // At this point the writer holds no lock that readers wait for.
  StoppedRun run("journal.high.after:4");
  const std::vector<std::string> check = {BINARY_DIR "/bin/sojourn-dump", run.journal(), "check"};
  for (int hit = 0; hit < 4; ++hit) {
    run.check_beginning();
    CHECK(run_command(check).code == 0);
    run.go_to_next();
  }
  run.command().send(SIGKILL);
  run.command().wait();
  run.check_beginning();
  CHECK(run_command(check).code == 0);
  CHECK(run.run_again().code == 0);
  CHECK(run_command(check).code == 0);
  run.check_whole();
}

TEST_CASE("a second run beside a running one is refused and changes nothing") {
  StoppedRun run("extract.batch.pushed:2");
  const Finished second = run.run_again();
  CHECK(second.code == 1);
  CHECK(second.err == Contains(std::to_string(run.command().process())));
  CHECK(run.go_to_end() == 0);
  run.check_whole();
}
