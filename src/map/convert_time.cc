#include "map/convert_time.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "map/civil_time.h"
#include "map/decimal_of.h"
#include "map/interval_text.h"

namespace sojourn::map {
namespace {

using bson::Type;
using plan::Loss;
using plan::TypeKind;

constexpr std::int64_t kMicroseconds = 1'000'000;
constexpr int kMicrosecondDigits = 6;
constexpr int kNanosecondDigits = 9;
constexpr std::int64_t kMicrosecondsOfDay = kSecondsOfDay * kMicroseconds;

/// 24 November 4714 BC, where PostgreSQL's calendar begins.
constexpr std::int64_t kDayMin = -2'440'588;
/// The last day whose microseconds since 1970 fit into 64 bits, 9 January 294247.
constexpr std::int64_t kTimestampDayMax = 106'751'990;
/// 31 December 5874897.
constexpr std::int64_t kDateDayMax = 2'145'042'905;

constexpr std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

constexpr std::int64_t power_of_ten(int exponent) {
  return exponent == 0 ? 1 : 10 * power_of_ten(exponent - 1);
}

/// A point of time, exact.
struct Instant {
  std::int64_t seconds = 0;  ///< Since 1970 in UTC, rounded down.
  std::int32_t nanoseconds = 0;
  bool finer = false;
};

Instant instant_of_milliseconds(std::int64_t milliseconds) {
  const std::int64_t seconds = floor_div(milliseconds, 1000);
  return {.seconds = seconds,
          .nanoseconds = static_cast<std::int32_t>(milliseconds - seconds * 1000) * 1'000'000};
}

/// Nanoseconds as microseconds that a column with so many digits of seconds keeps; the nearest, halves up.
std::int64_t rounded(std::int32_t nanoseconds, bool finer, int digits, const ConversionRules& rules,
                     Result& result) {
  const std::int64_t unit = power_of_ten(kNanosecondDigits - digits);
  const std::int64_t units = (nanoseconds + unit / 2) / unit;
  if (finer || units * unit != nanoseconds) {
    if (rules.allows(Loss::kPrecision)) {
      lose(result, Loss::kPrecision);
    } else {
      result = invalid(Cause::kPrecision);
    }
  }
  return units * unit / 1000;
}

/// What is common to all that reads times from documents.
class TimeReader {
 public:
  TimeReader(const plan::ColumnType& type, const plan::Conversion& conversion, ConversionRules rules,
             std::vector<std::string>& problems)
      : rules_(std::move(rules)),
        unit_(conversion.unit),
        digits_(std::clamp(type.scale.value_or(kMicrosecondDigits), 0, kMicrosecondDigits)) {
    const std::vector<std::string> iso = {"ISO"};
    for (const std::string& text : conversion.formats.empty() ? iso : conversion.formats) {
      add_format(text, type.kind, problems);
    }
    if (!conversion.zone.empty()) zone_ = TimeZone::find(conversion.zone);
    if (!conversion.zone.empty() && !zone_) {
      problems.push_back("there is no time zone \"" + conversion.zone + "\"");
    }
  }

  const ConversionRules& rules() const { return rules_; }
  int digits() const { return digits_; }
  bool takes_numbers() const { return unit_.has_value(); }

  /// The first format that fits.
  std::optional<CivilTime> read(std::string_view text) const {
    for (const TimeFormat& format : formats_) {
      if (auto time = format.read(text)) return time;
    }
    return std::nullopt;
  }

  /// A text as an instant. A day alone is its midnight.
  Result read_instant(std::string_view text, Instant& to) const {
    const auto time = read(text);
    if (!time || !time->day) return invalid(Cause::kInvalidDate);
    to.nanoseconds = time->nanoseconds;
    to.finer = time->finer;
    to.seconds = *time->day * kSecondsOfDay + time->seconds.value_or(0);
    if (time->ahead) {
      to.seconds -= *time->ahead;
      return converted();
    }
    if (!zone_) return invalid(Cause::kNoZone);
    const auto utc = zone_->to_utc(to.seconds);
    to.seconds = utc.value_or(0);
    return utc ? converted() : invalid(Cause::kInvalidDate);
  }

  /// A number in the plan's unit as microseconds; empty where they are more than 64 bits hold.
  Result read_number(const bson::Element& value, std::optional<std::int64_t>& microseconds) const {
    if (!unit_) return invalid(Cause::kWrongType);
    Decimal number;
    Result result = read_decimal(number, value, rules_);
    if (!is_done(result)) return result;
    if (number.kind != Decimal::Kind::kFinite) return invalid(Cause::kNotFinite);
    if (*unit_ == plan::EpochUnit::kSeconds) number.exponent += kMicrosecondDigits;
    if (*unit_ == plan::EpochUnit::kMilliseconds) number.exponent += kMicrosecondDigits / 2;
    round_as_planned(number, digits_ - kMicrosecondDigits, Loss::kPrecision, Cause::kPrecision, rules_,
                     result);
    microseconds = to_int64(number);
    return result;
  }

