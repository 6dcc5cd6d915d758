#include "base/iso_date.h"

#include <chrono>

namespace sojourn {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

void append_digits(std::string& to, unsigned value, int width) {
  char digits[4];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  to.append(digits, static_cast<std::size_t>(width));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes a text apart from its front. Once something was missing, all that follows is missing too.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { require(take(c)); }
  void require(bool condition) { good_ = condition && good_; }

  /// Just so many digits that make a number from 0 to `max`.
  std::int64_t number(std::size_t width, std::int64_t max) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (i >= rest_.size() || !is_digit(rest_[i])) good_ = false;
      if (!good_) return 0;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(width);
    if (value > max) good_ = false;
    return value;
  }

  /// The digits behind a decimal point, as milliseconds.
  std::int64_t milliseconds() {
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; !rest_.empty() && is_digit(rest_.front()); ++count, rest_.remove_prefix(1)) {
      if (count < 3) value = value * 10 + (rest_.front() - '0');
      if (count >= 3 && rest_.front() != '0') good_ = false;
    }
    if (count == 0) good_ = false;
    for (; count < 3; ++count) value *= 10;
    return value;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::int64_t take_day(Parts& parts) {
  const auto year = parts.number(4, 9999);
  parts.expect('-');
  const auto month = parts.number(2, 12);
  parts.expect('-');
  const auto day = parts.number(2, 31);
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  parts.require(date.ok());
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::int64_t take_time(Parts& parts) {
  const auto hours = parts.number(2, 23);
  parts.expect(':');
  const auto minutes = parts.number(2, 59);
  std::int64_t milliseconds = (hours * 60 + minutes) * kMinuteMs;
  if (!parts.take(':')) return milliseconds;
  milliseconds += parts.number(2, 59) * 1000;
  return parts.take('.') ? milliseconds + parts.milliseconds() : milliseconds;
}

/// How far the zone is ahead of UTC.
std::int64_t take_zone(Parts& parts) {
  if (parts.take('Z')) return 0;
  const bool behind = parts.take('-');
  if (!behind) parts.expect('+');
  const auto hours = parts.number(2, 23);
  parts.take(':');
  const auto minutes = parts.number(2, 59);
  return (behind ? -1 : 1) * (hours * 60 + minutes) * kMinuteMs;
}

}  // namespace

void append_iso_date(std::string& to, std::int64_t milliseconds) {
  using namespace std::chrono;
  const sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds(milliseconds)};
  const sys_days day = floor<days>(instant);
  const year_month_day date(day);
  const hh_mm_ss time(instant - day);
  append_digits(to, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  to += '-';
  append_digits(to, static_cast<unsigned>(date.month()), 2);
  to += '-';
  append_digits(to, static_cast<unsigned>(date.day()), 2);
  to += 'T';
  append_digits(to, static_cast<unsigned>(time.hours().count()), 2);
  to += ':';
  append_digits(to, static_cast<unsigned>(time.minutes().count()), 2);
  to += ':';
  append_digits(to, static_cast<unsigned>(time.seconds().count()), 2);
  if (const auto fraction = time.subseconds().count(); fraction != 0) {
    to += '.';
    append_digits(to, static_cast<unsigned>(fraction), 3);
  }
  to += 'Z';
}

std::optional<std::int64_t> parse_iso_date(std::string_view text) {
  Parts parts(text);
  const std::int64_t day = take_day(parts);
  parts.expect('T');
  const std::int64_t time = take_time(parts);
  const std::int64_t ahead = take_zone(parts);
  if (!parts.good() || !parts.at_end()) return std::nullopt;
  return day * 24 * 60 * kMinuteMs + time - ahead;
}

}  // namespace sojourn
