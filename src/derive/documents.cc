#include "derive/documents.h"

#include "journal/in_force.h"
#include "journal/rows.h"

namespace sojourn::derive {

using journal::KeyEntry;
using journal::Sequence;

std::vector<KeyEntry> Documents::versions(std::string_view key) {
  std::vector<KeyEntry> versions;
  for (cursor_.seek(key); cursor_.valid() && cursor_.entry().key == key; cursor_.next()) {
    versions.push_back(cursor_.entry());
    versions.back().key = {};
  }
  return versions;
}

std::optional<Sequence> Documents::in_force(std::string_view key) {
  const auto found = journal::in_force(versions(key), journal::Repeats::kNewest);
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::optional<journal::LogEntry> Documents::find(std::string_view key) {
  const auto sequence = in_force(key);
  if (!sequence) return std::nullopt;
  return entry(*sequence);
}

FirstSequences::FirstSequences(const journal::View& view, journal::StreamId stream)
    : documents_(view, stream) {
  const auto mark = [&](Sequence sequence) {
    if (later_.size() <= sequence) later_.resize(sequence + 1);
    later_[sequence] = true;
  };
  for (const journal::Batch& batch : view.batches(stream)) {
    const auto listed = journal::unpack_rising(journal::to_view(batch.later));
    for (const Sequence sequence : listed.value_or(std::vector<Sequence>())) mark(sequence);
    for (Sequence i = batch.first; batch.small && i < batch.first + batch.count; ++i) mark(i);
  }
}

Sequence FirstSequences::of(const journal::LogEntry& entry) {
  if (entry.sequence >= later_.size() || !later_[entry.sequence]) return entry.sequence;
  return documents_.versions(entry.key).back().sequence;
}

}  // namespace sojourn::derive
