#include "map/sound_text.h"

#include "base/bytes.h"

namespace sojourn::map {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";
constexpr std::uint64_t kHighBits = 0x8080808080808080u;
constexpr std::uint64_t kOnes = 0x0101010101010101u;

/// Whether eight bytes are ASCII without NUL: subtracting one reaches the high bit of a NUL first of all.
bool is_plain(const char* at) {
  const auto word = load_le<std::uint64_t>(at);
  return ((word | (word - kOnes)) & kHighBits) == 0;
}

/// A surrogate as the three bytes that UTF-8 would give it.
bool is_surrogate(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  return text.size() >= 3 && byte(0) == 0xed && byte(1) >= 0xa0 && byte(1) <= 0xbf &&
         (byte(2) & 0xc0) == 0x80;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

bool is_sound(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    while (end - at >= 8 && is_plain(at)) at += 8;
    if (at == end) return true;
    const auto first = static_cast<unsigned char>(*at);
    std::size_t size = 0;
    if (first < 0x80) {
      size = first == 0 ? 0 : 1;
    } else if (first < 0xe0) {
      // Two bytes make the letters of Latin, Greek, Cyrillic, Hebrew and Arabic.
      size = first >= 0xc2 && end - at >= 2 && is_continuation(at[1]) ? 2 : 0;
    } else {
      size = bson::utf8_character({at, end});
    }
    if (size == 0) return false;
    at += size;
  }
}

std::string_view mended(std::string_view text, const ConversionRules& rules, Result& result) {
  static thread_local std::string buffer;
  buffer.clear();
  while (!text.empty()) {
    std::size_t size = bson::utf8_character(text);
    if (size == 0) {
      if (!rules.allows(plan::Loss::kUtf8)) return result = invalid(Cause::kInvalidUtf8), text;
      lose(result, plan::Loss::kUtf8);
      size = is_surrogate(text) ? 3 : 1;
      buffer += kReplacement;
    } else if (text.front() == '\0') {
      if (!rules.allows(plan::Loss::kNul)) return result = invalid(Cause::kNul), text;
      lose(result, plan::Loss::kNul);
    } else {
      buffer += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return buffer;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += is_continuation(byte) ? 0 : 1;
  return count;
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (!is_continuation(text[end]) && count-- == 0) break;
  }
  return text.substr(0, end);
}

}  // namespace sojourn::map
