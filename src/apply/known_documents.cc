#include "apply/known_documents.h"

#include <algorithm>

#include "base/bson.h"
#include "base/hash.h"
#include "base/key.h"
#include "journal/in_force.h"
#include "journal/summary.h"

namespace sojourn::apply {

KnownDocuments::KnownDocuments(const journal::View& view, const plan::ExpandedPlan& plan,
                               std::size_t memory_bytes)
    : view_(view), plan_(plan), memory_left_(memory_bytes), parents_(plan.parents.size()) {
  for (std::size_t i = 0; i < parents_.size(); ++i)
    parents_[i].stream = view.find_stream(plan.parents[i].stream);
}

std::uint64_t KnownDocuments::documents_of(const Parent& parent) const {
  if (!parent.stream) return 0;
  const auto last = view_.last_batch(*parent.stream);
  return last ? last->keys : 0;
}

void KnownDocuments::expect(std::size_t index) {
  Parent& parent = parents_[index];
  if (parent.filled) return;
  parent.filled = true;
  const std::uint64_t documents = documents_of(parent);
  const std::size_t bytes = KeySet::bytes_for(documents);
  parent.in_memory = bytes <= memory_left_;
  if (!parent.in_memory) return;
  memory_left_ -= bytes;
  parent.keys = KeySet(documents);
}

void KnownDocuments::add(std::size_t index, const std::vector<KnownDocument>& documents) {
  Parent& parent = parents_[index];
  for (const KnownDocument& document : documents) {
    if (!parent.in_memory && document.state == RowState::kRow) continue;
    parent.keys.put(document.hash, document.state);
    if (document.state == RowState::kMerged) parent.merged[document.hash] = document.identity;
  }
}

void KnownDocuments::take_from_journal(std::size_t index) {
  expect(index);
  Parent& parent = parents_[index];
  if (!parent.stream) return;
  if (!plan_.parents[index].derived.empty()) return take_groups(index);
  if (!parent.in_memory) return;
  std::string key;
  bool decided = false;
  for (journal::KeysCursor cursor = view_.keys(*parent.stream); cursor.valid(); cursor.next()) {
    const journal::KeyEntry& entry = cursor.entry();
    if (entry.key != key) {
      key = entry.key;
      decided = false;
    }
    if (decided || entry.conflict) continue;
    decided = true;
    if (!entry.deletes) parent.keys.put(hash64(key), RowState::kRow);
  }
}

void KnownDocuments::take_groups(std::size_t index) {
  const auto derived = view_.find_stream(plan_.parents[index].derived);
  if (!derived) return;
  const journal::InForce in_force(view_, *derived, journal::Repeats::kNewest);
  std::vector<KnownDocument> known;
  for (journal::LogCursor cursor = view_.log(*derived); cursor.valid(); cursor.next()) {
    if (!in_force.holds(cursor.entry().sequence)) continue;
    known.clear();
    append_members(cursor.entry().body, RowState::kRow, known);
    add(index, known);
  }
}

map::Found KnownDocuments::find_in_memory(std::size_t index, std::string_view canonical_key) const {
  const Parent& parent = parents_[index];
  const std::uint64_t hash = hash64(canonical_key);
  const auto state = parent.keys.find(hash);
  if (!state) return {};
  switch (*state) {
    case RowState::kRow:
      return {.state = map::Found::State::kPresent};
    case RowState::kNoRow:
      return {.state = map::Found::State::kFailed};
    case RowState::kMerged:
      break;
  }
  return {.state = map::Found::State::kMerged, .identity = parent.merged.at(hash)};
}

map::Found KnownDocuments::find(std::size_t index, std::string_view canonical_key) const {
  const map::Found found = find_in_memory(index, canonical_key);
  const Parent& parent = parents_[index];
  if (found.state != map::Found::State::kAbsent || parent.in_memory || !parent.stream) return found;
  const auto versions = journal::versions_of(view_, *parent.stream, canonical_key);
  const bool present = !journal::in_force(versions, journal::Repeats::kNewest).empty();
  return {.state = present ? map::Found::State::kPresent : map::Found::State::kAbsent};
}

void KnownDocuments::look_up(std::size_t index, const std::vector<std::string>& rising,
                             KeySet& present) const {
  const Parent& parent = parents_[index];
  if (!parent.stream) return;
  std::vector<journal::KeyEntry> versions;
  journal::KeysCursor cursor = view_.keys(*parent.stream);
  for (const std::string& key : rising) {
    versions.clear();
    for (cursor.seek(key); cursor.valid() && cursor.entry().key == key; cursor.next()) {
      versions.push_back(cursor.entry());
      versions.back().key = {};
    }
    if (!journal::in_force(versions, journal::Repeats::kNewest).empty())
      present.put(hash64(key), RowState::kRow);
  }
}

void append_members(std::string_view group, RowState state, std::vector<KnownDocument>& to) {
  const auto identity = bson::find(group, "identity");
  const auto contributors = bson::find(group, "contributors");
  if (!identity || !contributors || contributors->type != bson::Type::kArray) return;
  std::string identity_key;
  append_key(identity_key, *identity);
  std::string key;
  for (bson::Walker member(contributors->as_document()); member.next();) {
    if (member.element().type != bson::Type::kDocument) continue;
    const auto id = bson::find(member.element().as_document(), "_id");
    if (!id) continue;
    key.clear();
    append_key(key, *id);
    const bool own = key == identity_key;
    to.push_back({.hash = hash64(key),
                  .state = own || state == RowState::kNoRow ? state : RowState::kMerged,
                  .identity = own ? std::string() : identity_key});
  }
}

}  // namespace sojourn::apply
