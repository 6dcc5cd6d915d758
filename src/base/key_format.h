// The bytes of a canonical key; key.cc writes them and key_text.cc reads them, nobody else looks inside.
//
//   key        := tag rest
//   rest       := (nothing)          minKey, undefined, null, false, true, maxKey
//               | number8            integer, date: int64, sign bit flipped, big endian
//               | number8            double: sortable(), big endian
//               | number8            timestamp: seconds, then increment, each 4 bytes big endian
//               | raw16              decimal: the 16 bytes of BSON
//               | raw12              objectId
//               | text               string, symbol: the text without BSON's length and NUL
//               | subtype text       binary: one byte of subtype, then the data
//               | text               document, array, regex, dbPointer, code, codeWithScope: BSON's whole
//               value | hash16             withoutId: XXH3-128 of the document, big endian
//   text       := escaped 00 00      each byte 00 within is written as 00 FF
//               | kept 00 01 hash16  where the key would exceed 1024 bytes: as many whole escapes as fit into
//                                    the key's first 1006 bytes, then XXH3-128 of the unescaped bytes
//
// An integer is any int32, int64, double or decimal whose value is a whole number within int64 (so -0.0 is
// 0). Other doubles and decimals differ from each other even where their values agree: 1.5 and
// NumberDecimal("1.5") are two keys.
//
// Order: within a tag, keys sort as the values do (decimals, binaries and whole BSON values excepted, which
// only compare). Texts that agree in their first 1006 bytes, one of them cut, sort in some fixed order.
// Tags sort as MongoDB sorts types.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace sojourn::key_format {

/// On disk for ever: never renumber.
enum class Tag : std::uint8_t {
  kMinKey = 0x10,
  kUndefined = 0x18,
  kNull = 0x20,
  kInteger = 0x28,
  kDouble = 0x29,
  kDecimal = 0x2a,
  kString = 0x30,
  kSymbol = 0x31,
  kDocument = 0x38,
  kArray = 0x39,
  kBinary = 0x40,
  kObjectId = 0x48,
  kFalse = 0x50,
  kTrue = 0x51,
  kDate = 0x58,
  kTimestamp = 0x60,
  kRegex = 0x68,
  kDbPointer = 0x69,
  kCode = 0x6a,
  kCodeWithScope = 0x6b,
  kMaxKey = 0x70,
  kWithoutId = 0x78,
};

/// What follows a NUL.
inline constexpr char kEnd = '\x00';
inline constexpr char kCut = '\x01';
inline constexpr char kEscapedNul = '\xff';

inline constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

/// Bits that compare unsigned as the doubles do; every NaN is 0, before all others.
inline std::uint64_t sortable(double value) {
  if (std::isnan(value)) return 0;
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
}
inline double from_sortable(std::uint64_t bits) {
  if (bits == 0) return std::nan("");
  return std::bit_cast<double>((bits & kSignBit) != 0 ? bits ^ kSignBit : ~bits);
}

}  // namespace sojourn::key_format
