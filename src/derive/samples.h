// A few of many, the same ones whatever the order in which they come.
#pragma once

#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::derive {

class Samples {
 public:
  /// Keeps those with the least keys.
  template <typename Text>
  void add(std::string_view key, const Text& text) {
    if (by_key_.size() == kSamplesMax) {
      const auto last = std::prev(by_key_.end());
      if (key >= last->first) return;
      by_key_.erase(last);
    }
    by_key_.emplace(key, text());
  }

  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const auto& [key, text] : by_key_) texts.push_back(text);
    return texts;
  }

 private:
  static constexpr std::size_t kSamplesMax = 3;
  std::map<std::string, std::string, std::less<>> by_key_;
};

}  // namespace sojourn::derive
