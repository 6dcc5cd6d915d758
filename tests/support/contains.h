// `CHECK(text == Contains("part"))` for std::string, showing both where it fails.
#pragma once

#include <ostream>
#include <string>
#include <utility>

namespace sojourn::test {

class Contains {
 public:
  explicit Contains(std::string part) : part_(std::move(part)) {}
  friend bool operator==(const std::string& text, const Contains& wanted) {
    return text.find(wanted.part_) != std::string::npos;
  }
  friend std::ostream& operator<<(std::ostream& out, const Contains& wanted) {
    return out << "a text with \"" << wanted.part_ << '"';
  }

 private:
  std::string part_;
};

}  // namespace sojourn::test
