#include "base/stop.h"

#include <unistd.h>
#include <csignal>
#include <cstdlib>

namespace sojourn {
namespace {

volatile std::sig_atomic_t wished = 0;

void on_signal(int signal) {
  if (wished != 0) _exit(128 + signal);
  wished = 1;
  static constexpr char kWords[] =
      "\nstopping after the batch in flight; press Ctrl-C again to stop at once\n";
  // Nothing can be done if standard error is gone; the wish itself is what counts.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kWords, sizeof kWords - 1);
}

}  // namespace

void listen_for_stop() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool stop_requested() {
  return wished != 0;
}
void request_stop() {
  wished = 1;
}
void clear_stop() {
  wished = 0;
}

}  // namespace sojourn
