#include "base/base64.h"

#include <array>
#include <cstdint>

namespace sojourn {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<unsigned char>(kAlphabet[i])] = i;
  return values;
}
constexpr auto kValues = make_values();

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0u;
}

/// The six bits of a character; kNone sets bits above them.
std::uint32_t six_bits(char c) {
  return kValues[static_cast<unsigned char>(c)];
}

}  // namespace

void append_base64(std::string& to, std::string_view bytes) {
  std::size_t at = to.size();
  to.resize(at + (bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t three = byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2);
    for (int shift = 18; shift >= 0; shift -= 6) to[at++] = kAlphabet[three >> shift & 0x3f];
  }
  const std::size_t padding = (3 - bytes.size() % 3) % 3;
  for (std::size_t i = 1; i <= padding; ++i) to[to.size() - i] = '=';
}

bool append_from_base64(std::string& to, std::string_view text) {
  if (text.size() % 4 != 0) return false;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::size_t at = to.size();
  to.resize(at + text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::size_t padded = i + 4 == text.size() ? padding : 0;
    const std::uint32_t a = six_bits(text[i]);
    const std::uint32_t b = six_bits(text[i + 1]);
    const std::uint32_t c = padded == 2 ? 0 : six_bits(text[i + 2]);
    const std::uint32_t d = padded >= 1 ? 0 : six_bits(text[i + 3]);
    if (((a | b | c | d) & ~0x3fu) != 0) return false;
    const std::uint32_t three = a << 18 | b << 12 | c << 6 | d;
    // Bits that no byte takes must be nothing, else two texts would mean the same bytes.
    if ((three & ((1u << 8 * padded) - 1)) != 0) return false;
    to[at++] = static_cast<char>(three >> 16 & 0xff);
    to[at++] = static_cast<char>(three >> 8 & 0xff);
    to[at++] = static_cast<char>(three & 0xff);
  }
  to.resize(at - padding);
  return true;
}

}  // namespace sojourn
