// What mapping asks about the documents that references lead to. Whoever maps provides the answers (J5: they
// are part of the input).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sojourn::map {

struct Found {
  enum class State : std::uint8_t {
    kAbsent,   ///< No document of that key.
    kPresent,  ///< Its row is there or will be, or it is a document of a retired stream.
    kMerged,   ///< Likewise, but the row is that of the document `identity`, into which it was merged.
    kFailed,   ///< The document is there, its row is not: it failed, or is held itself.
  };
  State state = State::kAbsent;
  std::string_view identity{};  ///< Canonical key from which the row's id is derived; of kMerged only.
};

class References {
 public:
  virtual ~References() = default;
  /// REQUIRES: `parent` is an index into ExpandedPlan::parents. May be called from several threads.
  [[nodiscard]] virtual Found find(std::size_t parent, std::string_view canonical_key) const = 0;
};

}  // namespace sojourn::map
