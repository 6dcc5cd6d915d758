// Hides the fields of a stream that are marked sensitive (J10): their values become "***".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::dump {

class Mask {
 public:
  /// Hides nothing if there are no paths.
  explicit Mask(std::vector<std::string> sensitive_paths);

  [[nodiscard]] bool hides_nothing() const { return paths_.empty(); }
  /// The document with hidden values; its own bytes if there is nothing to hide. Valid until the next call.
  [[nodiscard]] std::string_view apply(std::string_view document);
  /// Whether looking at this path would tell something of a hidden value: it is one, holds one or lies in
  /// one.
  [[nodiscard]] bool touches(std::string_view path) const;

 private:
  std::vector<std::string> paths_;
  std::string masked_;
};

/// What is shown in place of a hidden value.
inline constexpr std::string_view kHidden = "***";

}  // namespace sojourn::dump
