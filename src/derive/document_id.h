// The ids of documents as derived documents name them: `_id` as it is, or the key in its stead.
#pragma once

#include <string>
#include <string_view>

#include "base/bson.h"

namespace sojourn::derive {

/// An element's type and value, without a name, that outlives the document it is of.
struct Id {
  bson::Type type = bson::Type::kNull;
  std::string value;

  [[nodiscard]] bson::Element element() const { return {.type = type, .name = {}, .value = value}; }
  friend bool operator==(const Id&, const Id&) = default;
};

[[nodiscard]] Id id_of_element(const bson::Element& element);
/// Likewise, but whole numbers of all types become int64: so equal ids are equal bytes.
[[nodiscard]] Id plain_id(const bson::Element& element);
/// The `_id` of a document. One without gets its canonical key, as binary of the subtype 0x80.
[[nodiscard]] Id id_of_document(std::string_view document, std::string_view key);
/// The canonical key of the document that an Id names.
[[nodiscard]] std::string key_of(const Id& id);
/// Sixteen bytes that follow from `bytes`, in the stead of what is too long or not to be shown.
[[nodiscard]] Id hashed_id(std::string_view bytes);
/// The canonical key of a derived document, given its `_id`, which is a document.
[[nodiscard]] std::string key_of_derived(std::string_view id);

}  // namespace sojourn::derive
