// What the documents of a stream hold, path by path, counted while they are walked once.
//
// Each thread counts for itself; the sums do not depend on how the documents were divided: samples are those
// of the lowest sequences, and what is too much to be kept is dropped for good wherever it was noticed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bson.h"
#include "plan/facts.h"

namespace sojourn::pipeline {

class FieldTally {
 public:
  /// Values at `sensitive` paths and within are not kept (J10).
  explicit FieldTally(std::vector<std::string> sensitive);
  ~FieldTally();
  FieldTally(FieldTally&&) noexcept;

  /// REQUIRES: a document that bson::scan accepted, and its canonical key.
  void add(std::uint64_t sequence, std::string_view key, std::string_view document);
  void add(const FieldTally& other);

  /// Not `complete` if there were too many different fields to keep any; whoever read the documents knows
  /// whether they were all.
  [[nodiscard]] plan::StreamFacts facts() const;

 private:
  struct Node;
  struct Document {
    std::uint64_t sequence;
    std::string_view key;
  };

  void walk(Node& node, std::string_view document, const Document& owner, int depth);
  void walk_elements(Node& node, std::string_view array, const Document& owner, int depth);
  void count(Node& node, const bson::Element& value, const Document& owner, int depth);
  [[nodiscard]] Node* child(Node& node, std::string_view name);
  void merge(Node& to, const Node& from);
  void collect(const Node& node, plan::StreamFacts& facts) const;

  std::vector<std::string> sensitive_;
  std::unique_ptr<Node> root_;
  std::uint64_t documents_ = 0;
};

}  // namespace sojourn::pipeline
