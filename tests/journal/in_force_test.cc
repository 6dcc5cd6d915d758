#include "journal/in_force.h"

#include <doctest/doctest.h>

#include "fixture.h"

using namespace sojourn::journal;
using namespace sojourn::journal::test;
using sojourn::test::TempDir;

namespace {

constexpr auto kFix = static_cast<std::uint8_t>(fb::Origin::Fix);

std::vector<Sequence> newest(const std::vector<KeyEntry>& versions) {
  return in_force(versions, Repeats::kNewest);
}
std::vector<Sequence> all(const std::vector<KeyEntry>& versions) {
  return in_force(versions, Repeats::kAll);
}

using Sequences = std::vector<Sequence>;

}  // namespace

TEST_CASE("a later version takes the place of the one it replaces") {
  const std::vector<KeyEntry> versions = {{.sequence = 9, .replaces = 4}, {.sequence = 4}};
  CHECK(newest(versions) == Sequences{9});
  CHECK(all(versions) == Sequences{9});
}

TEST_CASE("two documents under one key are both in force for an export, the newest of them else") {
  const std::vector<KeyEntry> versions = {{.sequence = 9}, {.sequence = 4}};
  CHECK(newest(versions) == Sequences{9});
  CHECK(all(versions) == Sequences{9, 4});
  CHECK(all({{.sequence = 12, .replaces = 4}, {.sequence = 9}, {.sequence = 4}}) == Sequences{12, 9});
}

TEST_CASE("a delete ends all that is older under its key, and not what comes after it") {
  CHECK(all({{.sequence = 9, .deletes = true, .replaces = 4}, {.sequence = 4}, {.sequence = 3}}).empty());
  CHECK(newest({{.sequence = 9, .deletes = true, .replaces = 4}, {.sequence = 4}}).empty());
  CHECK(all({{.sequence = 11}, {.sequence = 9, .deletes = true}, {.sequence = 4}}) == Sequences{11});
}

TEST_CASE("a correction stays in force beside an undecided conflict") {
  const std::vector<KeyEntry> versions = {{.sequence = 9, .conflict = true, .replaces = 2},
                                          {.sequence = 5, .origin = kFix, .replaces = 3},
                                          {.sequence = 3},
                                          {.sequence = 2}};
  CHECK(newest(versions) == Sequences{5});
  CHECK(all(versions) == Sequences{5});
}

TEST_CASE("the entries of a log that are in force are found over files and small writes alike") {
  TempDir dir;
  auto writer = open_writer(dir / "j");
  const StreamId stream = put_stream(*writer, "s");
  bulk(*writer, stream, Entries().many(0, 5000, 100));
  const Entries two = std::move(Entries().many(17, 2));
  const std::string changed(two.list()[0].key);
  const std::string deleted(two.list()[1].key);
  append(*writer, stream, Entries().put(changed, "new", 17).erase(deleted, 18));
  const InForce state(writer->view(), stream, Repeats::kNewest);
  CHECK(state.holds(16));
  CHECK_FALSE(state.holds(17));
  CHECK_FALSE(state.holds(18));
  CHECK(state.holds(5000));
  CHECK_FALSE(state.holds(5001));
  CHECK(count_documents(writer->view(), summarize(writer->view())[0]) == 4999);
}

TEST_CASE("a first pass over rising keys is in force as a whole") {
  TempDir dir;
  auto writer = open_writer(dir / "j");
  const StreamId stream = put_stream(*writer, "s");
  const Entries entries = std::move(Entries().many(0, 10));
  auto parts = part_of(stream, entries);
  parts[0].batch.pass = 1;
  parts[0].batch.rising = true;
  parts[0].batch.keys = 10;
  writer->append(std::move(parts));
  const InForce state(writer->view(), stream, Repeats::kAll);
  CHECK(state.holds(0));
  CHECK(state.holds(9));
  CHECK(count_documents(writer->view(), summarize(writer->view())[0]) == 10);
}

TEST_CASE("a small write after a first pass that is done is taken into account") {
  TempDir dir;
  auto writer = open_writer(dir / "j");
  const StreamId stream = put_stream(*writer, "s");
  const Entries entries = std::move(Entries().many(0, 10));
  auto parts = part_of(stream, entries);
  parts[0].batch.pass = 1;
  parts[0].batch.done = true;
  writer->append(std::move(parts));
  append(*writer, stream, Entries().erase(std::string(entries.list()[3].key), 3));
  const InForce state(writer->view(), stream, Repeats::kAll);
  CHECK(state.holds(2));
  CHECK_FALSE(state.holds(3));
}

TEST_CASE("an empty stream has nothing in force and no document") {
  TempDir dir;
  auto writer = open_writer(dir / "j");
  put_stream(*writer, "s");
  CHECK(count_documents(writer->view(), summarize(writer->view())[0]) == 0);
}
