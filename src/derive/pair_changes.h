// What changed at the two ends of a many-to-many since it was derived: the documents whose pairs are to be
// computed again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "base/hash.h"
#include "derive/inputs.h"
#include "plan/expanded.h"

namespace sojourn::derive {

/// Keys are kept by hash: one too many does no harm.
class PairChanges {
 public:
  /// Whether what this document states, or what is stated of it, is to be computed again.
  [[nodiscard]] bool touch_document(std::size_t end, std::string_view key) const {
    return documents_[end].contains(hash64(key));
  }
  /// Whether the pairs of this identity are. It may be the id of a document that is in another group now.
  [[nodiscard]] bool touch_identity(std::size_t end, std::string_view key) const {
    return identities_[end].contains(hash64(key));
  }

  /// None if so much changed that all is better computed anew.
  static std::optional<PairChanges> since(const journal::View& view, const Derivation& known,
                                          const Derivation& wanted,
                                          const std::array<const plan::Parent*, 2>& ends);

 private:
  void add_documents(const journal::View& view, const Input& from, const Input& past, std::size_t end);
  void add_groups(const journal::View& view, const Input& from, const Input& past, std::size_t end);

  std::array<std::unordered_set<std::uint64_t>, 2> documents_;
  std::array<std::unordered_set<std::uint64_t>, 2> identities_;
};

}  // namespace sojourn::derive
