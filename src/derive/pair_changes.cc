#include "derive/pair_changes.h"

#include <algorithm>

#include "derive/documents.h"
#include "derive/regroup.h"

namespace sojourn::derive {
namespace {

constexpr std::uint64_t kChangesMax = 200'000;

}  // namespace

std::optional<PairChanges> PairChanges::since(const journal::View& view, const Derivation& known,
                                              const Derivation& wanted,
                                              const std::array<const plan::Parent*, 2>& ends) {
  std::uint64_t entries = 0;
  for (const Input& past : wanted.inputs) {
    const Input* from = find_input(known, past.stream);
    if (from == nullptr) return std::nullopt;
    entries += past.next - from->next;
  }
  if (entries > kChangesMax) return std::nullopt;
  PairChanges changes;
  for (std::size_t end = 0; end < ends.size(); ++end) {
    const std::string& stream = ends[end]->stream;
    const std::string& merged = ends[end]->derived;
    if (merged.empty()) {
      changes.add_documents(view, *find_input(known, stream), *find_input(wanted, stream), end);
    } else {
      changes.add_groups(view, *find_input(known, merged), *find_input(wanted, merged), end);
    }
  }
  return changes;
}

void PairChanges::add_documents(const journal::View& view, const Input& from, const Input& past,
                                std::size_t end) {
  for (const std::string& key : keys_changed(view, from, past.next)) documents_[end].insert(hash64(key));
  identities_[end] = documents_[end];
}

/// Whatever happens to a document changes its group, which says which version of it is in. All who were in
/// the group or are in it now are taken, since the pairs of one are the pairs of all.
void PairChanges::add_groups(const journal::View& view, const Input& from, const Input& past,
                             std::size_t end) {
  Documents groups(view, from.id);
  for (const std::string& key : keys_changed(view, from, past.next)) {
    for (const journal::KeyEntry& version : groups.versions(key)) {
      if (version.deletes) continue;
      const journal::LogEntry entry = groups.entry(version.sequence);
      identities_[end].insert(hash64(key_of(identity_of(entry.body))));
      for (const Id& member : contributor_ids(entry.body)) documents_[end].insert(hash64(key_of(member)));
      if (version.sequence < from.next) break;
    }
  }
}

}  // namespace sojourn::derive
