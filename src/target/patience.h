// How long to try again, and how often: with growing pauses, and never without end.
#pragma once

#include <chrono>

namespace sojourn::target {

class Patience {
 public:
  explicit Patience(std::chrono::milliseconds limit) : end_(std::chrono::steady_clock::now() + limit) {}
  /// Pauses, longer each time, up to five seconds. False at once when the limit is over or the operator wants
  /// to stop.
  [[nodiscard]] bool wait();

 private:
  std::chrono::steady_clock::time_point end_;
  std::chrono::milliseconds pause_{20};
};

}  // namespace sojourn::target
