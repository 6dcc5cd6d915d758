#include "journal/summary.h"

#include <doctest/doctest.h>

#include "fixture.h"

using namespace sojourn::journal;
using namespace sojourn::journal::test;
using sojourn::test::TempDir;

namespace {

/// A batch of an extraction pass, with the sums that an extraction would carry.
std::vector<Part> pass_part(StreamId stream, const Entries& entries, std::uint64_t pass, bool done) {
  auto parts = part_of(stream, entries);
  Batch& batch = parts[0].batch;
  batch.pass = pass;
  batch.done = done;
  batch.keys = entries.list().size();
  batch.at = done ? 100 : 40;
  batch.of = 100;
  batch.totals = std::make_unique<fb::TotalsT>();
  batch.totals->read = entries.list().size();
  batch.totals->read_bytes = 1000 * pass;
  return parts;
}

Entries two_users() {
  Entries entries;
  entries.put("a", "one").put("b", "two");
  return entries;
}

}  // namespace

TEST_CASE("a summary tells each pass by its last sums and the stream by its latest pass") {
  TempDir dir;
  auto writer = open_writer(dir / "j");
  const StreamId stream = put_stream(*writer, "crm.Users");
  writer->append(pass_part(stream, two_users(), 1, true));
  writer->append(pass_part(stream, two_users(), 2, false));
  const auto streams = summarize(writer->view());
  REQUIRE(streams.size() == 1);
  CHECK(streams[0].info.name == "crm.Users");
  CHECK_FALSE(streams[0].complete);
  CHECK(streams[0].versions == 4);
  CHECK(streams[0].bytes == 2000);
  CHECK(streams[0].at == 40);
  REQUIRE(streams[0].passes.size() == 2);
  CHECK(streams[0].passes[0].complete);
  CHECK(streams[0].passes[0].totals.read_bytes == 1000);
}

TEST_CASE("a small write leaves pass, position and count as they were") {
  TempDir dir;
  auto writer = open_writer(dir / "j");
  const StreamId stream = put_stream(*writer, "crm.Users");
  writer->append(pass_part(stream, two_users(), 1, true));
  CHECK(summarize(writer->view())[0].documents_exact);
  append(*writer, stream, Entries().put("a", "corrected", 0));
  const auto summary = summarize(writer->view())[0];
  CHECK(summary.complete);
  CHECK(summary.at == 100);
  CHECK(summary.versions == 3);
  CHECK(summary.documents == 2);
  CHECK(summary.documents_exact);
}

TEST_CASE("a small write that deletes a document or brings a new one is counted") {
  TempDir dir;
  auto writer = open_writer(dir / "j");
  const StreamId stream = put_stream(*writer, "crm.Users");
  writer->append(pass_part(stream, two_users(), 1, true));
  append(*writer, stream, Entries().erase("a", 0));
  CHECK(summarize(writer->view())[0].documents == 1);
  append(*writer, stream, Entries().put("c", "new").put("d", "new"));
  CHECK(summarize(writer->view())[0].documents == 3);
}

TEST_CASE("a run without an end is running while the journal is held, killed afterwards") {
  TempDir dir;
  auto writer = open_writer(dir / "j");
  writer->start_run({});
  CHECK(summarize_runs(writer->view())[0].state == RunState::kRunning);
  writer.reset();
  CHECK(summarize_runs(Reader::open(dir / "j")->view())[0].state == RunState::kKilled);
  writer = open_writer(dir / "j");
  writer->start_run({});
  const auto runs = summarize_runs(writer->view());
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].state == RunState::kKilled);
  writer->end_run(fb::Outcome::Paused, "");
  CHECK(summarize_runs(writer->view())[1].state == RunState::kPaused);
}
