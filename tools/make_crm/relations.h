// The ten many-to-many relations. Which documents belong together follows from their indexes, from either
// side, so that both arrays agree and neither needs to be kept.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "tools/make_crm/ids.h"

namespace sojourn::make_crm {

/// One end of a relation: where its array of ids is stored, and its column in the junction table.
struct End {
  std::string_view collection;
  std::string_view field;  ///< Empty where this side stores no array.
  std::string_view column;
};

struct Relation {
  std::string_view junction;
  End a;
  End b;
};

[[nodiscard]] std::span<const Relation> relations();

/// Old documents were written before their collection had arrays; theirs are missing.
[[nodiscard]] bool lacks_arrays(std::uint64_t seed, std::size_t collection, std::uint64_t index);

/// The pairs of one relation.
///
/// Candidates are numbered 0 .. n-1. The a of a candidate rises slowly with its number, the b goes round and
/// round, so both ends find their candidates by arithmetic and no pair comes twice. A hash keeps half of
/// them.
class Pairs {
 public:
  Pairs(const Relation& relation, const Ids& ids);

  /// Calls `use` with the index of each b of an a, in rising order of candidates; `bs_of` the other way.
  template <typename Use>
  void bs_of(std::uint64_t a, Use use) const {
    if (candidates_ == 0 || !has_array(a_, a)) return;
    for (std::uint64_t c = first_of(a); c < first_of(a + 1); ++c) {
      const std::uint64_t b = c % b_.count;
      if (kept(c, a, b) && has_array(b_, b)) use(b);
    }
  }
  template <typename Use>
  void as_of(std::uint64_t b, Use use) const {
    if (candidates_ == 0 || !has_array(b_, b)) return;
    for (std::uint64_t c = b; c < candidates_; c += b_.count) {
      const std::uint64_t a = c * a_.count / candidates_;
      if (kept(c, a, b) && has_array(a_, a)) use(a);
    }
  }

  [[nodiscard]] std::size_t a_collection() const { return a_.collection; }
  [[nodiscard]] std::size_t b_collection() const { return b_.collection; }

 private:
  struct Side {
    std::size_t collection = 0;
    std::uint64_t count = 0;
    bool stored = true;
  };

  [[nodiscard]] std::uint64_t first_of(std::uint64_t a) const {
    return (a * candidates_ + a_.count - 1) / a_.count;
  }
  [[nodiscard]] bool kept(std::uint64_t candidate, std::uint64_t a, std::uint64_t b) const;
  [[nodiscard]] bool has_array(const Side& side, std::uint64_t index) const {
    return !side.stored || !lacks_arrays(seed_, side.collection, index);
  }

  std::uint64_t seed_;
  Side a_;
  Side b_;
  std::uint64_t candidates_ = 0;
  std::uint64_t salt_ = 0;
};

}  // namespace sojourn::make_crm
