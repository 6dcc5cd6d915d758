#include "pipeline/pair_fields.h"

#include <algorithm>
#include <optional>

#include "base/key.h"

namespace sojourn::pipeline {
namespace {

constexpr std::size_t kElementsTried = 20;

/// Other values may stand among them: that is for whoever reads the pairs to tell.
bool holds_ids(const plan::FieldFacts& elements) {
  return elements.types.contains(bson::Type::kObjectId) ||
         (elements.types.contains(bson::Type::kString) && elements.hex_ids);
}

bool is_array_as_a_rule(const plan::FieldFacts& field) {
  const auto arrays = field.types.find(bson::Type::kArray);
  return arrays != field.types.end() && arrays->second * 2 > field.documents;
}

class Lookup {
 public:
  Lookup(const journal::View& view, journal::StreamId from, journal::StreamId to)
      : view_(view), from_(from), to_(to) {}

  void try_document(const std::string& key_text, const std::string& field) {
    for (const std::string& key : keys_meant_by(key_text)) {
      const auto versions = view_.versions(from_, key);
      if (versions.empty()) continue;
      std::string bytes;
      const journal::LogEntry entry = view_.entry(from_, versions.front(), bytes);
      const auto array = bson::find(entry.body, field);
      if (array && array->type == bson::Type::kArray) try_elements(array->as_document());
      return;
    }
  }
  [[nodiscard]] bool found_most() const { return hits_ * 2 > tried_; }

 private:
  void try_elements(std::string_view array) {
    std::size_t count = 0;
    for (bson::Walker walker(array); walker.next() && count < kElementsTried;) {
      const bson::Element& id = walker.element();
      if (id.type == bson::Type::kNull) continue;
      ++count;
      ++tried_;
      if (leads_there(id)) ++hits_;
    }
  }

  /// Ids written as text are meant as what they are an id of.
  [[nodiscard]] bool leads_there(const bson::Element& id) const {
    std::vector<std::string> keys(1);
    append_key(keys.front(), id);
    if (id.type == bson::Type::kString) keys = keys_meant_by(id.as_text());
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string& key) { return !view_.versions(to_, key).empty(); });
  }

  const journal::View& view_;
  journal::StreamId from_;
  journal::StreamId to_;
  std::size_t tried_ = 0;
  std::size_t hits_ = 0;
};

}  // namespace

std::vector<std::string> fields_leading_to(const journal::View& view, const std::string& from,
                                           const plan::StreamFacts& facts, const std::string& to) {
  const auto from_stream = view.find_stream(from);
  const auto to_stream = view.find_stream(to);
  if (!from_stream || !to_stream) return {};
  std::vector<std::string> fields;
  for (const auto& [path, elements] : facts.fields) {
    if (!path.ends_with("[]") || path.find('.') != std::string::npos || !holds_ids(elements)) continue;
    const std::string field = path.substr(0, path.size() - 2);
    if (!is_array_as_a_rule(facts.fields.at(field))) continue;
    Lookup lookup(view, *from_stream, *to_stream);
    for (const std::string& key : elements.sample_keys) lookup.try_document(key, field);
    if (lookup.found_most()) fields.push_back(field);
  }
  return fields;
}

}  // namespace sojourn::pipeline
