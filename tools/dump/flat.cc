#include "tools/dump/flat.h"

#include <algorithm>

#include "base/bson.h"
#include "base/ext_json.h"
#include "tools/dump/paths.h"

namespace sojourn::dump {
namespace {

bool is_plain(std::string_view name) {
  const auto unclear = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '.' || c == '=' || c == '"';
  };
  return !name.empty() && std::none_of(name.begin(), name.end(), unclear) && bson::is_utf8(name);
}

void append_name(std::string& path, std::string_view name) {
  if (!path.empty()) path += '.';
  if (is_plain(name)) {
    path.append(name);
  } else {
    append_json_string(path, name);
  }
}

bool is_empty(std::string_view document) {
  return !bson::Walker(document).next();
}

void append_elements(std::string& to, std::string_view document, std::string& path) {
  for (bson::Walker walker(document); walker.next();) {
    const bson::Element& element = walker.element();
    const std::size_t outer = path.size();
    append_name(path, element.name);
    if (has_elements(element.type) && !is_empty(element.as_document())) {
      append_elements(to, element.as_document(), path);
    } else {
      to.append(path).append(" = ");
      bson::append_json_value(to, element, bson::JsonMode::kRelaxed);
      to += '\n';
    }
    path.resize(outer);
  }
}

}  // namespace

void append_flat(std::string& to, std::string_view document) {
  std::string path;
  append_elements(to, document, path);
}

}  // namespace sojourn::dump
