#include "derive/few_pairs.h"

#include <algorithm>

#include "derive/documents.h"
#include "derive/pair_document.h"
#include "derive/statement.h"
#include "journal/in_force.h"

namespace sojourn::derive {
namespace {

constexpr std::uint64_t kEntriesMax = 20'000;

bool is_there(const std::vector<journal::KeyEntry>& versions) {
  return !journal::in_force(versions, journal::Repeats::kNewest).empty();
}

std::vector<journal::KeyEntry> before(std::vector<journal::KeyEntry> versions, journal::Sequence past) {
  std::erase_if(versions, [&](const journal::KeyEntry& version) { return version.sequence >= past; });
  return versions;
}

}  // namespace

std::optional<FewPairs> FewPairs::since(const journal::View& view, const plan::Derived& derived,
                                        const PairEnds& ends, const Derivation& known,
                                        const Derivation& wanted) {
  FewPairs few;
  few.derived_ = &derived;
  few.ends_ = ends;
  for (std::size_t end = 0; end < ends.size(); ++end) {
    const Input* from = find_input(known, ends[end]->stream);
    const Input* past = find_input(wanted, ends[end]->stream);
    if (!ends[end]->derived.empty() || from == nullptr || past == nullptr) return std::nullopt;
    if (past->next - from->next > kEntriesMax) return std::nullopt;
    std::vector<std::size_t> fields;
    for (std::size_t i = 0; i < derived.pairs.from.size(); ++i) {
      if (derived.from_is_first[i] == (end == 0)) fields.push_back(i);
    }
    for (const std::string& key : keys_changed(view, *from, past->next)) {
      if (!few.add_document(view, *from, key, fields)) return std::nullopt;
    }
  }
  return few;
}

/// All versions are taken, since those that are not in force do no harm.
bool FewPairs::add_document(const journal::View& view, const Input& from, const std::string& key,
                            const std::vector<std::size_t>& fields) {
  Documents documents(view, from.id);
  const auto versions = documents.versions(key);
  if (is_there(versions) != is_there(before(versions, from.next))) return false;
  for (const journal::KeyEntry& version : versions) {
    if (version.deletes) continue;
    const journal::LogEntry entry = documents.entry(version.sequence);
    for (const std::size_t field : fields) add_field(field, entry.body, key);
  }
  return true;
}

void FewPairs::add_field(std::size_t from, std::string_view body, const std::string& key) {
  const std::size_t own_end = derived_->from_is_first[from] ? 0 : 1;
  const Id own = plain_id(id_of_document(body, key).element());
  documents_[own_end].insert(key);
  for_each_element(
      body, derived_->pairs.from[from].field, [&](const bson::Element& element, std::uint32_t at) {
        const Id other = named_by(element, ends_[1 - own_end]->object_ids);
        const std::string pair = own_end == 0 ? pair_id(own, other) : pair_id(other, own);
        pairs_.insert(pair);
        pair_keys_.insert(key_of_derived(pair));
        documents_[1 - own_end].insert(key_of(other));
        unpaired_keys_.insert(key_of_derived(unpaired_id(
            derived_->pairs,
            {.from = static_cast<std::uint8_t>(from), .of = own, .at = at, .dangling = false, .id = {}})));
      });
}

}  // namespace sojourn::derive
