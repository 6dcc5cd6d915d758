#include "pipeline/field_tally.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/key.h"

namespace sojourn::pipeline {
namespace {

constexpr std::size_t kSamples = 3;
constexpr std::size_t kValuesMax = 32;
constexpr std::size_t kValueBytesMax = 64;
/// A document with more members is a table keyed by data; its members are no fields of their own.
constexpr std::size_t kMembersMax = 400;
constexpr std::size_t kTopFieldsMax = 10'000;
constexpr int kDepthMax = 12;
constexpr std::size_t kObjectIdDigits = 24;

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

bool is_hex_id(std::string_view text) {
  return text.size() == kObjectIdDigits &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_text(bson::Type type) {
  return type == bson::Type::kString || type == bson::Type::kSymbol || type == bson::Type::kCode;
}

bool is_whole(double number) {
  return std::trunc(number) == number && std::abs(number) < 9.2e18;
}

}  // namespace

struct FieldTally::Node {
  std::string path;
  bool sensitive = false;
  std::uint64_t documents = 0;
  std::uint64_t last_sequence = ~std::uint64_t{0};
  std::map<bson::Type, std::uint64_t> types;
  std::uint64_t empty = 0;
  std::uint64_t longest = 0;
  std::uint64_t texts = 0;
  std::uint64_t hex_ids = 0;
  bool whole = true;
  bool has_whole = false;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t greatest = std::numeric_limits<std::int64_t>::min();
  std::map<std::string, std::uint64_t, std::less<>> values;
  bool too_many_values = false;
  std::vector<std::pair<std::uint64_t, std::string>> samples;  ///< Sequence and canonical key, rising.
  std::unordered_map<std::string, std::unique_ptr<Node>, Hash, std::equal_to<>> members;
  bool too_many_members = false;
  std::unique_ptr<Node> elements;

