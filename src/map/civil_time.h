// Days, times of day and zones as texts tell them, before anybody knows which column they go into.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace date {
class time_zone;
}

namespace sojourn::map {

inline constexpr std::int64_t kSecondsOfDay = 86'400;

/// What a text says; what it does not say is empty.
struct CivilTime {
  std::optional<std::int64_t> day;      ///< Since 1970.
  std::optional<std::int64_t> seconds;  ///< Since midnight.
  std::optional<std::int64_t> ahead;    ///< Of UTC, in seconds.
  std::int32_t nanoseconds = 0;
  bool finer = false;  ///< There were digits even behind the nanoseconds.
};

/// Days since 1970 in the Gregorian calendar, also before its time; empty if there is no such day.
[[nodiscard]] std::optional<std::int64_t> day_of(std::int64_t year, unsigned month, unsigned day);

/// A way to write dates and times: "ISO", or as "DD/MM/YYYY HH:mm:ss".
class TimeFormat {
 public:
  /// Empty, and `problem` has words, if the format says nothing.
  [[nodiscard]] static std::optional<TimeFormat> parse(std::string_view format, std::string& problem);

  /// Empty if the text is not written so, or names a day or time that does not exist.
  [[nodiscard]] std::optional<CivilTime> read(std::string_view text) const;

  [[nodiscard]] bool may_have_day() const { return has_day_; }
  [[nodiscard]] bool may_have_time() const { return has_time_; }

 private:
  struct Part {
    char letter = '\0';  ///< Of a token; none for a literal.
    std::size_t count = 0;
    std::string literal;
  };

  std::vector<Part> parts_;  ///< None: ISO 8601.
  bool has_day_ = true;
  bool has_time_ = true;
};

/// A zone of the IANA data base.
class TimeZone {
 public:
  /// Empty if there is none of that name.
  [[nodiscard]] static std::optional<TimeZone> find(const std::string& name);
  /// Seconds since 1970 in UTC of local ones; empty for times that a change of clocks skips or repeats.
  [[nodiscard]] std::optional<std::int64_t> to_utc(std::int64_t local_seconds) const;

 private:
  explicit TimeZone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

}  // namespace sojourn::map
