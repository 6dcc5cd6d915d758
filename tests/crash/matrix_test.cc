// Death at every named point, at its first hit and at a later one; then a second death, and a run with other
// options to the end. What is in the journal must be what an uninterrupted run leaves.
#include <doctest/doctest.h>

#include <string>

#include "crash/fixture.h"
#include "crash/points.h"

using namespace sojourn::test;

namespace {

namespace fs = std::filesystem;

constexpr int kKilled = 128 + SIGKILL;

/// One cell of the matrix.
struct Death {
  Form form;
  State state;
  std::string point;
  int hit = 1;
};

/// An empty place for the first pass, a journal with all of the older dump for the second.
fs::path begin_journal(const Death& death, const TempDir& folder) {
  fs::path journal = folder / "journal";
  if (death.state == State::kNewer) {
    fs::copy(Reference::of(death.form).old_journal(), journal, fs::copy_options::recursive);
  }
  return journal;
}

int run_until(const Death& death, Extraction extraction) {
  extraction.environment = {"SOJOURN_CRASH_KILL=" + death.point + ":" + std::to_string(death.hit)};
  return run_command(extraction.words()).code;
}

void die_and_go_on(const Death& death) {
  CAPTURE(form_name(death.form));
  CAPTURE(death.point);
  CAPTURE(death.hit);
  const Reference& reference = Reference::of(death.form);
  const TempDir folder;
  const fs::path journal = begin_journal(death, folder);
  // A fault that was planned and not reached is no test.
  REQUIRE(run_until(death, reference.extraction(death.state, journal, kBulkMemory)) == kKilled);
  run_until({death.form, death.state, death.point, 1},
            reference.extraction(death.state, journal, kSmallMemory));
  Extraction last = reference.extraction(death.state, journal, "16MiB");
  last.options.emplace_back("--skip-damaged");
  const Finished finished = run_command(last.words());
  CAPTURE(finished.err);
  REQUIRE(finished.code == 0);
  REQUIRE(difference(reference.content(death.state), content_of(journal)) == "");
  REQUIRE(findings(journal) == "");
}

void die_at(Form form, State state, const std::string& point) {
  const int hits = Reference::of(form).hits(state).at(point);
  die_and_go_on({form, state, point, 1});
  if (hits > 1) die_and_go_on({form, state, point, 1 + hits / 2});
}

void die_everywhere(Form form) {
  CAPTURE(form_name(form));
  const auto& hits = Reference::of(form).hits(State::kOld);
  for (const std::string_view point : kCreationPoints) {
    CAPTURE(point);
    REQUIRE(hits.count(std::string(point)) == 1);
    die_at(form, State::kOld, std::string(point));
  }
  for (const std::string_view point : kExtractionPoints) {
    CAPTURE(point);
    REQUIRE(hits.count(std::string(point)) == 1);
    die_at(form, State::kOld, std::string(point));
  }
}

}  // namespace

TEST_CASE("a folder of .bson files is extracted exactly, wherever the run is killed") {
  die_everywhere(Form::kFolder);
}
TEST_CASE("a folder of .bson.gz files is extracted exactly, wherever the run is killed") {
  die_everywhere(Form::kFolderGz);
}
TEST_CASE("an archive is extracted exactly, wherever the run is killed") {
  die_everywhere(Form::kArchive);
}
TEST_CASE("an archive in gzip is extracted exactly, wherever the run is killed") {
  die_everywhere(Form::kArchiveGz);
}
TEST_CASE("lines of mongoexport are extracted exactly, wherever the run is killed") {
  die_everywhere(Form::kJsonLines);
}
TEST_CASE("an array of mongoexport is extracted exactly, wherever the run is killed") {
  die_everywhere(Form::kJsonArray);
}
TEST_CASE("damage that is skipped is skipped and counted once, wherever the run is killed") {
  die_everywhere(Form::kDamagedFolder);
}

TEST_CASE("a newer dump adds exactly its changes and deletes, wherever its run is killed") {
  for (const Form form : {Form::kFolder, Form::kArchiveGz, Form::kJsonArray}) {
    for (const auto& [point, hits] : Reference::of(form).hits(State::kNewer)) {
      die_at(form, State::kNewer, point);
    }
  }
}
