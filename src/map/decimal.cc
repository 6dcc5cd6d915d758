#include "map/decimal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/bytes.h"

namespace sojourn::map {
namespace {

__extension__ using Wide = unsigned __int128;

/// Far beyond what any type can hold, and far from overflow.
constexpr int kExponentMax = 1'000'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void clear(Decimal& number) {
  number.kind = Decimal::Kind::kFinite;
  number.negative = false;
  number.exponent = 0;
  number.count = 0;
}

void set_digits(Decimal& to, Wide value) {
  char digits[40];
  char* begin = digits + sizeof digits;
  for (; value != 0; value /= 10) *--begin = static_cast<char>('0' + static_cast<int>(value % 10));
  to.count = static_cast<std::size_t>(digits + sizeof digits - begin);
  std::memcpy(to.digits.data(), begin, to.count);
}

template <typename Real>
void set_real(Decimal& to, Real value) {
  clear(to);
  to.negative = std::signbit(value);
  if (std::isnan(value)) to.kind = Decimal::Kind::kNaN;
  if (std::isinf(value)) to.kind = Decimal::Kind::kInfinity;
  if (!std::isfinite(value) || value == 0) return;
  // A whole number within 64 bits is told to its last digit; beyond, and behind the point, no more digits
  // than tell it from its neighbours.
  constexpr Real kInt64Past = 9223372036854775808.0F;
  if (std::abs(value) < kInt64Past && std::trunc(value) == value) {
    return set_digits(to, static_cast<std::uint64_t>(std::abs(value)));
  }
  char text[32];
  const char* const end =
      std::to_chars(text, text + sizeof text, std::abs(value), std::chars_format::scientific).ptr;
  const char* at = text;
  for (; *at != 'e'; ++at) {
    if (*at != '.') to.digits[to.count++] = *at;
  }
  at += at[1] == '+' ? 2 : 1;
  std::from_chars(at, end, to.exponent);
  to.exponent -= static_cast<int>(to.count) - 1;
  while (to.count > 1 && to.digits[to.count - 1] == '0') --to.count, ++to.exponent;
}

/// Reads a number from the front of what is left.
class NumberReader {
 public:
  NumberReader(Decimal& to, std::string_view text, const NumberFormat& format)
      : to_(to), rest_(text), format_(format) {}

  bool read() {
    clear(to_);
    to_.negative = take("-");
    if (!to_.negative) take("+");
    if (!whole_part()) return false;
    if (take(format_.decimal) && !fraction()) return false;
    if ((take("e") || take("E")) && !exponent()) return false;
    return rest_.empty();
  }

