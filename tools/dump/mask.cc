#include "tools/dump/mask.h"

#include <algorithm>
#include <cstring>

#include "base/bson.h"
#include "base/bytes.h"
#include "tools/dump/paths.h"

namespace sojourn::dump {
namespace {

using bson::Element;
using Paths = std::vector<std::string_view>;

/// Type byte, name and value, as they lie in the document.
std::string_view raw(const Element& element) {
  const char* begin = element.name.data() - 1;
  return {begin, static_cast<std::size_t>(element.value.data() + element.value.size() - begin)};
}

void append_name(std::string& to, bson::Type type, std::string_view name) {
  to += static_cast<char>(type);
  to.append(name);
  to += '\0';
}

void append_hidden(std::string& to, std::string_view name) {
  append_name(to, bson::Type::kString, name);
  append_le(to, static_cast<std::uint32_t>(kHidden.size() + 1));
  to.append(kHidden);
  to += '\0';
}

/// The paths as they go on behind an element; `hidden` if one of them ends there.
Paths behind_all(const Paths& paths, const Element& element, bool in_array, bool& hidden) {
  Paths rest;
  for (const std::string_view path : paths) {
    const auto left = behind(path, element.name);
    hidden = hidden || (left && left->empty());
    if (left && !left->empty()) rest.push_back(*left);
    if (in_array) rest.push_back(path);
  }
  return rest;
}

void append_masked(std::string& to, std::string_view document, const Paths& paths, bool is_array) {
  const std::size_t begin = to.size();
  append_le(to, std::uint32_t{0});
  for (bson::Walker walker(document); walker.next();) {
    const Element& element = walker.element();
    bool hidden = false;
    const Paths rest = behind_all(paths, element, is_array, hidden);
    if (hidden) {
      append_hidden(to, element.name);
    } else if (rest.empty() || !has_elements(element.type)) {
      to.append(raw(element));
    } else {
      append_name(to, element.type, element.name);
      append_masked(to, element.as_document(), rest, element.type == bson::Type::kArray);
    }
  }
  to += '\0';
  const auto size = static_cast<std::uint32_t>(to.size() - begin);
  std::memcpy(to.data() + begin, &size, sizeof size);
}

/// The path without array indexes, so that "a.0.b" and "a.b" compare equal.
std::string without_indexes(std::string_view path) {
  std::string names;
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string_view name = path.substr(0, dot);
    path.remove_prefix(std::min(dot + 1, path.size()));
    if (!name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos) continue;
    if (!names.empty()) names += '.';
    names += name;
  }
  return names;
}

}  // namespace

Mask::Mask(std::vector<std::string> sensitive_paths) : paths_(std::move(sensitive_paths)) {}

std::string_view Mask::apply(std::string_view document) {
  if (paths_.empty() || document.empty()) return document;
  masked_.clear();
  append_masked(masked_, document, Paths(paths_.begin(), paths_.end()), false);
  return masked_;
}

bool Mask::touches(std::string_view path) const {
  const std::string asked = without_indexes(path);
  return std::any_of(paths_.begin(), paths_.end(), [&](const std::string& hidden) {
    const std::string names = without_indexes(hidden);
    return behind(names, asked) || behind(asked, names) || behind(hidden, path) || behind(path, hidden);
  });
}

}  // namespace sojourn::dump
