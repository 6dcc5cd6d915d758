// kill -9 at random moments, several times in one extraction and in the one of a newer dump after it, with
// other options each time. SOJOURN_CRASH_ROUNDS says how many rounds (tools/soak), SOJOURN_SEED repeats them.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "crash/fixture.h"
#include "support/random.h"

using namespace sojourn::test;

namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 30;
constexpr int kKilled = 128 + SIGKILL;

int rounds_wanted() {
  const char* given = std::getenv("SOJOURN_CRASH_ROUNDS");
  return given != nullptr ? std::atoi(given) : kRounds;
}

class Round {
 public:
  Round(Form form, Random& random) : form_(form), reference_(Reference::of(form)), random_(random) {}

  /// Extracts one state of the dump with some kills on the way. What is there after a kill must be sound, and
  /// the beginning of the whole.
  void extract(State state) {
    for (std::uint64_t left = 1 + random_.below(4); left > 0; --left) run_and_kill(state);
    const Finished finished = run_command(any_extraction(state).words());
    CAPTURE(finished.err);
    REQUIRE(finished.code == 0);
    REQUIRE(difference(reference_.content(state), content_of(journal_)) == "");
    REQUIRE(findings(journal_) == "");
  }
  [[nodiscard]] int kills() const { return kills_; }

 private:
  Extraction any_extraction(State state) {
    static constexpr const char* kMemories[] = {"1MiB", "3MiB", "6MiB", "16MiB"};
    Extraction extraction = reference_.extraction(state, journal_, kMemories[random_.below(4)]);
    if (random_.one_in(2)) extraction.options.emplace_back("--skip-damaged");
    return extraction;
  }

  void run_and_kill(State state) {
    const auto longest = static_cast<std::uint64_t>(reference_.duration(state).count());
    const auto moment = std::chrono::microseconds(random_.below(longest));
    Command command(any_extraction(state).words());
    std::this_thread::sleep_for(moment);
    command.send(SIGKILL);
    const int code = command.wait();
    REQUIRE((code == kKilled || code == 0));
    kills_ += code == kKilled ? 1 : 0;
    if (fs::exists(journal_)) REQUIRE(no_prefix(reference_.content(state), content_of(journal_)) == "");
  }

  const Form form_;
  const Reference& reference_;
  Random& random_;
  const TempDir folder_;
  const fs::path journal_ = folder_ / "journal";
  int kills_ = 0;
};

TEST_CASE("an extraction that is killed again and again at random ends as if it had never been") {
  Random random;
  int kills = 0;
  const int rounds = rounds_wanted();
  for (int i = 0; i < rounds; ++i) {
    const Form form = kForms[random.below(kForms.size())];
    CAPTURE(i);
    CAPTURE(form_name(form));
    Round round(form, random);
    round.extract(State::kOld);
    round.extract(State::kNewer);
    kills += round.kills();
  }
  MESSAGE(kills, " kills in ", rounds, " rounds");
  // If the moments are all too late, nothing was tested.
  CHECK(kills >= rounds);
}

}  // namespace
