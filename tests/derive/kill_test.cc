// Derivations that are killed at each of their points, and at random, end like one that nothing interrupted.
#include <chrono>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "crash/points.h"
#include "derive/fixture.h"
#include "support/command.h"
#include "support/random.h"

namespace sojourn::derive::test {
namespace {

namespace fs = std::filesystem;
using sojourn::test::Command;
using sojourn::test::Random;
using sojourn::test::run_command;
using sojourn::test::TempDir;

constexpr int kKilled = 128 + SIGKILL;
constexpr int kRandomKills = 12;
/// So little that each stream takes several batches, and sorting several runs.
constexpr const char* kMemory = "65536";
constexpr const char* kOtherMemory = "300000";
/// Where nothing is merged, and only arrays were corrected.
constexpr const char* kCorrected = "corrected";
const std::vector<std::string> kStreams = {kPairs, kUnpaired, "crm.B+merged"};

std::vector<std::string> words(const fs::path& journal, const std::vector<std::string>& environment,
                               const char* memory) {
  std::vector<std::string> words = {"/usr/bin/env"};
  words.insert(words.end(), environment.begin(), environment.end());
  for (const std::string& word :
       {std::string(BINARY_DIR) + "/bin/derive_process", journal.string(), std::string(memory)}) {
    words.push_back(word);
  }
  return words;
}

std::string text_document(const char* field, int id, std::uint64_t other, std::uint64_t email) {
  return R"({"_id":)" + std::to_string(id) + R"(,"email":"e)" + std::to_string(email) + R"(",")" + field +
         R"(":[)" + std::to_string(other) + "," + std::to_string(other / 2) + R"(],"text":")" +
         std::string(100, 'x') + R"("})";
}

void fill(Bench& bench, Random& random, int first, int past) {
  std::vector<std::string> as;
  std::vector<std::string> bs;
  for (int id = first; id < past; ++id) {
    as.push_back(text_document("bs", id, random.below(1300), random.below(900)));
    bs.push_back(text_document("as", id, random.below(1300), random.below(900)));
  }
  bench.extract("crm.A", as);
  bench.extract("crm.B", bs);
}

/// The streams that were derived.
using Logs = std::map<std::string, std::vector<Entry>>;
struct Result {
  Logs logs;
  std::string totals;
};

Result result_of(const fs::path& journal) {
  const auto writer = journal::Writer::open(journal, {.migration = "test"});
  Result result;
  for (const std::string& name : kStreams) {
    const auto stream = writer->view().find_stream(name);
    if (!stream) continue;
    for (auto cursor = writer->view().log(*stream); cursor.valid(); cursor.next()) {
      const auto& entry = cursor.entry();
      result.logs[name].push_back({.key = std::string(entry.key),
                                   .body = std::string(entry.body),
                                   .deletes = entry.kind == journal::fb::Kind::Delete});
    }
    const auto last = writer->view().last_batch(*stream);
    REQUIRE(last);
    std::ostringstream text;
    text << name << " done " << last->done << " keys " << last->keys << " ";
    result.totals += text.str();
  }
  return result;
}

/// A journal before the first derivation, and the same with changes behind one.
class Journals {
 public:
  Journals() {
    Random random;
    Bench bench;
    fill(bench, random, 0, 1200);
    bench.close();
    fs::copy(bench.folder(), folder_ / "fresh", fs::copy_options::recursive);
    bench.open();
    (void)bench.derive(a_and_merged_b());
    fill(bench, random, 300, 800);
    bench.extract("crm.B", {}, {R"({"_id":5})", R"({"_id":900})"});
    bench.close();
    fs::copy(bench.folder(), folder_ / "changed", fs::copy_options::recursive);
    bench.open();
    (void)bench.derive(a_and_b());
    std::vector<std::string> corrected;
    for (int id = 100; id < 500; ++id) {
      corrected.push_back(text_document("bs", id, random.below(1300), random.below(900)));
    }
    bench.fix("crm.A", corrected);
    bench.close();
    fs::copy(bench.folder(), folder_ / kCorrected, fs::copy_options::recursive);
  }

  [[nodiscard]] fs::path copy_of(const std::string& name, const TempDir& to) const {
    fs::copy(folder_ / name, to / "journal", fs::copy_options::recursive);
    if (name == kCorrected) sojourn::test::write_file(to / kCorrected, "");
    return to / "journal";
  }

