#include "source/json_search.h"

#include <string>

namespace sojourn::source {
namespace {

/// Longer ones are not looked through: every damaged element may cost as much.
constexpr std::size_t kElementBytesMax = 32u << 20;

/// Nothing but brackets and quotes counts. A string that runs over a line's end has lost a quote.
class BracketWalk {
 public:
  BracketWalk(JsonText& text, std::optional<std::size_t> indent) : text_(text), indent_(indent) {}

  std::optional<std::size_t> element_size() {
    while (const auto c = next()) {
      if (*c == '"') {
        if (!skip_string()) return std::nullopt;
      } else if (*c == '{' || *c == '[') {
        if (*c == '{' && indent_ && blanks_ == indent_) return std::nullopt;
        open_ += *c;
      } else if (open_.empty() && (*c == ',' || *c == ']')) {
        const std::size_t size = at_ - 1;
        return goes_on_behind(*c) ? std::optional(size) : std::nullopt;
      } else if ((*c == '}' || *c == ']') && !close(*c)) {
        return std::nullopt;
      }
      count_blanks(*c);
    }
    return std::nullopt;
  }

 private:
  std::optional<char> next() {
    if (at_ == kElementBytesMax) return std::nullopt;
    if (at_ == text_.window().size() && !text_.more()) return std::nullopt;
    return text_.window()[at_++];
  }

  void count_blanks(char c) {
    if (c == '\n') {
      blanks_ = 0;
    } else if (c != ' ' && c != '\t') {
      blanks_.reset();
    } else if (blanks_) {
      ++*blanks_;
    }
  }

  bool close(char bracket) {
    const char opening = bracket == '}' ? '{' : '[';
    if (open_.empty() || open_.back() != opening) return false;
    open_.pop_back();
    return true;
  }

  bool skip_string() {
    while (const auto c = next()) {
      if (*c == '"') return true;
      if (*c == '\n') return false;
      if (*c == '\\' && !next()) return false;
    }
    return false;
  }

  /// Behind a comma must come an object, behind the bracket that ends the array only white space.
  bool goes_on_behind(char c) {
    while (const auto following = next()) {
      const char f = *following;
      if (f != ' ' && f != '\t' && f != '\n' && f != '\r') return c == ',' && f == '{';
    }
    return c == ']';
  }

  JsonText& text_;
  const std::optional<std::size_t> indent_;
  std::optional<std::size_t> blanks_;  ///< Before the next character, if nothing else is in its line.
  std::size_t at_ = 0;
  std::string open_;
};

}  // namespace

std::optional<std::size_t> damaged_element_size(JsonText& text, std::optional<std::size_t> indent) {
  return BracketWalk(text, indent).element_size();
}

}  // namespace sojourn::source
