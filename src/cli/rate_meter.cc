#include "cli/rate_meter.h"

#include <cmath>

namespace sojourn::cli {

void RateMeter::add(Clock::time_point now, std::uint64_t done) {
  samples_.push_back({now, done});
  // The oldest sample stays at the window's edge or just before it, so that the window is always filled.
  while (samples_.size() > 2 && now - samples_[1].at >= kWindow) samples_.pop_front();
}

std::optional<double> RateMeter::per_second() const {
  if (samples_.size() < 2 || samples_.back().at - samples_.front().at < kWatchMin) return {};
  const std::chrono::duration<double> seconds = samples_.back().at - samples_.front().at;
  return static_cast<double>(samples_.back().done - samples_.front().done) / seconds.count();
}

std::optional<std::uint64_t> RateMeter::seconds_for(std::uint64_t left) const {
  const auto rate = per_second();
  if (!rate || *rate <= 0) return {};
  const double seconds = std::ceil(static_cast<double>(left) / *rate);
  constexpr double kYear = 365.0 * 24 * 3600;
  return seconds > kYear ? std::optional<std::uint64_t>() : static_cast<std::uint64_t>(seconds);
}

}  // namespace sojourn::cli