 private:
  bool take(std::string_view word) {
    if (word.empty() || !rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::size_t digits_ahead() const {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
    return static_cast<std::size_t>(end - rest_.begin());
  }

  bool append(std::size_t count) {
    for (; count > 0; --count, rest_.remove_prefix(1)) {
      if (to_.count == 0 && rest_.front() == '0') continue;
      if (to_.count == Decimal::kDigitsMax) return false;
      to_.digits[to_.count++] = rest_.front();
    }
    return true;
  }

  bool whole_part() {
    const std::size_t first = digits_ahead();
    if (first == 0 || !append(first)) return false;
    while (first <= kGroup && take(format_.group)) {
      if (digits_ahead() != kGroup || !append(kGroup)) return false;
    }
    return true;
  }

  bool fraction() {
    const std::size_t count = digits_ahead();
    to_.exponent = -static_cast<int>(std::min<std::size_t>(count, kExponentMax));
    return count > 0 && append(count);
  }

  bool exponent() {
    const bool negative = take("-");
    if (!negative) take("+");
    const std::size_t count = digits_ahead();
    if (count == 0) return false;
    int value = 0;
    const auto [end, problem] = std::from_chars(rest_.data(), rest_.data() + count, value);
    if (problem != std::errc() || value > kExponentMax) value = kExponentMax;
    rest_.remove_prefix(count);
    to_.exponent += negative ? -value : value;
    return true;
  }

  static constexpr std::size_t kGroup = 3;
  Decimal& to_;
  std::string_view rest_;
  const NumberFormat& format_;
};

/// Adds one to the last digit.
void increment(Decimal& number) {
  for (std::size_t i = number.count; i > 0; --i) {
    if (number.digits[i - 1]++ != '9') return;
    number.digits[i - 1] = '0';
  }
  number.digits[number.count++] = '0';
  number.digits[0] = '1';
}

std::size_t count_without_zeros(const Decimal& number) {
  std::size_t count = number.count;
  while (count > 0 && number.digits[count - 1] == '0') --count;
  return count;
}

int floor_div(int value, int by) {
  return value >= 0 ? value / by : -((-value + by - 1) / by);
}

}  // namespace

void set(Decimal& to, std::int64_t value) {
  clear(to);
  to.negative = value < 0;
  set_digits(to, to.negative ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value));
}

void set(Decimal& to, double value) {
  set_real(to, value);
}

void set(Decimal& to, float value) {
  set_real(to, value);
}

void set_decimal128(Decimal& to, std::string_view raw) {
  constexpr Wide kCoefficientPast = static_cast<Wide>(100'000'000'000'000'000) * 100'000'000'000'000'000;
  constexpr int kBias = 6176;
  const auto low = load_le<std::uint64_t>(raw.data());
  const auto high = load_le<std::uint64_t>(raw.data() + 8);
  clear(to);
  to.negative = high >> 63 != 0;
  if ((high >> 58 & 0x1f) == 0x1f) {
    to.kind = Decimal::Kind::kNaN;
  } else if ((high >> 58 & 0x1f) == 0x1e) {
    to.kind = Decimal::Kind::kInfinity;
  } else if ((high >> 61 & 3) == 3) {
    // A coefficient of more than 34 digits stands for zero, by the standard.
    to.exponent = static_cast<int>(high >> 47 & 0x3fff) - kBias;
  } else {
    const Wide coefficient = static_cast<Wide>(high & 0x1'ffff'ffff'ffff) << 64 | low;
    to.exponent = static_cast<int>(high >> 49 & 0x3fff) - kBias;
    set_digits(to, coefficient < kCoefficientPast ? coefficient : 0);
  }
}

bool read_number(Decimal& to, std::string_view text, const NumberFormat& format) {
  return NumberReader(to, text, format).read();
}

bool round_to(Decimal& number, int scale) {
  const int cut = -number.exponent - scale;
  if (cut <= 0) return false;
  number.exponent = -scale;
  const auto cut_digits = static_cast<std::size_t>(cut);
  if (cut_digits > number.count) {
    const bool changed = number.count > 0;
    number.count = 0;
    return changed;
  }
  const std::size_t kept = number.count - cut_digits;
  const bool changed = count_without_zeros(number) > kept;
  const bool up = number.digits[kept] >= '5';
  number.count = kept;
  if (up) increment(number);
  return changed;
}

std::optional<std::int64_t> to_int64(const Decimal& number) {
  constexpr int kDigitsOfInt64 = 19;
  if (number.count == 0) return 0;
  if (number.whole_digits() > kDigitsOfInt64) return std::nullopt;
  std::uint64_t magnitude = 0;
  // Digits behind the point are zeros here.
  for (int i = 0; i < number.whole_digits(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    magnitude = magnitude * 10 + static_cast<std::uint64_t>(at < number.count ? number.digits[at] - '0' : 0);
  }
  constexpr std::uint64_t kPast = std::uint64_t{1} << 63;
  if (magnitude > kPast - (number.negative ? 0 : 1)) return std::nullopt;
  return static_cast<std::int64_t>(number.negative ? ~magnitude + 1 : magnitude);
}

template <typename Real>
Real nearest(const Decimal& number) {
  using Kind = Decimal::Kind;
  Real value = 0;
  if (number.kind == Kind::kNaN) return std::numeric_limits<Real>::quiet_NaN();
  if (number.kind == Kind::kInfinity) value = std::numeric_limits<Real>::infinity();
  if (number.kind == Kind::kFinite && number.count > 0) {
    char text[Decimal::kDigitsMax + 16];
    std::memcpy(text, number.digits.data(), number.count);
    text[number.count] = 'e';
    char* const end = std::to_chars(text + number.count + 1, std::end(text), number.exponent).ptr;
    if (std::from_chars(text, end, value).ec == std::errc::result_out_of_range) {
      value = number.whole_digits() > 0 ? std::numeric_limits<Real>::infinity() : 0;
    }
  }
  return number.negative ? -value : value;
}
template double nearest<double>(const Decimal& number);
template float nearest<float>(const Decimal& number);

bool same_value(const Decimal& a, const Decimal& b) {
  if (a.kind != b.kind || a.negative != b.negative) return false;
  const std::size_t count = count_without_zeros(a);
  if (count != count_without_zeros(b)) return false;
  if (count == 0) return true;
  return a.whole_digits() == b.whole_digits() &&
         std::equal(a.digits.data(), a.digits.data() + count, b.digits.data());
}

Numeric to_numeric(const Decimal& number, std::uint16_t scale) {
  using Kind = Decimal::Kind;
  constexpr int kGroup = 4;
  Numeric to;
  if (number.kind == Kind::kNaN) to.kind = Numeric::Kind::kNaN;
  if (number.kind == Kind::kInfinity) {
    to.kind = number.negative ? Numeric::Kind::kMinusInfinity : Numeric::Kind::kInfinity;
  }
  to.scale = scale;
  const std::size_t count = count_without_zeros(number);
  if (number.kind != Kind::kFinite || count == 0) return to;
  to.negative = number.negative;
  const int first = number.whole_digits() - 1;  // The power of ten of the first digit.
  to.weight = static_cast<std::int16_t>(floor_div(first, kGroup));
  int place = first - to.weight * kGroup;  // Of a digit within its group, from 3 down to 0.
  for (std::size_t i = 0; i < count; ++i) {
    static constexpr int kPowers[] = {1, 10, 100, 1000};
    std::int16_t& group = to.group[to.groups];
    group = static_cast<std::int16_t>(group + (number.digits[i] - '0') * kPowers[place]);
    if (--place >= 0 && i + 1 < count) continue;
    if (place < 0) place = kGroup - 1;
    ++to.groups;
  }
  return to;
}

void append_text(std::string& to, const Decimal& number) {
  using Kind = Decimal::Kind;
  if (number.kind == Kind::kNaN) {
    to += "NaN";
    return;
  }
  if (number.negative) to += '-';
  if (number.kind == Kind::kInfinity) {
    to += "Infinity";
    return;
  }
  const std::string_view digits =
      number.count == 0 ? "0" : std::string_view(number.digits.data(), number.count);
  const int behind_first = static_cast<int>(digits.size()) - 1;
  const int power = number.exponent + behind_first;
  constexpr int kSmallestPlain = -6;
  if (number.exponent == 0) {
    to += digits;
  } else if (number.exponent < 0 && power >= 0) {
    const auto whole = static_cast<std::size_t>(power) + 1;
    to.append(digits.substr(0, whole)).append(".").append(digits.substr(whole));
  } else if (number.exponent < 0 && power >= kSmallestPlain) {
    to.append("0.").append(static_cast<std::size_t>(-power - 1), '0').append(digits);
  } else {
    to += digits.front();
    if (behind_first > 0) to.append(".").append(digits.substr(1));
    to += power < 0 ? "E" : "E+";
    to += std::to_string(power);
  }
}

}  // namespace sojourn::map
