#include "source/json_text.h"

#include <algorithm>
#include <cstring>

namespace sojourn::source {
namespace {

/// Small enough that a piece is still in the processor's cache when it is parsed.
constexpr std::size_t kReadBytes = 256u << 10;
/// A long object may have made the window large; its memory is not kept.
constexpr std::size_t kKeepBytes = 4u << 20;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_space(char c) {
  return is_blank(c) || c == '\n' || c == '\r';
}

}  // namespace

bool JsonText::more() {
  if (failure_) std::rethrow_exception(failure_);
  if (full()) return false;
  try {
    return read_more();
  } catch (const Error&) {
    failure_ = std::current_exception();
    throw;
  }
}

bool JsonText::read_more() {
  const std::size_t held = end_ - at_;
  // At least twice as much as before: what is longer than the window is looked at again with each piece.
  const std::size_t wanted = std::min(held + std::max(held, kReadBytes), kWindowBytesMax);
  std::vector<char> larger;
  if (buffer_.size() < wanted || buffer_.size() > std::max(2 * wanted, kKeepBytes))
    larger.resize(wanted + kReadBytes);
  std::vector<char>& to = larger.empty() ? buffer_ : larger;
  if (held > 0) std::memmove(to.data(), buffer_.data() + at_, held);
  if (!larger.empty()) buffer_.swap(larger);
  at_ = 0;
  end_ = held;
  const std::size_t got = bytes_->read(buffer_.data() + end_, wanted - held);
  end_ += got;
  return got != 0;
}

void JsonText::take(std::size_t size) {
  const std::string_view taken = window().substr(0, size);
  const std::uint64_t from = offset();
  std::size_t behind_newline = 0;
  for (std::size_t at = taken.find('\n'); at != std::string_view::npos; at = taken.find('\n', at + 1)) {
    ++line_.number;
    behind_newline = at + 1;
  }
  if (behind_newline != 0) {
    line_.start = from + behind_newline;
    line_.only_blanks = true;
  }
  const std::string_view in_line = taken.substr(behind_newline);
  line_.only_blanks = line_.only_blanks && std::all_of(in_line.begin(), in_line.end(), is_blank);
  at_ += taken.size();
}

bool JsonText::skip_space() {
  do {
    const std::string_view text = window();
    const auto* const other = std::find_if_not(text.begin(), text.end(), is_space);
    const auto spaces = static_cast<std::size_t>(other - text.begin());
    if (spaces != 0) take(spaces);
    if (spaces != text.size()) return true;
  } while (more());
  return false;
}

bool JsonText::reach(std::size_t size) {
  while (end_ - at_ < size) {
    if (!more()) return false;
  }
  return true;
}

bool JsonText::skip_to_line_with_object(std::size_t indent) {
  for (;;) {
    const std::size_t newline = window().find('\n');
    take(newline == std::string_view::npos ? end_ - at_ : newline + 1);
    if (newline == std::string_view::npos) {
      if (!more()) return false;
      continue;
    }
    if (!reach(indent + 1)) {
      take_all();
      return false;
    }
    const std::string_view line = window().substr(0, indent + 1);
    if (line.back() == '{' && std::all_of(line.begin(), line.end() - 1, is_blank)) {
      take(indent);
      return true;
    }
  }
}

TextPlace JsonText::place(std::size_t ahead) const {
  const std::string_view before = window().substr(0, ahead);
  const std::uint64_t at = offset();
  TextPlace place{at + ahead, line_.number, 0};
  std::uint64_t line_start = line_.start;
  if (const auto newline = before.rfind('\n'); newline != std::string_view::npos) {
    place.line += static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
    line_start = at + newline + 1;
  }
  place.column = place.offset - line_start + 1;
  return place;
}

std::optional<std::size_t> JsonText::indent() const {
  if (!line_.only_blanks) return std::nullopt;
  return offset() - line_.start;
}

}  // namespace sojourn::source
