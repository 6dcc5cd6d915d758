#include "map/json_form.h"

namespace sojourn::map {

JsonPaths::JsonPaths(const std::vector<std::pair<std::string, std::string>>& paths) {
  add_node();
  for (std::size_t i = 0; i < paths.size(); ++i) {
    std::string_view rest = paths[i].first;
    int place = kRoot;
    while (!rest.empty()) {
      if (rest.starts_with("[]")) {
        place = add_elements(place);
        rest.remove_prefix(2);
        continue;
      }
      if (rest.starts_with('.')) rest.remove_prefix(1);
      const std::string_view name = rest.substr(0, std::min(rest.find('.'), rest.find("[]")));
      place = add_member(place, std::string(name));
      rest.remove_prefix(name.size());
    }
    nodes_[static_cast<std::size_t>(place)].path = static_cast<int>(i);
  }
}

int JsonPaths::member(int place, std::string_view name) const {
  if (place == kNone) return kNone;
  for (const auto& [known, next] : node(place).members) {
    if (known == name) return next;
  }
  return kNone;
}

int JsonPaths::add_node() {
  nodes_.emplace_back();
  return static_cast<int>(nodes_.size()) - 1;
}

int JsonPaths::add_member(int place, const std::string& name) {
  if (const int known = member(place, name); known != kNone) return known;
  const int added = add_node();
  nodes_[static_cast<std::size_t>(place)].members.emplace_back(name, added);
  return added;
}

int JsonPaths::add_elements(int place) {
  if (elements(place) == kNone) {
    const int added = add_node();
    nodes_[static_cast<std::size_t>(place)].elements = added;
  }
  return elements(place);
}

}  // namespace sojourn::map