 private:
  TempDir folder_;
};

struct Reference {
  Result result;
  std::map<std::string, int> hits;
  std::chrono::microseconds duration{};
};

Reference uninterrupted(const Journals& journals, const std::string& name) {
  const TempDir folder;
  const fs::path journal = journals.copy_of(name, folder);
  const auto begin = std::chrono::steady_clock::now();
  const auto record = folder / "record";
  const auto run = run_command(words(journal, {"SOJOURN_CRASH_RECORD=" + record.string()}, kMemory));
  CAPTURE(run.err);
  REQUIRE(run.code == 0);
  Reference reference;
  reference.duration =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  std::istringstream lines(sojourn::test::read_file(record));
  for (std::string line; std::getline(lines, line);) ++reference.hits[line];
  reference.result = result_of(journal);
  return reference;
}

void compare(const Reference& reference, const fs::path& journal) {
  const Result found = result_of(journal);
  for (const std::string& name : kStreams) {
    CAPTURE(name);
    if (reference.result.logs.count(name) == 0) continue;
    REQUIRE(found.logs.at(name).size() == reference.result.logs.at(name).size());
    REQUIRE((found.logs.at(name) == reference.result.logs.at(name)));
  }
  REQUIRE(found.totals == reference.result.totals);
  REQUIRE(journal::check_journal(journal, {}, [](std::uint64_t) {}).findings.empty());
  REQUIRE_FALSE(fs::exists(journal / "ingest" / "scratch"));
}

void die_at(const Journals& journals, const std::string& name, const Reference& reference,
            const std::string& point, int hit) {
  CAPTURE(name);
  CAPTURE(point);
  CAPTURE(hit);
  const TempDir folder;
  const fs::path journal = journals.copy_of(name, folder);
  const auto kill = [&](int at) {
    return std::vector<std::string>{"SOJOURN_CRASH_KILL=" + point + ":" + std::to_string(at)};
  };
  REQUIRE(run_command(words(journal, kill(hit), kMemory)).code == kKilled);
  (void)run_command(words(journal, kill(1), kOtherMemory));
  REQUIRE(run_command(words(journal, {}, kOtherMemory)).code == 0);
  compare(reference, journal);
}

void die_everywhere(const std::string& name) {
  const Journals journals;
  const Reference reference = uninterrupted(journals, name);
  std::vector<std::string> points(sojourn::test::kDerivationPoints.begin(),
                                  sojourn::test::kDerivationPoints.end());
  points.insert(points.end(), {"journal.commit.before", "journal.commit.after", "journal.high.after"});
  for (const std::string& point : points) {
    CAPTURE(point);
    REQUIRE(reference.hits.count(point) == 1);
    const int hits = reference.hits.at(point);
    for (const int hit : {1, 1 + hits / 3, 1 + 2 * hits / 3, hits}) {
      die_at(journals, name, reference, point, std::min(hit, hits));
    }
  }
}

TEST_CASE("a first derivation ends the same, wherever it is killed") {
  die_everywhere("fresh");
}

TEST_CASE("a derivation of what changed ends the same, wherever it is killed") {
  die_everywhere("changed");
}

TEST_CASE("a derivation of corrected arrays ends the same, wherever it is killed") {
  die_everywhere(kCorrected);
}

TEST_CASE("a derivation that is killed at random, again and again, ends the same") {
  Random random;
  const Journals journals;
  for (const char* const name : {"fresh", "changed", kCorrected}) {
    const Reference reference = uninterrupted(journals, name);
    const TempDir folder;
    const fs::path journal = journals.copy_of(name, folder);
    for (int i = 0; i < kRandomKills; ++i) {
      Command command(words(journal, {}, random.one_in(2) ? kMemory : kOtherMemory));
      std::this_thread::sleep_for(
          std::chrono::microseconds(random.below(static_cast<std::uint64_t>(reference.duration.count()))));
      command.send(SIGKILL);
      (void)command.wait();
    }
    REQUIRE(run_command(words(journal, {}, kMemory)).code == 0);
    compare(reference, journal);
  }
}

}  // namespace
}  // namespace sojourn::derive::test
