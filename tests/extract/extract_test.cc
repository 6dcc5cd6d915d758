#include "extract/extract.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/error.h"
#include "base/stop.h"
#include "extract/fixture.h"
#include "journal/check.h"
#include "journal/rows.h"
#include "support/random.h"

using namespace sojourn;
using namespace sojourn::extract;
using namespace sojourn::extract::test;
using sojourn::test::TempDir;

namespace {

void require_sound(const std::filesystem::path& folder) {
  const auto report = journal::check_journal(folder, {}, [](std::uint64_t) {});
  REQUIRE_MESSAGE(report.findings.empty(), report.findings.front());
}

/// Extracts, stopping after every `fills` fills, as often as it takes.
void run_in_pieces(const std::filesystem::path& folder, FakeSource& source, std::size_t fills,
                   const Options& options = {}) {
  for (bool complete = false; !complete;) {
    std::size_t left = fills;
    source.on_fill = [&](std::size_t) {
      if (left-- == 0) request_stop();
    };
    complete = run(folder, source, options).complete;
    clear_stop();
  }
  source.on_fill = [](std::size_t) {};
}

FakeSource three_users() {
  FakeSource source;
  source.collections["Users"] = {{1, "a"}, {2, "b"}, {3, "c"}};
  return source;
}

}  // namespace

TEST_CASE("a first extraction puts every document into the log in the order of the source") {
  TempDir dir;
  FakeSource source = three_users();
  source.collections["Boards"] = {{9, "x"}, {7, "y"}};
  const Outcome outcome = run(dir / "j", source);
  CHECK(outcome.complete);
  CHECK(outcome.appended == 5);
  CHECK(log_of(dir / "j", "Boards") ==
        std::vector<Version>{{key_of(9), document_of(9, "x")}, {key_of(7), document_of(7, "y")}});
  CHECK(last_batch(dir / "j", "Users").done);
  CHECK(last_batch(dir / "j", "Users").keys == 3);
  require_sound(dir / "j");
}

TEST_CASE("a source of many small collections is read to its end") {
  TempDir dir;
  FakeSource source;
  for (char name = 'a'; name <= 'z'; ++name) source.collections[std::string(1, name)] = {{1, "only"}};
  CHECK(run(dir / "j", source).complete);
  CHECK(log_of(dir / "j", "z").size() == 1);
}

TEST_CASE("an extraction that is stopped after every batch ends with the same log as one that is not") {
  for (const bool interleaved : {false, true}) {
    TempDir dir;
    FakeSource source;
    source.interleaved = interleaved;
    for (int i = 0; i < 50; ++i) {
      source.collections["Users"].emplace_back(i * 7 % 50, std::to_string(i));
      source.collections["Tasks"].emplace_back(i, std::to_string(i));
    }
    source.collections["Empty"] = {};
    run(dir / "whole", source);
    run_in_pieces(dir / "pieces", source, 1);
    for (const char* collection : {"Users", "Tasks", "Empty"}) {
      CHECK(log_of(dir / "pieces", collection) == log_of(dir / "whole", collection));
      CHECK(last_batch(dir / "pieces", collection).done);
    }
    require_sound(dir / "pieces");
  }
}

TEST_CASE(
    "a second extraction of an unchanged source skips it, and when told to read it again adds nothing") {
  TempDir dir;
  FakeSource source = three_users();
  source.collections["Users"].push_back({2, "b, a second time"});
  run(dir / "j", source);
  CHECK(run(dir / "j", source).cursors_skipped == 1);
  const Outcome again = run(dir / "j", source, {.again = true});
  CHECK(again.read == 4);
  CHECK(again.appended == 0);
  CHECK(totals(dir / "j", "Users").unchanged == 4);
  CHECK(totals(dir / "j", "Users").vanished == 0);
  CHECK(log_of(dir / "j", "Users").size() == 4);
  require_sound(dir / "j");
}

