#include "map/field_tree.h"

#include <algorithm>

namespace sojourn::map {
namespace {

/// Names that no plan knows are remembered up to here; documents whose names are data could have any number.
constexpr std::size_t kLearntMax = 1000;
constexpr int kStepsMax = 4;

}  // namespace

FieldTree::Child& FieldTree::child(std::size_t node, std::string_view name) {
  auto& children = nodes_[node].children;
  const auto at =
      std::find_if(children.begin(), children.end(), [&](const Child& c) { return c.name == name; });
  if (at != children.end()) return *at;
  children.push_back({.name = std::string(name)});
  return children.back();
}

void FieldTree::each_leaf(std::size_t node, std::string_view path, const std::function<void(Child&)>& see) {
  see(child(node, path));
  for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
    const std::string_view step = path.substr(0, dot);
    std::size_t within = child(node, step).node;
    if (within == kNone) {
      within = nodes_.size();
      nodes_.push_back({.prefix = nodes_[node].prefix + std::string(step) + ".", .children = {}});
      child(node, step).node = within;
    }
    each_leaf(within, path.substr(dot + 1), see);
  }
}

std::size_t FieldTree::slot(std::string_view path) {
  const auto known = std::find(paths_.begin(), paths_.end(), path);
  const auto number = static_cast<std::size_t>(known - paths_.begin());
  if (known == paths_.end()) paths_.emplace_back(path);
  unsigned rank = 0;
  each_leaf(0, path, [&](Child& leaf) {
    leaf.slot = number;
    leaf.rank = rank++;
    leaf.taken = true;
  });
  return number;
}

void FieldTree::take(std::string_view path) {
  each_leaf(0, path, [](Child& leaf) { leaf.taken = true; });
}

FieldWalk::FieldWalk(const FieldTree& tree) : slots_(tree.slots()) {
  for (const FieldTree::Node& node : tree.nodes_) {
    Level& level = levels_.emplace_back();
    level.node = &node;
    level.names.emplace_back();
    for (const FieldTree::Child& child : node.children) {
      level.by_text.emplace(child.name, level.names.size());
      level.names.push_back({.text = child.name, .child = &child});
    }
  }
}

void FieldWalk::walk(std::string_view document) {
  ++walks_;
  untaken_.clear();
  walk_level(0, document);
}

void FieldWalk::walk_level(std::size_t index, std::string_view document) {
  Level& level = levels_[index];
  std::size_t last = 0;
  for (bson::Walker walker(document); walker.next();) {
    const bson::Element& element = walker.element();
    // Fields that this document has not are stepped over; those are few, or the order is another.
    std::size_t name = level.names[last].next;
    for (int step = 0; step < kStepsMax && level.names[name].text != element.name; ++step)
      name = level.names[name].next;
    if (name == 0 || level.names[name].text != element.name) name = name_behind(level, last, element.name);
    see(level, level.names[name].child, element);
    last = name;
  }
}

std::size_t FieldWalk::name_behind(Level& level, std::size_t last, std::string_view text) {
  auto at = level.by_text.find(text);
  if (at == level.by_text.end()) {
    if (level.learnt.size() == kLearntMax) return 0;
    const std::string& learnt = level.learnt.emplace_back(text);
    at = level.by_text.emplace(learnt, level.names.size()).first;
    level.names.push_back({.text = learnt});
  }
  return level.names[last].next = at->second;
}

void FieldWalk::see(const Level& level, const FieldTree::Child* child, const bson::Element& element) {
  if (child == nullptr) {
    untaken_.push_back({.prefix = &level.node->prefix, .element = element});
    return;
  }
  if (child->slot != FieldTree::kNone) fill(level, *child, element);
  if (child->node == FieldTree::kNone) {
    if (!child->taken) untaken_.push_back({.prefix = &level.node->prefix, .element = element});
    return;
  }
  const std::size_t untaken_before = untaken_.size();
  if (element.type == bson::Type::kDocument || element.type == bson::Type::kArray) {
    walk_level(child->node, element.as_document());
    if (child->taken) untaken_.resize(untaken_before);
  } else if (!child->taken && element.type != bson::Type::kNull) {
    untaken_.push_back({.prefix = &level.node->prefix, .element = element});
  }
}

void FieldWalk::fill(const Level& level, const FieldTree::Child& child, const bson::Element& element) {
  Slot& slot = slots_[child.slot];
  const std::string* prefix = &level.node->prefix;
  const bool filled = slot.walk == walks_;
  if (filled && child.rank >= slot.rank) {
    untaken_.push_back({.prefix = prefix, .element = element, .repeated = true});
    return;
  }
  if (filled) untaken_.push_back({.prefix = slot.prefix, .element = slot.element, .repeated = true});
  slot = {.walk = walks_, .rank = child.rank, .prefix = prefix, .element = element};
}

}  // namespace sojourn::map
