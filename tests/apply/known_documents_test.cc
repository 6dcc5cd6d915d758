#include "apply/known_documents.h"

#include <doctest/doctest.h>

#include "base/hash.h"
#include "base/key.h"
#include "journal/fixture.h"
#include "support/bson_builder.h"

using namespace sojourn;
using namespace sojourn::apply;
using sojourn::test::Doc;
using sojourn::test::TempDir;
using State = map::Found::State;

namespace {

std::string key_of(std::int32_t id) {
  std::string key;
  append_key(key, *bson::find(Doc().int32("_id", id).bytes(), "_id"));
  return key;
}

plan::ExpandedPlan plan_with(std::string stream, std::string derived = {}) {
  plan::ExpandedPlan plan;
  plan.parents.push_back({.stream = std::move(stream), .table = "T", .derived = std::move(derived)});
  return plan;
}

/// Documents 1 to 9; 3 is deleted, 4 is changed.
void write_documents(journal::Writer& writer) {
  const auto stream = journal::test::put_stream(writer, "crm.T");
  journal::test::Entries first;
  for (std::int32_t id = 1; id < 10; ++id) first.put(key_of(id), "text");
  journal::test::append(writer, stream, first);
  journal::test::Entries later;
  later.erase(key_of(3), 2);
  later.put(key_of(4), "other", 3);
  journal::test::append(writer, stream, later);
}

void check_taken(std::size_t memory) {
  const TempDir dir;
  const auto writer = journal::test::open_writer(dir / "j");
  write_documents(*writer);
  const plan::ExpandedPlan plan = plan_with("crm.T");
  KnownDocuments known(writer->view(), plan, memory);
  known.take_from_journal(0);
  CHECK(known.find(0, key_of(1)).state == State::kPresent);
  CHECK(known.find(0, key_of(3)).state == State::kAbsent);
  CHECK(known.find(0, key_of(4)).state == State::kPresent);
  CHECK(known.find(0, key_of(99)).state == State::kAbsent);
  known.add(0, {{.hash = hash64(key_of(1)), .state = RowState::kNoRow, .identity = {}}});
  CHECK(known.find(0, key_of(1)).state == State::kFailed);
}

TEST_CASE("a document is known if the journal holds it and it is not deleted") {
  check_taken(1u << 20);
}

TEST_CASE("beyond the memory budget the same answers come from the journal") {
  check_taken(0);
}

TEST_CASE("a reference to a stream that was never extracted leads nowhere") {
  const TempDir dir;
  const auto writer = journal::test::open_writer(dir / "j");
  const plan::ExpandedPlan plan = plan_with("crm.Gone");
  KnownDocuments known(writer->view(), plan, 1u << 20);
  known.take_from_journal(0);
  CHECK(known.find(0, key_of(1)).state == State::kAbsent);
}

std::string group_of(std::int32_t identity, const std::vector<std::int32_t>& members) {
  Doc contributors;
  for (std::size_t i = 0; i < members.size(); ++i)
    contributors.document(std::to_string(i), Doc().int32("_id", members[i]));
  return Doc().int32("_id", 0).int32("identity", identity).array("contributors", contributors).bytes();
}

TEST_CASE("all members of a merged group lead to the document that gives the row its id") {
  const TempDir dir;
  const auto writer = journal::test::open_writer(dir / "j");
  const plan::ExpandedPlan plan = plan_with("crm.T", "crm.T+merged");
  KnownDocuments known(writer->view(), plan, 1u << 20);
  known.expect(0);
  std::vector<KnownDocument> members;
  append_members(group_of(1, {1, 2}), RowState::kRow, members);
  append_members(group_of(7, {8}), RowState::kRow, members);
  append_members(group_of(5, {5, 6}), RowState::kNoRow, members);
  known.add(0, members);
  CHECK(known.find(0, key_of(1)).state == State::kPresent);
  CHECK(known.find(0, key_of(2)).state == State::kMerged);
  CHECK(known.find(0, key_of(2)).identity == key_of(1));
  // The member that formed the group has left it; the id stays what it was.
  CHECK(known.find(0, key_of(8)).identity == key_of(7));
  CHECK(known.find(0, key_of(5)).state == State::kFailed);
  CHECK(known.find(0, key_of(6)).state == State::kFailed);
}

}  // namespace
