#include "map/civil_time.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <limits>

namespace sojourn::map {
namespace {

constexpr int kNanosecondDigits = 9;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Takes a text apart from its front. Once something was missing, all that follows is missing too.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }
  bool is_at(char c) const { return !rest_.empty() && rest_.front() == c; }
  std::string_view rest() const { return rest_; }
  void require(bool condition) { good_ = condition && good_; }

  bool take(char c) {
    if (!good_ || !is_at(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(std::string_view literal) {
    require(rest_.starts_with(literal));
    if (good_) rest_.remove_prefix(literal.size());
  }

  /// From `least` to `most` digits that make a number of at most `max`.
  std::int64_t number(std::size_t least, std::size_t most, std::int64_t max) {
    std::size_t count = 0;
    std::int64_t value = 0;
    for (; count < most && count < rest_.size() && is_digit(rest_[count]); ++count) {
      value = value * 10 + (rest_[count] - '0');
    }
    require(count >= least && value <= max);
    if (!good_) return 0;
    rest_.remove_prefix(count);
    return value;
  }

  /// The digits of a fraction of a second.
  void fraction(std::size_t least, std::size_t most, CivilTime& to) {
    std::size_t count = 0;
    std::int32_t value = 0;
    for (; count < most && count < rest_.size() && is_digit(rest_[count]); ++count) {
      if (count < kNanosecondDigits) value = value * 10 + (rest_[count] - '0');
      if (count >= kNanosecondDigits && rest_[count] != '0') to.finer = true;
    }
    require(count >= least);
    if (!good_) return;
    rest_.remove_prefix(count);
    for (; count < kNanosecondDigits; ++count) value *= 10;
    to.nanoseconds = value;
  }

  /// Which of the names comes next, whole or as its first letters; letters' case does not matter.
  unsigned name(const std::string_view* names, std::size_t count, std::size_t letters) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view name = names[i].substr(0, letters);
      const bool here =
          rest_.size() >= name.size() && std::equal(name.begin(), name.end(), rest_.begin(),
                                                    [](char a, char b) { return lower(a) == lower(b); });
      if (!here) continue;
      rest_.remove_prefix(name.size());
      return static_cast<unsigned>(i) + 1;
    }
    good_ = false;
    return 0;
  }

  /// Z, +hh, +hhmm or +hh:mm.
  std::int64_t zone() {
    if (take('Z') || take('z')) return 0;
    const bool behind = take('-');
    require(behind || take('+'));
    const auto hours = number(2, 2, 23);
    const bool minutes_follow = take(':') || (!rest_.empty() && is_digit(rest_.front()));
    const auto minutes = minutes_follow ? number(2, 2, 59) : 0;
    return (behind ? -1 : 1) * (hours * 60 + minutes) * 60;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::int64_t iso_year(Parts& parts) {
  // A year of more than four digits has a sign.
  const bool before = parts.take('-');
  if (!before && !parts.take('+')) return parts.number(4, 4, 9999);
  return (before ? -1 : 1) * parts.number(5, 6, 999'999);
}

void iso_day(Parts& parts, CivilTime& to) {
  const auto year = iso_year(parts);
  parts.expect("-");
  const auto month = static_cast<unsigned>(parts.number(2, 2, 12));
  parts.expect("-");
  const auto day = static_cast<unsigned>(parts.number(2, 2, 31));
  to.day = day_of(year, month, day);
  parts.require(to.day.has_value());
}

void iso_time(Parts& parts, CivilTime& to) {
  const auto hours = parts.number(2, 2, 23);
  parts.expect(":");
  const auto minutes = parts.number(2, 2, 59);
  const auto seconds = parts.take(':') ? parts.number(2, 2, 59) : 0;
  to.seconds = (hours * 60 + minutes) * 60 + seconds;
  if (parts.take('.') || parts.take(',')) parts.fraction(1, std::numeric_limits<std::size_t>::max(), to);
}

std::optional<CivilTime> read_iso(std::string_view text) {
  constexpr std::size_t kColon = 2;
  CivilTime time;
  Parts parts(text);
  const bool has_day = text.size() <= kColon || text[kColon] != ':';
  if (has_day) iso_day(parts, time);
  if (has_day && (parts.take('T') || parts.take('t') || parts.take(' '))) iso_time(parts, time);
  if (!has_day) iso_time(parts, time);
  if (time.seconds && parts.good() && !parts.at_end()) time.ahead = parts.zone();
  if (!parts.good() || !parts.at_end()) return std::nullopt;
  return time;
}

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

/// What the tokens of a format gave, one by one.
struct Fields {
  std::int64_t year = 0;
  unsigned month = 1;
  unsigned day = 1;
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  std::int64_t seconds = 0;
  std::optional<bool> afternoon;
};

std::int64_t two_digit_year(std::int64_t year) {
  constexpr std::int64_t kFirstOf1900 = 69;  // As POSIX and PostgreSQL have it.
  return year + (year >= kFirstOf1900 ? 1900 : 2000);
}

bool read_afternoon(Parts& parts) {
  static constexpr std::string_view kHalves[] = {"AM", "PM"};
  return parts.name(kHalves, std::size(kHalves), 2) == 2;
}

void read_token(Parts& parts, char letter, std::size_t count, Fields& fields, CivilTime& time) {
  switch (letter) {
    case 'Y':
      fields.year = count == 2 ? two_digit_year(parts.number(2, 2, 99)) : parts.number(4, 4, 9999);
      break;
    case 'M':
      fields.month = count > 2
                         ? parts.name(kMonths, std::size(kMonths), count == 3 ? 3 : std::string_view::npos)
                         : static_cast<unsigned>(parts.number(count, 2, 12));
      break;
    case 'D':
      fields.day = static_cast<unsigned>(parts.number(count, 2, 31));
      break;
    case 'H':
      fields.hours = parts.number(count, 2, 23);
      break;
    case 'h':
      fields.hours = parts.number(count, 2, 12);
      parts.require(fields.hours > 0);
      break;
    case 'A':
      fields.afternoon = read_afternoon(parts);
      break;
    case 'm':
      fields.minutes = parts.number(count, 2, 59);
      break;
    case 's':
      fields.seconds = parts.number(count, 2, 59);
      break;
    case 'S':
      parts.fraction(count, count, time);
      break;
    default:  // 'Z'
      time.ahead = parts.zone();
  }
}

/// How often a token's letter may stand.
bool is_token(char letter, std::size_t count) {
  switch (letter) {
    case 'Y':
      return count == 2 || count == 4;
    case 'M':
      return count <= 4;
    case 'D':
    case 'H':
    case 'h':
    case 'm':
    case 's':
      return count <= 2;
    case 'S':
      return count <= kNanosecondDigits;
    default:
      return (letter == 'A' || letter == 'Z') && count == 1;
  }
}

bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

/// Whether the tokens together tell a day, a time, or both, each once.
std::string problem_of(const std::string& letters) {
  const auto has = [&](char letter) { return letters.find(letter) != std::string::npos; };
  for (const char letter : letters) {
    if (std::count(letters.begin(), letters.end(), letter) > 1) {
      return std::string("the format names ") + letter + " twice";
    }
  }
  if (has('Y') != has('M') || has('Y') != has('D')) return "the format needs year, month and day together";
  if (has('H') && has('h')) return "the format names the hour twice";
  if (has('h') != has('A')) return "the format needs hh and A together";
  const bool hour = has('H') || has('h');
  if ((has('m') && !hour) || (hour && !has('m')) || (has('s') && !has('m')) || (has('S') && !has('s'))) {
    return "the format needs hours, minutes, seconds and fractions each with the ones before";
  }
  if (has('Z') && !(has('Y') && hour)) return "the format has a zone without day and time";
  return has('Y') || hour ? "" : "the format names neither a day nor a time";
}

}  // namespace

std::optional<std::int64_t> day_of(std::int64_t year, unsigned month, unsigned day) {
  static constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (month < 1 || month > 12 || day < 1) return std::nullopt;
  if (day > kDays[month - 1] + (month == 2 && leap ? 1 : 0)) return std::nullopt;
  // Years that begin in March end with the day that not all of them have.
  constexpr std::int64_t kDaysOf400Years = 146'097;
  constexpr std::int64_t kDaysTo1970 = 719'468;
  const std::int64_t from_march = month > 2 ? year : year - 1;
  const std::int64_t era = (from_march >= 0 ? from_march : from_march - 399) / 400;
  const std::int64_t year_of_era = from_march - era * 400;
  const std::int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysOf400Years + day_of_era - kDaysTo1970;
}

std::optional<TimeFormat> TimeFormat::parse(std::string_view format, std::string& problem) {
  TimeFormat parsed;
  if (format == "ISO") return parsed;
  std::string letters;
  for (std::size_t i = 0; i < format.size();) {
    const std::size_t literal_end = format[i] == '[' ? format.find(']', i) : std::string_view::npos;
    std::size_t end = std::min(format.find_first_not_of(format[i], i), format.size());
    Part part;
    if (literal_end != std::string_view::npos) {
      part.literal = format.substr(i + 1, literal_end - i - 1);
      end = literal_end + 1;
    } else if (!is_letter(format[i])) {
      part.literal = format.substr(i, end - i);
    } else if (is_token(format[i], end - i)) {
      part = {.letter = format[i], .count = end - i, .literal = {}};
      letters += format[i];
    } else {
      problem = "\"" + std::string(format.substr(i, end - i)) + "\" is no part of a format";
      return std::nullopt;
    }
    parsed.parts_.push_back(part);
    i = end;
  }
  problem = problem_of(letters);
  if (!problem.empty()) return std::nullopt;
  parsed.has_day_ = letters.find('Y') != std::string::npos;
  parsed.has_time_ = letters.find('m') != std::string::npos;
  return parsed;
}

std::optional<CivilTime> TimeFormat::read(std::string_view text) const {
  if (parts_.empty()) return read_iso(text);
  CivilTime time;
  Fields fields;
  Parts parts(text);
  for (const Part& part : parts_) {
    if (part.letter == '\0') {
      parts.expect(part.literal);
    } else {
      read_token(parts, part.letter, part.count, fields, time);
    }
  }
  if (!parts.good() || !parts.at_end()) return std::nullopt;
  if (fields.afternoon) fields.hours = fields.hours % 12 + (*fields.afternoon ? 12 : 0);
  if (has_time_) time.seconds = (fields.hours * 60 + fields.minutes) * 60 + fields.seconds;
  if (!has_day_) return time;
  time.day = day_of(fields.year, fields.month, fields.day);
  return time.day ? std::optional(time) : std::nullopt;
}

std::optional<TimeZone> TimeZone::find(const std::string& name) {
  try {
    return TimeZone(date::locate_zone(name));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::optional<std::int64_t> TimeZone::to_utc(std::int64_t local_seconds) const {
  constexpr std::int64_t kFarthest = 900'000'000'000;  // The library counts no more than 32,767 years.
  if (local_seconds < -kFarthest || local_seconds > kFarthest) return std::nullopt;
  const date::local_info info = zone_->get_info(date::local_seconds(std::chrono::seconds(local_seconds)));
  if (info.result != date::local_info::unique) return std::nullopt;
  return local_seconds - info.first.offset.count();
}

}  // namespace sojourn::map
