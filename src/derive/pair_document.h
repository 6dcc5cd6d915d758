// The documents of a pairs stream, and of the stream beside it that says which elements made no pair.
//
// A pair's document knows which arrays state it, how often, and, where ends were merged, which pairs of the
// source became this one: so the sums of all are exact however few of them were computed again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "derive/document_id.h"
#include "plan/expanded.h"

namespace sojourn::derive {

/// Two ids as a document: {first, second}.
[[nodiscard]] std::string pair_id(const Id& first, const Id& second);
[[nodiscard]] Id first_of(std::string_view pair);
[[nodiscard]] Id second_of(std::string_view pair);

/// "crm.Documents.invoiceIDs"
[[nodiscard]] std::string from_name(const plan::Pairs::From& from);
/// The name of the stream of elements that made no pair.
[[nodiscard]] std::string unpaired_name(const plan::Derived& derived);

/// One statement of a pair, resolved: an element of an array that names a document.
struct Resolved {
  std::string_view identities;  ///< The pair's `_id`: of a merged document its group's identity.
  std::string_view leads;       ///< What references of the pair lead to: documents that are there.
  std::string_view stated;      ///< The pair as the source has it.
  std::uint8_t from = 0;        ///< Index into Pairs::from.
};

/// As bytes that sort by identities, then by the stated pair.
void append_resolved(std::string& to, const Resolved& resolved);
[[nodiscard]] Resolved parse_resolved(std::string_view record);

/// Gathers the statements of one pair, in their order.
class PairDocument {
 public:
  PairDocument(const plan::Pairs& pairs, std::string_view identities);
  void add(const Resolved& resolved);
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] std::string body() const;

 private:
  /// Of the stated pair: in each array how often.
  struct Stated {
    std::string pair;
    std::vector<std::uint32_t> counts;
  };
  const plan::Pairs& pairs_;
  std::string id_;
  std::string leads_;
  std::vector<Stated> stated_;
};

/// An element that names no document.
struct Unpaired {
  std::uint8_t from = 0;
  Id of;                 ///< The document that holds the element.
  std::uint32_t at = 0;  ///< Index in its array.
  bool dangling = false;
  Id id;
};

[[nodiscard]] std::string unpaired_id(const plan::Pairs& pairs, const Unpaired& unpaired);
[[nodiscard]] std::string unpaired_document(const plan::Pairs& pairs, const Unpaired& unpaired);

}  // namespace sojourn::derive
