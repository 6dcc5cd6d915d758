// YAML with manners: values that know their place, so that every complaint carries file:line:column.
//
// The only door to yaml-cpp; its exceptions do not pass it. A file is parsed and checked for repeated keys at
// once, so whoever walks the values need not think of either.
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "plan/plan.h"

namespace sojourn::plan {

struct Entry;

/// One value of a YAML file. Cheap to copy; all copies share the file.
class Value {
 public:
  [[nodiscard]] bool is_mapping() const { return node_.IsMap(); }
  [[nodiscard]] bool is_list() const { return node_.IsSequence(); }
  [[nodiscard]] bool is_empty() const { return node_.IsNull(); }

  // Each throws, with `meaning` ("the name of the migration"), if the value is of another kind.
  [[nodiscard]] std::string text(std::string_view meaning) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view meaning) const;
  [[nodiscard]] std::vector<Entry> entries(std::string_view meaning) const;

  [[nodiscard]] Place place() const;
  /// A complaint about this value.
  [[nodiscard]] Error wrong(std::string cause, std::string hint = {}) const;

 private:
  friend class YamlFile;
  Value(const YAML::Node& node, std::shared_ptr<const std::string> file)
      : node_(node), file_(std::move(file)) {}
  [[nodiscard]] Error wrong_kind(std::string_view meaning, std::string_view wanted) const;

  YAML::Node node_;
  std::shared_ptr<const std::string> file_;
};

/// One `key: value` of a mapping.
struct Entry {
  std::string key;
  Value key_value;  ///< The key's own place.
  Value value;
};

class YamlFile {
 public:
  /// Throws a usage_error if the file cannot be read, is no YAML, is empty or repeats a key.
  static YamlFile load(const std::filesystem::path& file);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const Value& root() const { return root_; }

 private:
  YamlFile(std::string text, Value root) : text_(std::move(text)), root_(std::move(root)) {}
  std::string text_;
  Value root_;
};

/// The complaint about a key that is none of `valid`, naming the nearest.
[[nodiscard]] Error unknown_key(const Entry& entry, std::string_view owner,
                                const std::vector<std::string>& valid);

}  // namespace sojourn::plan