TEST_CASE("of a newer dump only what changed becomes a new version, and what vanished is counted") {
  TempDir dir;
  FakeSource source = three_users();
  run(dir / "j", source);
  source.collections["Users"] = {{1, "a"}, {3, "changed"}, {4, "new"}};
  run(dir / "j", source);
  const auto sums = totals(dir / "j", "Users");
  CHECK(sums.unchanged == 1);
  CHECK(sums.changed == 1);
  CHECK(sums.fresh == 1);
  CHECK(sums.vanished == 1);
  CHECK(sums.deleted == 0);
  CHECK(last_batch(dir / "j", "Users").keys == 4);
  CHECK(log_of(dir / "j", "Users").size() == 5);
}

TEST_CASE("with deletes, a vanished document becomes a delete once, and comes back as a new version") {
  TempDir dir;
  FakeSource source = three_users();
  run(dir / "j", source);
  source.collections["Users"] = {{1, "a"}, {3, "c"}};
  run(dir / "j", source, {.deletes = true});
  run(dir / "j", source, {.deletes = true, .again = true});
  const auto log = log_of(dir / "j", "Users");
  REQUIRE(log.size() == 4);
  CHECK(log.back() == Version{key_of(2), "", true});
  CHECK(last_batch(dir / "j", "Users").keys == 2);
  source.collections["Users"] = {{1, "a"}, {2, "b"}, {3, "c"}};
  run(dir / "j", source);
  CHECK(log_of(dir / "j", "Users").back() == Version{key_of(2), document_of(2, "b")});
  CHECK(last_batch(dir / "j", "Users").keys == 3);
}

TEST_CASE("what is missing from a damaged dump is counted as vanished but never deleted") {
  TempDir dir;
  FakeSource source = three_users();
  run(dir / "j", source);
  source.collections["Users"] = {{1, "a"}};
  source.damaged = true;
  run(dir / "j", source, {.deletes = true});
  CHECK(totals(dir / "j", "Users").vanished == 2);
  CHECK(totals(dir / "j", "Users").deleted == 0);
  CHECK(totals(dir / "j", "Users").damaged_bytes == 9);
  CHECK(last_batch(dir / "j", "Users").keys == 3);
}

TEST_CASE("an interrupted wish to read everything anew goes on where it was") {
  TempDir dir;
  FakeSource source = three_users();
  source.collections["Boards"] = {{1, "x"}, {2, "y"}};
  run(dir / "j", source);
  std::size_t fills = 0;
  source.on_fill = [&](std::size_t) {
    if (++fills == 3) request_stop();  // Boards are read to their end, Users are not.
  };
  CHECK_FALSE(run(dir / "j", source, {.again = true}).complete);
  clear_stop();
  source.on_fill = [](std::size_t) {};
  const Outcome rest = run(dir / "j", source, {.again = true});
  CHECK(rest.complete);
  CHECK(rest.cursors_skipped == 1);
  CHECK(run(dir / "j", source).cursors_skipped == 2);
}

TEST_CASE("two documents with one _id are both kept and counted when the stream ends") {
  TempDir dir;
  FakeSource source;
  source.collections["Users"] = {{5, "x"}, {1, "y"}, {5, "z"}, {5, "x"}};
  run(dir / "j", source);
  CHECK(log_of(dir / "j", "Users").size() == 4);
  CHECK(totals(dir / "j", "Users").repeated == 2);
  CHECK(last_batch(dir / "j", "Users").keys == 2);
  const auto later = journal::unpack_rising(journal::to_view(last_batch(dir / "j", "Users").later));
  CHECK(later == std::vector<journal::Sequence>{2, 3});
}

TEST_CASE(
    "a correction by a person stays in force when the source changes, and the change is listed as a "
    "conflict") {
  TempDir dir;
  FakeSource source = three_users();
  run(dir / "j", source);
  const std::string corrected = document_of(2, "corrected");
  const std::string key = key_of(2);
  {
    const auto writer = journal::Writer::open(dir / "j", {.migration = "test"});
    journal::Part part;
    part.stream = *writer->view().find_stream("crm.Users");
    part.entries.push_back(
        {.key = key, .body = corrected, .body_hash = hash64(corrected), .origin = journal::fb::Origin::Fix});
    writer->append({part});
  }
  SUBCASE("an unchanged source adds nothing") {
    CHECK(run(dir / "j", source, {.again = true}).appended == 0);
    CHECK(totals(dir / "j", "Users").conflicts == 0);
  }
  SUBCASE("a changed source is a conflict") {
    source.collections["Users"][1].second = "changed at the source";
    CHECK(run(dir / "j", source).appended == 1);
    CHECK(totals(dir / "j", "Users").conflicts == 1);
    const auto reader = journal::Reader::open(dir / "j");
    auto cursor = reader->view().log(*reader->view().find_stream("crm.Users"), 4);
    CHECK(cursor.entry().conflict);
  }
}

