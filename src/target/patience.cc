#include "target/patience.h"

#include <algorithm>
#include <thread>

#include "base/stop.h"

namespace sojourn::target {

bool Patience::wait() {
  constexpr std::chrono::milliseconds kPauseMax{5000};
  constexpr std::chrono::milliseconds kStep{100};  // So that Ctrl-C is heard soon.
  using Clock = std::chrono::steady_clock;
  const auto until = std::min(end_, Clock::now() + pause_);
  if (Clock::now() >= end_) return false;
  while (!stop_requested() && Clock::now() < until) {
    std::this_thread::sleep_until(std::min(until, Clock::now() + kStep));
  }
  pause_ = std::min(2 * pause_, kPauseMax);
  return !stop_requested();
}

}  // namespace sojourn::target
