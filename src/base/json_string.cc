#include "base/json_string.h"

#include <fmt/format.h>

#include "base/bson.h"

namespace sojourn {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

/// `past` is 0x80 where the bytes of characters beyond ASCII must be looked at, else 0x100.
bool stands_for_itself(char c, unsigned past) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < past && c != '"' && c != '\\';
}

void append_escaped(std::string& to, char c) {
  switch (c) {
    case '"':
    case '\\':
      to += '\\';
      to += c;
      return;
    case '\n':
      to += "\\n";
      return;
    case '\r':
      to += "\\r";
      return;
    case '\t':
      to += "\\t";
      return;
    default:
      to += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  }
}

/// The character of several bytes that `text` begins with; empty if it begins with none.
std::string_view take_character(std::string_view text) {
  for (std::size_t length = 2; length <= 4 && length <= text.size(); ++length) {
    if (bson::is_utf8(text.substr(0, length))) return text.substr(0, length);
  }
  return {};
}

}  // namespace

void append_json_string(std::string& to, std::string_view text) {
  const unsigned past = bson::is_utf8(text) ? 0x100 : 0x80;
  to += '"';
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && stands_for_itself(text[end], past)) ++end;
    to += text.substr(at, end - at);
    at = end;
    if (at == text.size()) break;
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      append_escaped(to, text[at++]);
      continue;
    }
    const std::string_view character = take_character(text.substr(at));
    to += character.empty() ? kReplacement : character;
    at += character.empty() ? 1 : character.size();
  }
  to += '"';
}

}  // namespace sojourn
