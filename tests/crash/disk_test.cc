// A disk that has too little room: the pause before it is full, and a real small one that is full.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "crash/fixture.h"
#include "support/contains.h"
#include "support/random.h"

using namespace sojourn::test;

namespace {

namespace fs = std::filesystem;

constexpr int kFullDisks = 10;

/// Runs a script of the shell with a name space of mounts of its own.
Finished run_with_own_mounts(const std::string& script) {
  return run_command({"/usr/bin/env", "unshare", "--map-root-user", "--mount", "sh", "-c", script});
}

std::string shell_words(const Extraction& extraction) {
  std::string line;
  for (const std::string& word : extraction.words()) line += "'" + word + "' ";
  return line;
}

bool can_mount(const fs::path& folder) {
  return run_with_own_mounts("mount -t tmpfs -o size=1m none " + folder.string()).code == 0;
}

/// Extracts into a disk of this many KiB, makes it large, goes on, and copies the journal to `result`. Prints
/// the exit code of the first run.
std::string fill_and_go_on(const fs::path& mount, std::uint64_t kib, const Extraction& extraction,
                           const fs::path& result) {
  return fmt::format(
      "mount -t tmpfs -o size={0}k none {1} || exit 99; {2}; echo code $?; "
      "mount -o remount,size=100m {1} || exit 98; {2} || exit 97; cp -a {3} {4}",
      kib, mount.string(), shell_words(extraction), extraction.journal.string(), result.string());
}

}  // namespace

TEST_CASE("an extraction pauses before it takes the reserve of the disk, and goes on when it may") {
  const Reference& reference = Reference::of(Form::kArchive);
  const TempDir folder;
  const Extraction whole = reference.extraction(State::kOld, folder / "journal", kBulkMemory);
  Extraction reserving = whole;
  reserving.disk_reserve = "99";
  // Of an empty disk more than 99 % may be free; with this file less is, wherever the test runs.
  const fs::path ballast = folder / "ballast";
  const fs::space_info disk = fs::space(folder.path());
  const std::uintmax_t wanted = disk.available > disk.capacity / 50 * 49 ? disk.capacity / 50 : 1;
  REQUIRE(run_command({"/usr/bin/fallocate", "--length", std::to_string(wanted), ballast.string()}).code ==
          0);
  const Finished paused = run_command(reserving.words());
  fs::remove(ballast);
  CHECK(paused.code == 3);
  CHECK(paused.err == Contains("kept in reserve"));
  CHECK(paused.err == Contains("To go on:"));
  CHECK(findings(folder / "journal") == "");
  CHECK(run_command(whole.words()).code == 0);
  CHECK(difference(reference.content(State::kOld), content_of(folder / "journal")) == "");
}

TEST_CASE("a disk that is full pauses an extraction; with more room it goes on, and all is whole") {
  const Reference& reference = Reference::of(Form::kArchive);
  const TempDir folder;
  const fs::path mount = folder / "disk";
  fs::create_directories(mount);
  if (!can_mount(mount)) {
    MESSAGE("skipped: this machine lets the test mount no small disk");
    return;
  }
  Random random;
  bool was_full = false;
  for (int round = 0; round < kFullDisks; ++round) {
    // The first are too small for a journal without a document; the others are full somewhere on the way.
    const std::uint64_t kib = round < 4 ? 8 + 8 * static_cast<std::uint64_t>(round) : 32 + random.below(2300);
    CAPTURE(kib);
    const fs::path result = folder / ("journal-" + std::to_string(round));
    const char* memory = random.one_in(2) ? kBulkMemory : kSmallMemory;
    const Extraction extraction = reference.extraction(State::kOld, mount / "journal", memory);
    const Finished both = run_with_own_mounts(fill_and_go_on(mount, kib, extraction, result));
    CAPTURE(both.err);
    REQUIRE(both.code == 0);
    CHECK(both.out == Contains("code 3"));
    CHECK(both.err == Contains("To go on:"));
    CHECK(difference(reference.content(State::kOld), content_of(result)) == "");
    CHECK(findings(result) == "");
    was_full |= both.err.find("No space left") != std::string::npos;
  }
  CHECK(was_full);
}
