// One end of a many-to-many: which documents are there, and into which ones they were merged. Asked by rising
// key, so that two sorted rows are walked side by side and no document is kept in memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "derive/context.h"
#include "derive/document_id.h"
#include "derive/external_sort.h"
#include "plan/expanded.h"

namespace sojourn::derive {

class PairEnd {
 public:
  /// Reads the merge stream, if there is one. `name` tells its files apart.
  PairEnd(Context& context, const plan::Parent& parent, const std::string& name);

  [[nodiscard]] const plan::Parent& parent() const { return parent_; }
  [[nodiscard]] bool is_merged() const { return !parent_.derived.empty(); }

  /// Whether a document of this key is there. REQUIRES: keys do not fall.
  [[nodiscard]] bool has(std::string_view key);
  /// The group of a document, as {first: <identity>, second: <member that references lead to>}; none if the
  /// document's own id is both. REQUIRES: keys do not fall.
  [[nodiscard]] std::optional<std::string> group_of(std::string_view key);

 private:
  void read_groups();

  Context& context_;
  const plan::Parent& parent_;
  journal::KeysCursor cursor_;
  ExternalSort groups_;  ///< Key of a member, its group; only where it is not what the member says itself.
  std::string key_;      ///< Asked last.
  bool has_ = false;
};

}  // namespace sojourn::derive
