// The program `sojourn` with a hook at its crash points: it can die at one, stop at one, or tell all it
// passes.
//
//   SOJOURN_CRASH_KILL=POINT:N    SIGKILL at the N-th hit of the point (from 1)
//   SOJOURN_CRASH_STOP=POINT:N    SIGSTOP at the N-th hit of the point and at each one after it
//   SOJOURN_CRASH_RECORD=FILE     append the name of each point that is hit, one per line
//
// It also takes less memory than the product, so that a small dump takes many batches.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/crash_point.h"
#include "cli/cli.h"

namespace {

constexpr std::uint64_t kMemoryMin = 1u << 20;

/// One hit of one point, awaited by whichever threads come by.
class Trap {
 public:
  void set(const char* text) {
    if (text == nullptr) return;
    const std::string_view words(text);
    const std::size_t colon = words.find(':');
    point_ = words.substr(0, colon);
    left_ = std::atoi(words.substr(colon + 1).data());
  }
  /// How many hits are left, with this one: 1 when it is the one that was set. None if the point is another.
  [[nodiscard]] std::optional<int> hit(std::string_view point) {
    if (point != point_) return std::nullopt;
    return left_--;
  }

 private:
  std::string_view point_;
  std::atomic<int> left_ = 0;
};

Trap kill_trap;
Trap stop_trap;
int record = -1;

void on_point(std::string_view point) {
  if (record >= 0) {
    const std::string line = std::string(point) + '\n';
    if (write(record, line.data(), line.size()) < 0) std::abort();
  }
  // Nothing of the process may go on behind the point, not even a buffer that is flushed.
  if (kill_trap.hit(point) == 1) kill(getpid(), SIGKILL);
  // Sent to the process it might stop this thread only after it has gone on and taken a lock.
  if (stop_trap.hit(point).value_or(2) <= 1) raise(SIGSTOP);
}

}  // namespace

int main(int argc, char** argv) {
  kill_trap.set(std::getenv("SOJOURN_CRASH_KILL"));
  stop_trap.set(std::getenv("SOJOURN_CRASH_STOP"));
  if (const char* file = std::getenv("SOJOURN_CRASH_RECORD"); file != nullptr) {
    record = open(file, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    if (record < 0) return 127;
  }
  sojourn::crash_hook = on_point;
  return sojourn::cli::run(argc, argv, kMemoryMin);
}
