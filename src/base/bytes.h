// Fixed-width integers in byte strings: big endian for keys (so that they sort), little endian for BSON.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn {

static_assert(std::endian::native == std::endian::little, "sojourn is built for little-endian machines");

inline std::uint32_t swap_bytes(std::uint32_t value) {
  return __builtin_bswap32(value);
}
inline std::uint64_t swap_bytes(std::uint64_t value) {
  return __builtin_bswap64(value);
}

template <typename Integer>
Integer load_le(const char* from) {
  Integer value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

/// REQUIRES: at least sizeof(Integer) readable bytes.
template <typename Integer>
Integer load_be(const char* from) {
  return swap_bytes(load_le<Integer>(from));
}

template <typename Integer>
void append_le(std::string& to, Integer value) {
  to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Overwrites sizeof(Integer) bytes. REQUIRES: they are there.
template <typename Integer>
void store_le(std::string& in, std::size_t at, Integer value) {
  std::memcpy(in.data() + at, &value, sizeof value);
}

template <typename Integer>
void append_be(std::string& to, Integer value) {
  append_le(to, swap_bytes(value));
}

/// Lower-case hexadecimal.
[[nodiscard]] std::string to_hex(std::string_view bytes);
/// The value of a hexadecimal digit of either case.
[[nodiscard]] std::optional<std::uint8_t> hex_digit(char c);
/// False if `digits` are not hexadecimal, two per byte; then some bytes may have been appended.
[[nodiscard]] bool append_from_hex(std::string& to, std::string_view digits);

/// LEB128; used for lists of rising numbers, which shrink to about a byte each.
void append_varint(std::string& to, std::uint64_t value);
/// Takes one number off the front of `from`; false if `from` ends within it.
[[nodiscard]] bool take_varint(std::string_view& from, std::uint64_t& value);

}  // namespace sojourn