  /// Whether the value lies before the beginning of the range rather than behind its end.
  bool is_early(const bson::Element& value) const {
    if (value.type == Type::kDate) return value.as_int64() < 0;
    if (value.type != Type::kString) return is_negative(value, rules_);
    const auto time = read(rules_.text_of(value));
    return time && time->day.value_or(0) < 0;
  }

 private:
  void add_format(const std::string& text, TypeKind kind, std::vector<std::string>& problems) {
    std::string problem;
    auto format = TimeFormat::parse(text, problem);
    const bool fits = !format || (kind == TypeKind::kTime ? format->may_have_time() : format->may_have_day());
    if (!fits) problem = kind == TypeKind::kTime ? "the format has no time" : "the format has no day";
    if (!problem.empty()) problems.push_back("format \"" + text + "\": " + problem);
    if (format) formats_.push_back(*std::move(format));
  }

  ConversionRules rules_;
  std::optional<plan::EpochUnit> unit_;
  int digits_;
  std::vector<TimeFormat> formats_;
  std::optional<TimeZone> zone_;
};

bool is_number(Type type) {
  return type == Type::kDouble || type == Type::kDecimal128 || is_whole_number(type);
}

class TimestampConverter final : public Converter {
 public:
  explicit TimestampConverter(TimeReader reader)
      : reader_(std::move(reader)),
        plain_unit_(reader_.digits() >= 3 ? 1 : power_of_ten(3 - reader_.digits())) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    const ConversionRules& rules = reader_.rules();
    if (!rules.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type == Type::kDate) {
      const std::int64_t milliseconds = value.as_int64();
      if (milliseconds < kMin / 1000 || milliseconds >= kPast / 1000) return out_of_range();
      if (plain_unit_ != 1) return write_instant(instant_of_milliseconds(milliseconds), done(), sink);
      sink.timestamp(milliseconds * 1000);
      return done();
    }
    if (value.type == Type::kString) {
      const std::string_view text = rules.text_of(value);
      if (text.empty()) return empty();
      Instant instant;
      const Result result = reader_.read_instant(text, instant);
      return is_done(result) ? write_instant(instant, result, sink) : result;
    }
    if (!is_number(value.type)) return invalid(Cause::kWrongType);
    std::optional<std::int64_t> microseconds;
    const Result result = reader_.read_number(value, microseconds);
    if (!is_done(result)) return result;
    return microseconds ? put(*microseconds, result, sink) : out_of_range();
  }

  void write_clamped(const bson::Element& value, RowSink& sink) const override {
    const std::int64_t unit = power_of_ten(kMicrosecondDigits - reader_.digits());
    sink.timestamp(reader_.is_early(value) ? kMin : kPast - unit);
  }

 private:
  static constexpr std::int64_t kMin = kDayMin * kMicrosecondsOfDay;
  static constexpr std::int64_t kPast = (kTimestampDayMax + 1) * kMicrosecondsOfDay;

  static Result put(std::int64_t microseconds, Result result, RowSink& sink) {
    if (microseconds < kMin || microseconds >= kPast) return out_of_range();
    sink.timestamp(microseconds);
    return result;
  }

  Result write_instant(const Instant& instant, Result result, RowSink& sink) const {
    if (instant.seconds < kMin / kMicroseconds || instant.seconds >= kPast / kMicroseconds)
      return out_of_range();
    const auto fraction =
        rounded(instant.nanoseconds, instant.finer, reader_.digits(), reader_.rules(), result);
    return is_done(result) ? put(instant.seconds * kMicroseconds + fraction, result, sink) : result;
  }

  TimeReader reader_;
  std::int64_t plain_unit_;  ///< Milliseconds that the column keeps apart.
};

class DateConverter final : public Converter {
 public:
  explicit DateConverter(TimeReader reader) : reader_(std::move(reader)) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    const ConversionRules& rules = reader_.rules();
    if (!rules.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type == Type::kDate)
      return write_instant(instant_of_milliseconds(value.as_int64()), done(), sink);
    if (value.type == Type::kString) {
      const std::string_view text = rules.text_of(value);
      return text.empty() ? empty() : write_text(text, sink);
    }
    if (!is_number(value.type)) return invalid(Cause::kWrongType);
    std::optional<std::int64_t> microseconds;
    const Result result = reader_.read_number(value, microseconds);
    if (!is_done(result)) return result;
    if (!microseconds) return out_of_range();
    const std::int64_t seconds = floor_div(*microseconds, kMicroseconds);
    return write_instant(
        {.seconds = seconds, .nanoseconds = *microseconds == seconds * kMicroseconds ? 0 : 1}, result, sink);
  }

