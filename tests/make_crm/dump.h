// A written dump as tests look at it: documents by collection and by id.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bson.h"
#include "base/bytes.h"
#include "support/temp_dir.h"
#include "tools/make_crm/dumps.h"
#include "tools/make_crm/relations.h"
#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {

/// Type and value of an `_id`: unlike for unlike ids.
inline std::string key_of(const bson::Element& id) {
  return std::string(1, static_cast<char>(id.type)) + std::string(id.value);
}

class Dump {
 public:
  explicit Dump(const std::filesystem::path& folder) : path_(folder / kDatabase) {
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      if (entry.path().extension() == ".bson") read(entry.path());
    }
  }

  const std::vector<std::string>& documents(std::string_view collection) const {
    static const std::vector<std::string> kNone;
    const auto found = documents_.find(std::string(collection));
    return found == documents_.end() ? kNone : found->second;
  }
  /// The document of that id, or empty.
  std::string_view find(std::string_view collection, const std::string& key) const {
    const auto found = by_key_.find(std::string(collection));
    if (found == by_key_.end()) return {};
    const auto at = found->second.find(key);
    return at == found->second.end() ? std::string_view() : documents(collection)[at->second];
  }
  bool has(std::string_view collection, const bson::Element& id) const {
    return !find(collection, key_of(id)).empty();
  }
  std::string metadata(std::string_view collection) const {
    return test::read_file(path_ / (std::string(collection) + ".metadata.json"));
  }
  std::size_t unlike_ids(std::string_view collection) const {
    const auto found = by_key_.find(std::string(collection));
    return found == by_key_.end() ? 0 : found->second.size();
  }
  std::size_t size() const {
    std::size_t sum = 0;
    for (const auto& [name, documents] : documents_) sum += documents.size();
    return sum;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& [name, documents] : documents_) result.push_back(name);
    return result;
  }

 private:
  void read(const std::filesystem::path& file) {
    const std::string content = test::read_file(file);
    auto& documents = documents_[file.stem().string()];
    auto& by_key = by_key_[file.stem().string()];
    for (std::string_view rest = content; !rest.empty();) {
      REQUIRE(rest.size() >= 5);
      const std::string_view document = rest.substr(0, load_le<std::uint32_t>(rest.data()));
      const bson::Scan scan = bson::scan(document);
      REQUIRE_MESSAGE(scan.problem == nullptr, file.string());
      REQUIRE(scan.id);
      by_key.emplace(key_of(*scan.id), documents.size());
      documents.emplace_back(document);
      rest.remove_prefix(document.size());
    }
  }

  std::filesystem::path path_;
  std::map<std::string, std::vector<std::string>> documents_;
  std::map<std::string, std::map<std::string, std::size_t>> by_key_;
};

/// Calls `use` for the ids that a reference field of a document holds, single or array.
template <typename Use>
void for_each_id(std::string_view document, std::string_view field, Use use) {
  const auto found = bson::find(document, field);
  if (!found) return;
  if (found->type == bson::Type::kObjectId) use(*found);
  if (found->type != bson::Type::kArray) return;
  for (bson::Walker walker(found->as_document()); walker.next();) use(walker.element());
}

/// How many ids of the whole dump name no document.
inline std::size_t dangling_ids(const Dump& dump) {
  std::size_t dangling = 0;
  for (const Collection& collection : collections()) {
    for (const Field& field : collection.fields) {
      if (field.refers_to.empty()) continue;
      for (const std::string& document : dump.documents(collection.name)) {
        for_each_id(document, field.name,
                    [&](const bson::Element& id) { dangling += dump.has(field.refers_to, id) ? 0u : 1u; });
      }
    }
  }
  return dangling;
}

using IdPairs = std::set<std::pair<std::string, std::string>>;

/// The pairs that one end of a relation states, as (key of a, key of b).
inline IdPairs stated_pairs(const Dump& dump, const Relation& relation, bool by_a) {
  IdPairs pairs;
  const End& end = by_a ? relation.a : relation.b;
  for (const std::string& document : dump.documents(end.collection)) {
    const std::string own = key_of(*bson::find(document, "_id"));
    for_each_id(document, end.field, [&](const bson::Element& id) {
      const std::string other = key_of(id);
      const bool added = pairs.insert(by_a ? std::pair(own, other) : std::pair(other, own)).second;
      CHECK_MESSAGE(added, "a pair twice in " << end.collection << "." << end.field);
    });
  }
  return pairs;
}

}  // namespace sojourn::make_crm
