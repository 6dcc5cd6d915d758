// `--where path=value`: which documents are meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::dump {

/// A value is compared by its canonical key, so 42 means an int32, an int64, a double and a decimal alike,
/// and what a plain word may mean is decided as it is for the key of a document.
class Condition {
 public:
  /// Throws a usage error if `text` is not of the form path=value.
  explicit Condition(std::string_view text);

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Whether some element at the path, or an element of an array there, has the value.
  [[nodiscard]] bool holds(std::string_view document);

 private:
  std::string path_;
  std::vector<std::string> keys_;
  std::string scratch_;
};

}  // namespace sojourn::dump