  void add_text(std::string_view text);
  void add_whole(std::int64_t number);
  void add_number(const bson::Element& value);
  void add_value(std::string_view text, std::uint64_t times);
  void add_sample(std::uint64_t sequence, std::string_view key);
  void add_counts(const Node& other);
  [[nodiscard]] plan::FieldFacts facts() const;
};

void FieldTally::Node::add_value(std::string_view text, std::uint64_t times) {
  if (too_many_values) return;
  const auto known = values.find(text);
  if (known != values.end()) {
    known->second += times;
  } else if (sensitive || text.size() > kValueBytesMax || values.size() == kValuesMax) {
    too_many_values = true;
    values.clear();
  } else {
    values.emplace(text, times);
  }
}

void FieldTally::Node::add_text(std::string_view text) {
  ++texts;
  if (text.empty()) ++empty;
  if (is_hex_id(text)) ++hex_ids;
  longest = std::max<std::uint64_t>(longest, text.size());
  add_value(text, 1);
}

void FieldTally::Node::add_whole(std::int64_t number) {
  has_whole = true;
  least = std::min(least, number);
  greatest = std::max(greatest, number);
}

void FieldTally::Node::add_number(const bson::Element& value) {
  if (value.type == bson::Type::kInt32) add_whole(value.as_int32());
  if (value.type == bson::Type::kInt64) add_whole(value.as_int64());
  if (value.type == bson::Type::kDecimal128) whole = false;  // Whether it is whole takes a reader of its own.
  if (value.type != bson::Type::kDouble) return;
  if (is_whole(value.as_double())) {
    add_whole(static_cast<std::int64_t>(value.as_double()));
  } else {
    whole = false;
  }
}

void FieldTally::Node::add_sample(std::uint64_t sequence, std::string_view key) {
  if (samples.size() == kSamples && samples.back().first < sequence) return;
  samples.emplace_back(sequence, key);
  std::sort(samples.begin(), samples.end());
  if (samples.size() > kSamples) samples.pop_back();
}

void FieldTally::Node::add_counts(const Node& other) {
  documents += other.documents;
  for (const auto& [type, times] : other.types) types[type] += times;
  empty += other.empty;
  longest = std::max(longest, other.longest);
  texts += other.texts;
  hex_ids += other.hex_ids;
  whole = whole && other.whole;
  has_whole = has_whole || other.has_whole;
  least = std::min(least, other.least);
  greatest = std::max(greatest, other.greatest);
  if (other.too_many_values) {
    too_many_values = true;
    values.clear();
  }
  for (const auto& [text, times] : other.values) add_value(text, times);
  for (const auto& [sequence, key] : other.samples) add_sample(sequence, key);
}

plan::FieldFacts FieldTally::Node::facts() const {
  plan::FieldFacts facts;
  facts.documents = documents;
  facts.types = types;
  facts.empty = empty;
  facts.longest = longest;
  facts.hex_ids = texts > 0 && hex_ids == texts;
  facts.whole = whole;
  facts.least = has_whole ? least : 0;
  facts.greatest = has_whole ? greatest : 0;
  facts.values.insert(values.begin(), values.end());
  for (const auto& [sequence, key] : samples) facts.sample_keys.push_back(key_text(key));
  return facts;
}

FieldTally::FieldTally(std::vector<std::string> sensitive)
    : sensitive_(std::move(sensitive)), root_(std::make_unique<Node>()) {}
FieldTally::~FieldTally() = default;
FieldTally::FieldTally(FieldTally&&) noexcept = default;

void FieldTally::add(std::uint64_t sequence, std::string_view key, std::string_view document) {
  ++documents_;
  walk(*root_, document, {.sequence = sequence, .key = key}, 0);
}

/// Null where members are no fields.
FieldTally::Node* FieldTally::child(Node& node, std::string_view name) {
  if (node.too_many_members) return nullptr;
  const auto known = node.members.find(name);
  if (known != node.members.end()) return known->second.get();
  if (node.members.size() == (node.path.empty() ? kTopFieldsMax : kMembersMax)) {
    node.too_many_members = true;
    node.members.clear();
    return nullptr;
  }
  auto made = std::make_unique<Node>();
  made->path = node.path.empty() ? std::string(name) : node.path + "." + std::string(name);
  made->sensitive =
      node.sensitive || std::find(sensitive_.begin(), sensitive_.end(), made->path) != sensitive_.end();
  return node.members.emplace(name, std::move(made)).first->second.get();
}

void FieldTally::walk(Node& node, std::string_view document, const Document& owner, int depth) {
  for (bson::Walker walker(document); walker.next();) {
    if (Node* const member = child(node, walker.element().name))
      count(*member, walker.element(), owner, depth);
  }
}

void FieldTally::walk_elements(Node& node, std::string_view array, const Document& owner, int depth) {
  for (bson::Walker walker(array); walker.next();) {
    if (!node.elements) {
      node.elements = std::make_unique<Node>();
      node.elements->path = node.path + "[]";
      node.elements->sensitive = node.sensitive;
    }
    count(*node.elements, walker.element(), owner, depth);
  }
}

void FieldTally::count(Node& node, const bson::Element& value, const Document& owner, int depth) {
  if (node.last_sequence != owner.sequence) {
    node.last_sequence = owner.sequence;
    ++node.documents;
    node.add_sample(owner.sequence, owner.key);
  }
  ++node.types[value.type];
  const bool has_members = value.type == bson::Type::kDocument || value.type == bson::Type::kArray;
  if (is_text(value.type)) {
    node.add_text(value.as_text());
  } else if (!has_members) {
    node.add_number(value);
  } else {
    constexpr std::size_t kEmptyDocument = 5;
    if (value.as_document().size() == kEmptyDocument) ++node.empty;
    if (depth == kDepthMax) return;
    if (value.type == bson::Type::kDocument) walk(node, value.as_document(), owner, depth + 1);
    if (value.type == bson::Type::kArray) walk_elements(node, value.as_document(), owner, depth + 1);
  }
}

void FieldTally::add(const FieldTally& other) {
  documents_ += other.documents_;
  merge(*root_, *other.root_);
}

void FieldTally::merge(Node& to, const Node& from) {
  to.add_counts(from);
  if (from.too_many_members) {
    to.too_many_members = true;
    to.members.clear();
  }
  for (const auto& [name, member] : from.members) {
    if (Node* const mine = child(to, name)) merge(*mine, *member);
  }
  if (!from.elements) return;
  if (!to.elements) {
    to.elements = std::make_unique<Node>();
    to.elements->path = from.elements->path;
    to.elements->sensitive = from.elements->sensitive;
  }
  merge(*to.elements, *from.elements);
}

void FieldTally::collect(const Node& node, plan::StreamFacts& facts) const {
  if (!node.path.empty()) facts.fields.emplace(node.path, node.facts());
  for (const auto& [name, member] : node.members) collect(*member, facts);
  if (node.elements) collect(*node.elements, facts);
}

plan::StreamFacts FieldTally::facts() const {
  plan::StreamFacts facts;
  facts.documents = documents_;
  facts.complete = !root_->too_many_members;
  collect(*root_, facts);
  return facts;
}

}  // namespace sojourn::pipeline
