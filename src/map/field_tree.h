// The fields that a plan takes from the documents of a stream, as a tree of names, and the one walk over each
// document that finds them all.
//
// The walk expects fields in the order of the document before; only where that fails it looks a name up. It
// decodes nothing: what it finds are views.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bson.h"

namespace sojourn::map {

/// Null, or BSON's undefined.
inline bool is_null(const bson::Element& value) {
  return value.type == bson::Type::kNull || value.type == bson::Type::kUndefined;
}

class FieldTree {
 public:
  FieldTree() : nodes_(1) {}
  /// The number under which a walk keeps what is found at `path`; one per path. As bson::find_path does it,
  /// a name that holds the dots itself comes before the names between them.
  std::size_t slot(std::string_view path);
  /// Says that somebody takes the field, or leaves it out for a reason.
  void take(std::string_view path);
  [[nodiscard]] std::size_t slots() const { return paths_.size(); }

 private:
  friend class FieldWalk;
  static constexpr std::size_t kNone = ~std::size_t{0};
  struct Child {
    std::string name;
    std::size_t slot = kNone;
    unsigned rank = 0;         ///< Of several ways to one path the lowest wins.
    bool taken = false;        ///< With all that lies within.
    std::size_t node = kNone;  ///< Of what is looked for within.
  };
  struct Node {
    std::string prefix;  ///< "address.", for paths of what nobody takes.
    std::vector<Child> children;
  };

  /// Calls `see` with each leaf that may be the field, likeliest first.
  void each_leaf(std::size_t node, std::string_view path, const std::function<void(Child&)>& see);
  Child& child(std::size_t node, std::string_view name);

  std::vector<Node> nodes_;
  std::vector<std::string> paths_;
};

/// A field, or a part of one, that nobody takes.
struct Untaken {
  const std::string* prefix = nullptr;  ///< "address.", empty at the top.
  bson::Element element;
  bool repeated = false;  ///< Its name was there before; the first one counts.
};

/// REQUIRES: the tree stays and does not change.
class FieldWalk {
 public:
  explicit FieldWalk(const FieldTree& tree);
  /// What was found before is forgotten; what is found is valid as long as `document` is.
  void walk(std::string_view document);
  /// Null if the document has no such field.
  [[nodiscard]] const bson::Element* find(std::size_t slot) const {
    return slots_[slot].walk == walks_ ? &slots_[slot].element : nullptr;
  }
  [[nodiscard]] const std::vector<Untaken>& untaken() const { return untaken_; }

 private:
  struct Slot {
    std::uint64_t walk = 0;  ///< In which it was found.
    unsigned rank = 0;
    const std::string* prefix = nullptr;  ///< Of the name under which it was found.
    bson::Element element;
  };
  /// A name that documents have, whether the plan knows it or not.
  struct Name {
    std::string_view text;
    const FieldTree::Child* child = nullptr;
    std::size_t next = 0;  ///< A name that came behind it, with as few left out between as was seen.
  };
  struct Level {
    const FieldTree::Node* node = nullptr;
    std::vector<Name> names;  ///< The first one is none: what came first the last time is behind it.
    std::unordered_map<std::string_view, std::size_t> by_text;
    std::deque<std::string> learnt;
  };

  void walk_level(std::size_t level, std::string_view document);
  std::size_t name_behind(Level& level, std::size_t last, std::string_view text);
  void see(const Level& level, const FieldTree::Child* child, const bson::Element& element);
  void fill(const Level& level, const FieldTree::Child& child, const bson::Element& element);

  std::vector<Level> levels_;  ///< Of each node of the tree.
  std::vector<Slot> slots_;
  std::vector<Untaken> untaken_;
  std::uint64_t walks_ = 0;
};

}  // namespace sojourn::map
