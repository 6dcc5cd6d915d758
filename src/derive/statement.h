// One element of an array of ids, on its way to the document that it names. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "derive/document_id.h"

namespace sojourn::derive {

/// Longer ids name nothing: no `_id` of a real document is as long.
inline constexpr std::size_t kIdBytesMax = 400;

/// Calls `use(element, index)` with each element of an array of ids, or with a single one.
template <typename Use>
void for_each_element(std::string_view document, std::string_view path, const Use& use) {
  const auto field = bson::find_path(document, path);
  if (!field || field->type == bson::Type::kNull || field->type == bson::Type::kUndefined) return;
  std::uint32_t at = 0;
  if (field->type != bson::Type::kArray) return use(*field, at);
  for (bson::Walker walker(field->as_document()); walker.next(); ++at) use(walker.element(), at);
}

/// What an element names; 24 hexadecimal digits are an ObjectId where the other end's ids are ObjectIds.
[[nodiscard]] Id named_by(const bson::Element& element, bool object_ids);
/// Whether an id that names no document could have named one.
[[nodiscard]] bool is_well_formed(const Id& id, bool object_ids);
/// Sorts by the end that is looked up, and by the key to be looked up there.
struct Statement {
  std::uint8_t end = 0;    ///< 0: the first one is looked up.
  std::string_view key;    ///< There.
  std::string_view pair;   ///< Both ids as stated (pair_id).
  std::uint8_t from = 0;   ///< Index into Pairs::from.
  std::uint32_t at = 0;    ///< Index in the array.
  std::string_view other;  ///< What is known of the other end: its group (PairEnd::group_of), or empty.
};

void append_statement(std::string& to, const Statement& statement);
[[nodiscard]] Statement parse_statement(std::string_view record);

}  // namespace sojourn::derive
