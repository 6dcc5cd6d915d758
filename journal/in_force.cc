#include "journal/in_force.h"

#include <algorithm>
#include <set>
#include <string>

namespace sojourn::journal {
namespace {

bool is_correction(const KeyEntry& entry) {
  return entry.origin == static_cast<std::uint8_t>(fb::Origin::Fix);
}

/// Calls `use(versions)` with the versions of each key of a stream, newest first.
template <typename Use>
void for_each_key(const View& view, StreamId stream, const Use& use) {
  std::string key;
  std::vector<KeyEntry> versions;
  for (KeysCursor cursor = view.keys(stream); cursor.valid();) {
    key = cursor.entry().key;
    versions.clear();
    for (; cursor.valid() && cursor.entry().key == key; cursor.next()) {
      versions.push_back(cursor.entry());
      versions.back().key = {};
    }
    use(versions);
  }
}

/// A first pass whose batches name no entry as a later one has met each key once, if it could know: because
/// the keys rose, or because it has ended. Small writes beside it may do anything.
bool no_key_occurs_twice(const std::vector<Batch>& batches) {
  const auto first_versions_only = [](const Batch& batch) {
    return !batch.small && batch.pass_first == 0 && batch.later.empty();
  };
  return std::all_of(batches.begin(), batches.end(), first_versions_only) &&
         (batches.empty() || batches.back().rising || batches.back().done);
}

}  // namespace

std::vector<Sequence> in_force(const std::vector<KeyEntry>& newest_first, Repeats repeats) {
  std::vector<Sequence> found;
  std::set<Sequence> replaced;
  for (const KeyEntry& entry : newest_first) {
    if (entry.conflict) continue;
    if (entry.deletes) break;
    if (entry.replaces != kNoSequence) replaced.insert(entry.replaces);
    // What replaces an entry is newer, so all its replacers have been seen.
    if (replaced.erase(entry.sequence) > 0) continue;
    found.push_back(entry.sequence);
    if (repeats == Repeats::kNewest || is_correction(entry)) break;
  }
  return found;
}

std::vector<KeyEntry> versions_of(const View& view, StreamId stream, std::string_view key) {
  std::vector<KeyEntry> versions;
  KeysCursor cursor = view.keys(stream);
  for (cursor.seek(key); cursor.valid() && cursor.entry().key == key; cursor.next()) {
    versions.push_back(cursor.entry());
    versions.back().key = {};
  }
  return versions;
}

InForce::InForce(const View& view, StreamId stream, Repeats repeats) {
  const std::vector<Batch> batches = view.batches(stream);
  all_ = no_key_occurs_twice(batches);
  if (all_) return;
  holds_.resize(batches.back().first + batches.back().count);
  for_each_key(view, stream, [&](const std::vector<KeyEntry>& versions) {
    for (const Sequence sequence : in_force(versions, repeats)) {
      // A key beyond the last batch is damage, which only a check can name.
      if (sequence < holds_.size()) holds_[sequence] = true;
    }
  });
}

std::uint64_t count_documents(const View& view, const StreamSummary& stream) {
  if (stream.documents_exact) return stream.documents;
  std::uint64_t documents = 0;
  for_each_key(view, stream.id, [&](const std::vector<KeyEntry>& versions) {
    if (!in_force(versions, Repeats::kNewest).empty()) ++documents;
  });
  return documents;
}

}  // namespace sojourn::journal
