#include "base/dump_name.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace sojourn {
namespace {

// mongodump's own bounds.
constexpr std::size_t kNameBytesMax = 238;
constexpr std::size_t kKeptBytes = 208;
constexpr std::size_t kHashChars = 27;
constexpr std::string_view kCutMark = "%24";

bool stays_as_it_is(char c) {
  constexpr std::string_view kSafe = "-_.~$&+:=@";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kSafe.find(c) != std::string_view::npos;
}

}  // namespace

std::string escape_name(std::string_view name) {
  std::string escaped;
  for (const char c : name) {
    if (stays_as_it_is(c)) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  if (escaped.size() <= kNameBytesMax) return escaped;
  return fmt::format("{}{}{}", escaped.substr(0, kKeptBytes), kCutMark,
                     to_hex(hash128(name)).substr(0, kHashChars));
}

std::string unescape_name(std::string_view escaped) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string name;
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    const bool escape = escaped[at] == '%' && at + 2 < escaped.size() && digit(escaped[at + 1]) >= 0 &&
                        digit(escaped[at + 2]) >= 0;
    if (!escape) {
      name += escaped[at];
      continue;
    }
    name += static_cast<char>(digit(escaped[at + 1]) * 16 + digit(escaped[at + 2]));
    at += 2;
  }
  return name;
}

bool is_cut_name(std::string_view escaped) {
  constexpr std::size_t kBehind = kCutMark.size() + kHashChars;
  return escaped.size() > kBehind && escaped.substr(escaped.size() - kBehind, kCutMark.size()) == kCutMark;
}

}  // namespace sojourn
