#include "pipeline/status.h"

#include <doctest/doctest.h>

#include "journal/fixture.h"
#include "pipeline/status_json.h"
#include "pipeline/status_text.h"
#include "support/contains.h"

namespace sojourn::pipeline {
namespace {

using journal::PassSummary;
using journal::StreamSummary;
using test::Contains;

std::string text_of(const Status& status) {
  return status_text(status);
}

PassSummary complete_pass(std::uint64_t number) {
  PassSummary pass;
  pass.pass = number;
  pass.complete = true;
  pass.ended_ms = 1'763'672'047'000;
  return pass;
}

StreamSummary complete_stream(std::string name, std::uint64_t documents) {
  StreamSummary stream;
  stream.info.name = std::move(name);
  stream.complete = stream.documents_exact = true;
  stream.documents = stream.versions = documents;
  stream.bytes = documents * 100;
  stream.passes.push_back(complete_pass(1));
  return stream;
}

Status status_of(std::vector<StreamSummary> streams) {
  Status status;
  status.journal = "/data/nextcrm.journal";
  status.migration = "nextcrm";
  status.streams = std::move(streams);
  return status;
}

/// The status of one stream whose only pass has these sums.
Status status_with(const journal::fb::TotalsT& totals) {
  StreamSummary stream = complete_stream("crm.Users", 10);
  stream.passes.back().totals = totals;
  return status_of({stream});
}

TEST_CASE("the page shows each stream in a line and their sums under a rule") {
  CHECK(text_of(status_of({complete_stream("crm.Tasks", 12), complete_stream("crm.Users", 7946)})) ==
        "Migration nextcrm, journal /data/nextcrm.journal\n"
        "No run yet.\n"
        "\n"
        "Stream     Documents  Versions    Bytes  State\n"
        "crm.Tasks         12        12  1.20 kB  complete\n"
        "crm.Users      7,946     7,946   795 kB  complete\n"
        "---------------------------------------------------\n"
        "2 streams      7,958     7,958   796 kB  2 complete\n");
}

TEST_CASE("a stream in the middle of its file shows where, and a count that may fall is marked") {
  StreamSummary stream = complete_stream("crm.Users", 7946);
  stream.complete = stream.passes.back().complete = stream.documents_exact = false;
  stream.at = 5'000'000;
  stream.of = 20'000'000;
  const Status status = status_of({stream});
  CHECK(text_of(status) == Contains("~7,946"));
  CHECK(text_of(status) == Contains("at 5.00 MB of 20.0 MB (25 %)"));
  CHECK(text_of(status) == Contains("0 complete"));
  CHECK_FALSE(status.complete());
}

TEST_CASE("a run that has ended, runs or was killed is told apart") {
  Status status = status_of({complete_stream("crm.Users", 1)});
  status.last_run.emplace();
  status.last_run->number = 3;
  status.last_run->run.verb = "extract";
  status.last_run->run.started_ms = status.last_run->run.ended_ms = 1'763'672'047'000;
  CHECK(text_of(status) == Contains("Run 3: extract, done 2025-11-20 20:54:07 UTC\n"));
  status.last_run->state = journal::RunState::kKilled;
  CHECK(text_of(status) ==
        Contains("Run 3: extract, killed; begun 2025-11-20 20:54:07 UTC; the same command goes on"));
  status.last_run->state = journal::RunState::kRunning;
  CHECK(text_of(status) == Contains("running since 2025-11-20 20:54:07 UTC (process "));
  status.last_run->state = journal::RunState::kFailed;
  status.last_run->run.message = "cannot read";
  CHECK(text_of(status) == Contains("failed 2025-11-20 20:54:07 UTC: cannot read\n"));
}

TEST_CASE("an extraction without loss has no findings") {
  journal::fb::TotalsT totals;
  totals.read = totals.fresh = 10;
  CHECK(findings_text(status_with(totals)).empty());
}

TEST_CASE("every kind of loss and oddity is told") {
  journal::fb::TotalsT totals;
  totals.damaged = 2;
  totals.damaged_bytes = 1234;
  totals.conflicts = 3;
  totals.repeated = 4;
  totals.without_id = 5;
  totals.invalid_utf8 = 6;
  totals.vanished = 7;
  totals.deleted = 1;
  const std::string said = findings_text(status_with(totals));
  for (const char* finding :
       {"crm.Users: 2 damaged parts left out, 1.23 kB lost", "3 documents changed in the source although",
        "4 documents with an _id that occurs before them", "5 documents without _id",
        "6 documents with text that is not UTF-8", "6 documents no longer in the source; kept",
        "1 document no longer in the source; deleted"}) {
    CHECK(said == Contains(finding));
  }
}

TEST_CASE("the first damages are shown with their place and the rest is counted") {
  journal::fb::TotalsT totals;
  totals.damaged = 3;
  Status status = status_with(totals);
  journal::fb::DamageT damage;
  damage.offset = 10240;
  damage.length = 512;
  damage.cause = "the length of a document is wrong";
  status.streams[0].passes[0].first_damages = {damage};
  const std::string said = findings_text(status);
  CHECK(said == Contains("    at 10,240, 512 long: the length of a document is wrong\n    and 2 more\n"));
}

TEST_CASE("the losses of an earlier pass stay in sight, under its number") {
  Status status = status_of({complete_stream("crm.Users", 10)});
  status.streams[0].passes[0].totals.damaged = 1;
  status.streams[0].passes.push_back(complete_pass(2));
  status.streams[0].passes[1].totals.fresh = 5;
  CHECK(text_of(status) == Contains("crm.Users, pass 1: 1 damaged part left out"));
  CHECK(text_of(status) == Contains("complete, pass 2"));
  CHECK(text_of(status) == Contains("Later passes  Pass  New  Changed"));
}

TEST_CASE("the JSON has the keys that docs/JSON.md promises") {
  Status status = status_of({complete_stream("crm.Users", 10)});
  status.files = status.streams;
  status.last_run.emplace();
  const std::string json = status_json(status);
  const std::string page = test::read_file(std::string(SOURCE_DIR) + "/docs/JSON.md");
  std::size_t keys = 0;
  for (std::size_t at = json.find("\": "); at != std::string::npos; at = json.find("\": ", at + 1)) {
    const std::size_t begin = json.rfind('"', at - 1) + 1;
    const std::string key = json.substr(begin, at - begin);
    CAPTURE(key);
    CHECK(page.find('`' + key + '`') != std::string::npos);
    ++keys;
  }
  CHECK(keys > 40);
}

TEST_CASE("a journal in use is read without disturbing its writer") {
  const test::TempDir folder;
  const auto writer = journal::test::open_writer(folder / "j");
  const auto stream = journal::test::put_stream(*writer, "crm.Users");
  journal::test::bulk(*writer, stream, journal::test::Entries().many(0, 20));
  const Status status = read_status(folder / "j");
  CHECK(status.migration == "test");
  REQUIRE(status.streams.size() == 1);
  CHECK(status.streams[0].versions == 20);
  CHECK_FALSE(status.complete());
}

}  // namespace
}  // namespace sojourn::pipeline
