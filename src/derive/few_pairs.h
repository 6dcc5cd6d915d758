// The pairs to be computed again where only arrays changed and no document came or went: those that the old
// and the new arrays state. They are found by key, so that a few corrections cost little among many pairs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "derive/inputs.h"
#include "journal/view.h"
#include "plan/expanded.h"

namespace sojourn::derive {

using PairEnds = std::array<const plan::Parent*, 2>;

class FewPairs {
 public:
  /// None if an end is merged, documents came or went, or so much changed that it is better read through.
  static std::optional<FewPairs> since(const journal::View& view, const plan::Derived& derived,
                                       const PairEnds& ends, const Derivation& known,
                                       const Derivation& wanted);

  /// Whether a pair (pair_id) is to be computed again.
  [[nodiscard]] bool hold(const std::string& pair) const { return pairs_.count(pair) > 0; }
  /// Keys of the documents of an end that may state them.
  [[nodiscard]] const std::set<std::string>& documents(std::size_t end) const { return documents_[end]; }
  /// Keys of derived documents that are to be deleted unless they are put.
  [[nodiscard]] const std::set<std::string>& pair_keys() const { return pair_keys_; }
  [[nodiscard]] const std::set<std::string>& unpaired_keys() const { return unpaired_keys_; }

 private:
  /// False if the document came or went.
  [[nodiscard]] bool add_document(const journal::View& view, const Input& from, const std::string& key,
                                  const std::vector<std::size_t>& fields);
  void add_field(std::size_t from, std::string_view body, const std::string& key);

  const plan::Derived* derived_ = nullptr;
  PairEnds ends_{};
  std::set<std::string> pairs_;
  std::array<std::set<std::string>, 2> documents_;
  std::set<std::string> pair_keys_;
  std::set<std::string> unpaired_keys_;
};

}  // namespace sojourn::derive
