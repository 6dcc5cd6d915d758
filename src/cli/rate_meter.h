// How fast something goes just now: the rate over the last seconds, not over the whole run, so that a time
// left follows what is really happening.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace sojourn::cli {

class RateMeter {
 public:
  using Clock = std::chrono::steady_clock;

  /// How much had been done by `now`. REQUIRES: neither ever falls.
  void add(Clock::time_point now, std::uint64_t done);

  /// Per second, over the last kWindow; empty until a second has been watched.
  [[nodiscard]] std::optional<double> per_second() const;
  /// Seconds until `left` more is done; empty while that cannot be told.
  [[nodiscard]] std::optional<std::uint64_t> seconds_for(std::uint64_t left) const;

  static constexpr std::chrono::seconds kWindow{15};
  static constexpr std::chrono::seconds kWatchMin{1};

 private:
  struct Sample {
    Clock::time_point at;
    std::uint64_t done = 0;
  };
  std::deque<Sample> samples_;
};

}  // namespace sojourn::cli
