// Which documents of a stream share a natural key, and the document that they make together. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "derive/document_id.h"
#include "journal/format.h"
#include "plan/plan.h"

namespace sojourn::derive {

/// Finds the group of a document.
class Grouping {
 public:
  /// Natural keys of a sensitive field are kept as their hash, since keys are shown everywhere (J10).
  Grouping(const plan::Merge& merge, const std::vector<std::string>& sensitive);

  /// The `_id` of the group: {<field>: <folded value>, ...}, or {"": <id>} of a document without natural key,
  /// that is if a field is missing, null or "".
  [[nodiscard]] std::string id_of(std::string_view document, std::string_view key) const;
  /// In words, to be hashed: what it depends on.
  [[nodiscard]] std::string text() const;

 private:
  struct Field {
    std::string path;
    bool sensitive = false;
  };
  [[nodiscard]] std::optional<Id> value_of(std::string_view document, const Field& field) const;

  std::vector<Field> fields_;
  bool fold_case_;
  bool trim_;
};

/// A document of a group.
struct Member {
  std::string key;
  journal::Sequence first = 0;  ///< Of the oldest version of its key: the order of the source.
  journal::Sequence at = 0;     ///< Of the version in force.
  std::string body;
  bool invalid_utf8 = false;
};

/// The derived document of a group. REQUIRES: at least one member, by rising `first`.
[[nodiscard]] std::string merged_document(const plan::Merge& merge, std::string_view group_id,
                                          const Id& identity, const std::vector<Member>& members);

/// The identity of a group all of whose members' ids are taken: follows from its key.
[[nodiscard]] Id made_identity(std::string_view group_key);

}  // namespace sojourn::derive
