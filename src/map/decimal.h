// Numbers as decimal digits: what Decimal128, doubles and texts have in common with `numeric`.
//
// A binary floating-point number stands for the shortest decimal that leads back to it, as MongoDB and
// PostgreSQL print it: the double 0.1 is 0.1. A whole one within 64 bits is just what it is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bson.h"
#include "map/conversion_rules.h"
#include "map/row_sink.h"

namespace sojourn::map {

struct Decimal {
  enum class Kind : std::uint8_t { kFinite, kInfinity, kNaN };
  static constexpr std::size_t kDigitsMax = 1200;  ///< Fits into Numeric::group.

  Kind kind = Kind::kFinite;
  bool negative = false;
  int exponent = 0;       ///< Of the last digit.
  std::size_t count = 0;  ///< Of digits. The first is not 0; zero has none.
  std::array<char, kDigitsMax> digits;

  [[nodiscard]] bool is_zero() const { return kind == Kind::kFinite && count == 0; }
  [[nodiscard]] bool is_negative_zero() const { return negative && is_zero(); }
  /// Digits before the point: 3 for 123.4, 0 for 0.5, less for 0.05. REQUIRES: not zero.
  [[nodiscard]] int whole_digits() const { return static_cast<int>(count) + exponent; }
};

void set(Decimal& to, std::int64_t value);
void set(Decimal& to, double value);
void set(Decimal& to, float value);
void set_decimal128(Decimal& to, std::string_view raw);
/// False if the text is no number: digits, a fraction and an exponent, in the given format.
[[nodiscard]] bool read_number(Decimal& to, std::string_view text, const NumberFormat& format);

/// Rounds to so many digits behind the point, halves away from zero. True if that changed the value.
bool round_to(Decimal& number, int scale);
/// Empty if it lies beyond int64. REQUIRES: finite and whole, as behind round_to(number, 0).
[[nodiscard]] std::optional<std::int64_t> to_int64(const Decimal& number);
/// The nearest one; infinite if it is too large.
template <typename Real>
[[nodiscard]] Real nearest(const Decimal& number);
/// Whether two numbers are the same, however many zeros they end with.
[[nodiscard]] bool same_value(const Decimal& a, const Decimal& b);
/// REQUIRES: digits fit into Numeric, that is |exponent| is less than 100,000.
[[nodiscard]] Numeric to_numeric(const Decimal& number, std::uint16_t scale);
/// Appends "-1.50", or "1.5E+30" where plain digits would need zeros to be told; so does MongoDB.
void append_text(std::string& to, const Decimal& number);

}  // namespace sojourn::map
