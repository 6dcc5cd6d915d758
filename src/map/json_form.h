// Values of documents as JSON: one text for each value, with a documented form for what JSON has no word for.
//
// docs/CONVERSIONS.md has the forms. What json or jsonb would change in silence is refused, or lost as the
// plan declares it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "map/conversion_rules.h"

namespace sojourn::map {

/// Ids within JSON that become the target's.
class JsonIds {
 public:
  enum class Answer : std::uint8_t {
    kReplaced,  ///< JSON was appended: a quoted id, a number, null.
    kKept,      ///< Nothing was; the value is written as any other.
    kInvalid,   ///< `cause` says why.
  };
  virtual ~JsonIds() = default;
  /// `path` counts plan::Conversion::json_ids. The value is neither null nor undefined.
  virtual Answer replace(std::size_t path, const bson::Element& value, std::string& to, Cause& cause) = 0;
};

/// Paths as a tree to walk beside a value: "items[].product", "[].id".
class JsonPaths {
 public:
  static constexpr int kNone = -1;
  static constexpr int kRoot = 0;

  explicit JsonPaths(const std::vector<std::pair<std::string, std::string>>& paths);
  /// The place of a member, or of the elements of an array; kNone if no path leads there.
  [[nodiscard]] int member(int place, std::string_view name) const;
  [[nodiscard]] int elements(int place) const { return place == kNone ? kNone : node(place).elements; }
  /// The number of the path that ends here, or kNone.
  [[nodiscard]] int path(int place) const { return place == kNone ? kNone : node(place).path; }

 private:
  struct Node {
    std::vector<std::pair<std::string, int>> members;
    int elements = kNone;
    int path = kNone;
  };
  const Node& node(int place) const { return nodes_[static_cast<std::size_t>(place)]; }
  int add_node();
  int add_member(int place, const std::string& name);
  int add_elements(int place);

  std::vector<Node> nodes_;
};

class JsonForm {
 public:
  /// `binary`: for jsonb, which keeps neither repeated names nor the sign of zero.
  JsonForm(bool binary, const ConversionRules& rules, JsonPaths paths)
      : binary_(binary), rules_(rules), paths_(std::move(paths)) {}

  /// Appends the JSON of a value. Where the result is not kDone, part of it may have been appended.
  [[nodiscard]] Result append(std::string& to, const bson::Element& value, JsonIds* ids) const;

 private:
  class Writer;
  bool binary_;
  ConversionRules rules_;
  JsonPaths paths_;
};

}  // namespace sojourn::map
