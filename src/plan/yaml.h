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
#include "plan/place.h"

namespace sojourn::plan {

struct Entry;

/// One value of a YAML file. Cheap to copy; all copies share the file.
class Value {
 public:
  Value(const Value&) = default;
  Value(Value&&) = default;
  Value& operator=(const Value&) = delete;  // yaml-cpp would assign to the file's tree.

  [[nodiscard]] bool is_mapping() const { return node_.IsMap(); }
  [[nodiscard]] bool is_list() const { return node_.IsSequence(); }
  [[nodiscard]] bool is_text() const { return node_.IsScalar(); }
  /// Null without quotes, or nothing at all.
  [[nodiscard]] bool is_empty() const { return node_.IsNull(); }
  /// Text without quotes, which may be a word of the language.
  [[nodiscard]] bool is_word() const { return is_text() && node_.Tag() == "?"; }

  // Each throws, with `meaning` ("the name of the migration"), if the value is of another kind.
  /// Refuses `${NAME}`, which has no business in what decides about rows.
  [[nodiscard]] std::string text(std::string_view meaning) const;
  [[nodiscard]] std::string text_with_variables(std::string_view meaning) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view meaning) const;
  [[nodiscard]] std::vector<Value> elements(std::string_view meaning) const;
  [[nodiscard]] std::vector<Entry> entries(std::string_view meaning) const;

  [[nodiscard]] Place place() const;
  /// A complaint about this value.
  [[nodiscard]] Error wrong(std::string cause, std::string hint = {}) const;
  /// The complaint that it is not what is wanted: "a list".
  [[nodiscard]] Error wrong_kind(std::string_view meaning, std::string_view wanted) const;

 private:
  friend class YamlFile;
  Value(const YAML::Node& node, YAML::Mark mark, std::shared_ptr<const std::string> file)
      : node_(node), mark_(mark), file_(std::move(file)) {}

  YAML::Node node_;
  YAML::Mark mark_;
  std::shared_ptr<const std::string> file_;
};

/// One `key: value` of a mapping.
struct Entry {
  std::string key;  ///< "null" for the word null.
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