  void write_clamped(const bson::Element& value, RowSink& sink) const override {
    sink.date(static_cast<std::int32_t>(reader_.is_early(value) ? kDayMin : kDateDayMax));
  }

 private:
  /// A day as it is written, unless a zone makes it an instant.
  Result write_text(std::string_view text, RowSink& sink) const {
    const auto time = reader_.read(text);
    if (!time || !time->day) return invalid(Cause::kInvalidDate);
    return write_instant(
        {.seconds = *time->day * kSecondsOfDay + time->seconds.value_or(0) - time->ahead.value_or(0),
         .nanoseconds = time->nanoseconds,
         .finer = time->finer},
        converted(), sink);
  }

  Result write_instant(const Instant& instant, Result result, RowSink& sink) const {
    const std::int64_t day = floor_div(instant.seconds, kSecondsOfDay);
    if (day < kDayMin || day > kDateDayMax) return out_of_range();
    if (instant.seconds != day * kSecondsOfDay || instant.nanoseconds != 0 || instant.finer) {
      if (!reader_.rules().allows(Loss::kTime)) return invalid(Cause::kTimeOfDay);
      lose(result, Loss::kTime);
    }
    sink.date(static_cast<std::int32_t>(day));
    return result;
  }

  TimeReader reader_;
};

class TimeOfDayConverter final : public UnclampedConverter {
 public:
  explicit TimeOfDayConverter(TimeReader reader) : reader_(std::move(reader)) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    const ConversionRules& rules = reader_.rules();
    if (!rules.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type != Type::kString) return invalid(Cause::kWrongType);
    const std::string_view text = rules.text_of(value);
    if (text.empty()) return empty();
    const auto time = reader_.read(text);
    if (!time || time->day || !time->seconds || time->ahead) return invalid(Cause::kInvalidDate);
    Result result = converted();
    const auto fraction = rounded(time->nanoseconds, time->finer, reader_.digits(), rules, result);
    if (is_done(result)) sink.time(*time->seconds * kMicroseconds + fraction);
    return result;
  }

 private:
  TimeReader reader_;
};

class IntervalConverter final : public UnclampedConverter {
 public:
  explicit IntervalConverter(TimeReader reader) : reader_(std::move(reader)) {}

  Result write(const bson::Element& value, RowSink& sink) const override {
    const ConversionRules& rules = reader_.rules();
    if (!rules.accepts(value.type)) return invalid(Cause::kNotAccepted);
    if (value.type == Type::kString) {
      const std::string_view text = rules.text_of(value);
      return text.empty() ? empty() : write_text(text, sink);
    }
    if (!is_number(value.type)) return invalid(Cause::kWrongType);
    std::optional<std::int64_t> microseconds;
    const Result result = reader_.read_number(value, microseconds);
    if (!is_done(result)) return result;
    if (!microseconds) return invalid(Cause::kOutOfRange);
    sink.interval(0, 0, *microseconds);
    return result;
  }

 private:
  Result write_text(std::string_view text, RowSink& sink) const {
    auto interval = parse_interval(text);
    if (!interval) return invalid(Cause::kInvalidText);
    const std::int64_t unit = power_of_ten(kMicrosecondDigits - reader_.digits());
    const std::int64_t off = interval->microseconds % unit;
    if (off == 0 && !interval->finer) {
      sink.interval(interval->months, interval->days, interval->microseconds);
      return converted();
    }
    if (!reader_.rules().allows(Loss::kPrecision)) return invalid(Cause::kPrecision);
    Result result = converted();
    lose(result, Loss::kPrecision);
    // Halves away from zero, unless that leads beyond the range.
    std::int64_t up = 0;
    if (2 * off >= unit) up = unit;
    if (2 * off <= -unit) up = -unit;
    std::int64_t microseconds = interval->microseconds - off;
    if (__builtin_add_overflow(microseconds, up, &microseconds)) return invalid(Cause::kOutOfRange);
    sink.interval(interval->months, interval->days, microseconds);
    return result;
  }

  TimeReader reader_;
};

}  // namespace

std::unique_ptr<Converter> make_time_converter(const plan::ColumnType& type,
                                               const plan::Conversion& conversion,
                                               const ConversionRules& rules,
                                               std::vector<std::string>& problems) {
  const std::size_t before = problems.size();
  TimeReader reader(type, conversion, rules, problems);
  if (problems.size() != before) return nullptr;
  switch (type.kind) {
    case TypeKind::kDate:
      return std::make_unique<DateConverter>(std::move(reader));
    case TypeKind::kTime:
      return std::make_unique<TimeOfDayConverter>(std::move(reader));
    case TypeKind::kInterval:
      return std::make_unique<IntervalConverter>(std::move(reader));
    default:
      return std::make_unique<TimestampConverter>(std::move(reader));
  }
}

}  // namespace sojourn::map