TEST_CASE("an error in the source keeps all that was read before it, and the next run goes on just there") {
  TempDir dir;
  FakeSource source;
  for (int i = 0; i < 20; ++i) source.collections["Users"].emplace_back(i, "u");
  source.on_fill = [](std::size_t at) {
    if (at == 9) throw Error({.doing = "read", .cause = "damaged"});
  };
  CHECK_THROWS_AS(run(dir / "j", source), Error);
  CHECK(log_of(dir / "j", "Users").size() == 9);
  std::size_t first_fill = 99;
  source.on_fill = [&](std::size_t at) { first_fill = std::min(first_fill, at); };
  CHECK(run(dir / "j", source).complete);
  CHECK(first_fill == 9);
  CHECK(log_of(dir / "j", "Users").size() == 20);
}

TEST_CASE("a full disk pauses the run with exit code 3 and words that say how to go on") {
  TempDir dir;
  FakeSource source = three_users();
  const auto writer = journal::Writer::open(dir / "j", {.migration = "test"});
  NoObserver observer;
  std::vector<SourceWork> work(1);
  work[0] = {.name = "crm", .source = &source, .cursors = source.list(), .sensitive = {}};
  try {
    (void)extract::extract(*writer, work, {.disk_reserve = 1.0}, observer);
    FAIL("the disk has no room above a reserve of all of it");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::kPaused);
    CHECK(error.text().hint.find("--disk-reserve") != std::string::npos);
  }
}

TEST_CASE(
    "whatever sequence of dumps is extracted, in whatever pieces, the journal holds just the last one in "
    "force") {
  sojourn::test::Random random;
  for (int round = 0; round < 8; ++round) {
    TempDir dir;
    FakeSource source;
    source.interleaved = random.one_in(2);
    source.documents_per_fill = 4 + random.below(20);
    for (int pass = 0; pass < 4; ++pass) {
      for (const char* collection : {"A", "B"}) {
        Documents documents;
        const bool repeats = random.one_in(3);
        const std::int64_t count = static_cast<std::int64_t>(random.below(60));
        for (std::int64_t i = 0; i < count; ++i) {
          const std::int64_t id = repeats ? static_cast<std::int64_t>(random.below(40)) : i;
          if (!random.one_in(10)) documents.emplace_back(id, std::to_string(random.below(3)));
        }
        if (random.one_in(2)) {
          std::shuffle(documents.begin(), documents.end(), std::mt19937_64(random.next()));
        }
        source.collections[collection] = std::move(documents);
      }
      const Options options{.deletes = true, .again = true};
      if (random.one_in(2)) {
        run_in_pieces(dir / "j", source, 1 + random.below(4), options);
      } else {
        run(dir / "j", source, options);
      }
      for (const auto& [collection, documents] : source.collections) {
        const auto sums = totals(dir / "j", collection);
        CHECK(sums.read == documents.size());
        CHECK(sums.fresh + sums.changed + sums.unchanged == sums.read);
        std::map<std::string, std::set<std::string>> expected;
        for (const auto& [id, content] : documents) expected[key_of(id)].insert(document_of(id, content));
        CHECK(last_batch(dir / "j", collection).keys == expected.size());
        std::map<std::string, std::string> in_force;
        for (const Version& version : log_of(dir / "j", collection)) {
          if (version.deletes) {
            in_force.erase(version.key);
          } else {
            in_force[version.key] = version.body;
          }
        }
        CHECK(in_force.size() == expected.size());
        for (const auto& [key, body] : in_force) CHECK(expected[key].count(body) == 1);
      }
      // The same dump once more changes nothing, however often it had changed before.
      CHECK(run(dir / "j", source, options).appended == 0);
    }
    require_sound(dir / "j");
  }
}
