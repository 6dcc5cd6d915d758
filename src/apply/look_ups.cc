#include "apply/look_ups.h"

#include <algorithm>

#include "base/hash.h"

namespace sojourn::apply {

LookUps::LookUps(const KnownDocuments& known) : known_(known), parents_(known.parents()) {}

void LookUps::begin_asking() {
  asking_ = true;
  for (Parent& parent : parents_) parent.asked.clear();
}

void LookUps::answer() {
  asking_ = false;
  for (std::size_t i = 0; i < parents_.size(); ++i) {
    std::vector<std::string>& asked = parents_[i].asked;
    if (asked.empty()) continue;
    std::sort(asked.begin(), asked.end());
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    parents_[i].present = KeySet(asked.size());
    known_.look_up(i, asked, parents_[i].present);
  }
}

map::Found LookUps::find(std::size_t parent, std::string_view canonical_key) const {
  const map::Found found = known_.find_in_memory(parent, canonical_key);
  if (found.state != map::Found::State::kAbsent || known_.is_in_memory(parent)) return found;
  if (asking_) {
    parents_[parent].asked.emplace_back(canonical_key);
    return {.state = map::Found::State::kPresent};
  }
  const bool present = parents_[parent].present.find(hash64(canonical_key)).has_value();
  return {.state = present ? map::Found::State::kPresent : map::Found::State::kAbsent};
}

}  // namespace sojourn::apply
