// Field paths as operators write them: names joined by dots, stepping through arrays.
//
// "emails.value" reaches the value of each element of `emails`; "emails.0.value" of the first. A name may
// itself hold dots: every way to read the path is followed.
#pragma once

#include <optional>
#include <string_view>

#include "base/bson.h"

namespace sojourn::dump {

/// What is left of `path` behind an element called `name`: empty if the path ends there, nothing if the path
/// does not lead through it.
[[nodiscard]] inline std::optional<std::string_view> behind(std::string_view path, std::string_view name) {
  if (!path.starts_with(name)) return std::nullopt;
  if (path.size() == name.size()) return std::string_view();
  if (path[name.size()] != '.') return std::nullopt;
  return path.substr(name.size() + 1);
}

[[nodiscard]] inline bool has_elements(bson::Type type) {
  return type == bson::Type::kDocument || type == bson::Type::kArray;
}

/// Calls `meets(element)` for each element that the path reaches, until one call returns true.
template <typename Meets>
bool any_at(std::string_view document, std::string_view path, bool is_array, const Meets& meets) {
  for (bson::Walker walker(document); walker.next();) {
    const bson::Element& element = walker.element();
    const auto rest = behind(path, element.name);
    if (rest && rest->empty() && meets(element)) return true;
    if (!has_elements(element.type)) continue;
    const bool array = element.type == bson::Type::kArray;
    if (rest && !rest->empty() && any_at(element.as_document(), *rest, array, meets)) return true;
    if (is_array && any_at(element.as_document(), path, array, meets)) return true;
  }
  return false;
}

}  // namespace sojourn::dump
