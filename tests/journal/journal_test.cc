#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/error.h"
#include "fixture.h"

using namespace sojourn;
using namespace sojourn::journal;
using namespace sojourn::journal::test;
using sojourn::test::TempDir;

namespace {

constexpr std::uint64_t kManyEntries = 5000;
constexpr std::size_t kLargeBody = 200;

}  // namespace

TEST_CASE("what was appended is read back in order, by small writes and by files alike") {
  TempDir dir;
  Entries small;
  small.put("a", "one").put("b", "two");
  Entries large;
  large.many(0, kManyEntries, kLargeBody);
  {
    auto writer = open_writer(dir / "j");
    const StreamId stream = put_stream(*writer, "crm.Users");
    append(*writer, stream, small);
    bulk(*writer, stream, large);
    append(*writer, stream, small);
  }
  const auto reader = Reader::open(dir / "j");
  const auto stream = reader->view().find_stream("crm.Users");
  REQUIRE(stream);
  const auto log = log_of(reader->view(), *stream);
  REQUIRE(log.size() == kManyEntries + 4);
  CHECK(log[0] == std::pair<std::string, std::string>("a", body_of("one")));
  CHECK(log[2].first == large.list()[0].key);
  CHECK(log[kManyEntries + 1].second == large.list().back().body);
  CHECK(log.back().first == "b");
  CHECK(findings_of(dir / "j").empty());
}

TEST_CASE("the versions of a key are found newest first, wherever they were written") {
  TempDir dir;
  auto writer = open_writer(dir / "j");
  const StreamId stream = put_stream(*writer, "s");
  Entries large;
  large.many(0, kManyEntries, kLargeBody);
  bulk(*writer, stream, large);
  const std::string key(large.list()[17].key);
  Entries again;
  again.put(key, "corrected", 17);
  append(*writer, stream, again);
  CHECK(writer->view().versions(stream, key) == std::vector<Sequence>{kManyEntries, 17});
  CHECK(writer->view().versions(stream, "unknown").empty());
}

TEST_CASE("a journal that is opened again goes on where it ended, with one unbroken chain") {
  TempDir dir;
  for (std::uint64_t round = 0; round < 3; ++round) {
    auto writer = open_writer(dir / "j");
    const StreamId stream = put_stream(*writer, "s");
    CHECK(writer->next_sequence(stream) == round * kManyEntries);
    Entries entries;
    entries.many(round * kManyEntries, kManyEntries, kLargeBody);
    bulk(*writer, stream, entries);
  }
  CHECK(findings_of(dir / "j").empty());
  CHECK(log_of(Reader::open(dir / "j")->view(), 1).size() == 3 * kManyEntries);
}

TEST_CASE("a second writer is refused and told who holds the journal") {
  TempDir dir;
  const auto writer = open_writer(dir / "j");
  CHECK_THROWS_WITH_AS(open_writer(dir / "j"), doctest::Contains("another run is writing to it: process"),
                       Error);
}

TEST_CASE("another migration's journal is refused by name") {
  TempDir dir;
  open_writer(dir / "j");
  CHECK_THROWS_WITH_AS(Writer::open(dir / "j", {.migration = "other"}),
                       doctest::Contains("belongs to the migration 'test', not to 'other'"), Error);
}

TEST_CASE("large streams of one batch get files of their own, which small streams between them do not span") {
  const TempDir dir;
  std::vector<Entries> entries(5);
  for (const std::size_t large : {std::size_t{1}, std::size_t{3}}) entries[large].many(0, 1200, 1000);
  for (const std::size_t small : {0, 2, 4}) entries[small].many(0, 10);
  {
    const auto writer = open_writer(dir / "j");
    std::vector<Part> parts;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      Part part;
      part.stream = put_stream(*writer, fmt::format("stream{}", i));
      part.entries = entries[i].list();
      parts.push_back(std::move(part));
    }
    writer->commit(writer->encode(writer->seal(std::move(parts))));
  }
  CHECK(files_of_family(dir / "j", "log").size() == 5);
  CHECK(files_of_family(dir / "j", "keys").size() == 5);
  const auto reader = Reader::open(dir / "j");
  for (StreamId stream = 1; stream <= entries.size(); ++stream) {
    CHECK(log_of(reader->view(), stream).size() == entries[stream - 1].list().size());
  }
  CHECK(findings_of(dir / "j").empty());
}
