#include "map/interval_text.h"

#include <charconv>
#include <limits>

namespace sojourn::map {
namespace {

constexpr std::int64_t kMicroseconds = 1'000'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class IntervalReader {
 public:
  explicit IntervalReader(std::string_view text) : rest_(text) {}

  std::optional<Interval> read() {
    negative_ = take('-');
    if (!take('P')) return std::nullopt;
    std::string_view units = "YMWD";
    bool any = false;
    while (!rest_.empty()) {
      if (!in_time_ && take('T')) {
        in_time_ = true;
        units = "HMS";
        any = false;
        continue;
      }
      if (!part(units)) return std::nullopt;
      any = true;
    }
    return any ? finished() : std::nullopt;
  }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// A number and its unit, which must come behind those before.
  bool part(std::string_view& units) {
    const bool negative = take('-') != negative_;
    std::int64_t number = 0;
    const char* const begin = rest_.data();
    if (rest_.empty() || !is_digit(*begin)) return false;
    const auto [end, problem] = std::from_chars(begin, begin + rest_.size(), number);
    if (problem != std::errc()) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - begin));
    std::int64_t fraction = 0;
    const bool has_fraction = take('.');
    if (has_fraction && !read_fraction(fraction)) return false;
    const std::size_t unit = rest_.empty() ? std::string_view::npos : units.find(rest_.front());
    if (unit == std::string_view::npos || (has_fraction && rest_.front() != 'S')) return false;
    const bool good = in_time_ ? add_time(rest_.front(), number, fraction, negative)
                               : add_days(rest_.front(), number, negative);
    units.remove_prefix(unit + 1);
    rest_.remove_prefix(1);
    return good;
  }

  bool read_fraction(std::int64_t& microseconds) {
    std::int64_t unit = kMicroseconds / 10;
    if (rest_.empty() || !is_digit(rest_.front())) return false;
    for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1), unit /= 10) {
      microseconds += unit * (rest_.front() - '0');
      if (unit == 0 && rest_.front() != '0') interval_.finer = true;
    }
    return true;
  }

  static bool add(std::int64_t& to, std::int64_t number, std::int64_t factor, bool negative) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(number, negative ? -factor : factor, &product)) return false;
    return !__builtin_add_overflow(to, product, &to);
  }

  bool add_days(char unit, std::int64_t number, bool negative) {
    if (unit == 'Y') return add(months_, number, 12, negative);
    if (unit == 'M') return add(months_, number, 1, negative);
    return add(days_, number, unit == 'W' ? 7 : 1, negative);
  }

  bool add_time(char unit, std::int64_t number, std::int64_t fraction, bool negative) {
    const std::int64_t seconds = unit == 'H' ? 3600 : (unit == 'M' ? 60 : 1);
    return add(interval_.microseconds, number, seconds * kMicroseconds, negative) &&
           add(interval_.microseconds, fraction, 1, negative);
  }

  std::optional<Interval> finished() {
    using Limits = std::numeric_limits<std::int32_t>;
    const auto fits = [](std::int64_t value) { return value >= Limits::min() && value <= Limits::max(); };
    if (!fits(months_) || !fits(days_)) return std::nullopt;
    interval_.months = static_cast<std::int32_t>(months_);
    interval_.days = static_cast<std::int32_t>(days_);
    return interval_;
  }

  std::string_view rest_;
  bool negative_ = false;
  bool in_time_ = false;
  std::int64_t months_ = 0;
  std::int64_t days_ = 0;
  Interval interval_;
};

}  // namespace

std::optional<Interval> parse_interval(std::string_view text) {
  return IntervalReader(text).read();
}

}  // namespace sojourn::map
