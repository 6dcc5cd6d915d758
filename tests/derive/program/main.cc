// One derivation in a process of its own, with a hook at its crash points.
//
//   derive_process JOURNAL MEMORY_BYTES [plain]
//
// With `plain` no end of the many-to-many is merged.
//
//   SOJOURN_CRASH_KILL=POINT:N    SIGKILL at the N-th hit of the point (from 1)
//   SOJOURN_CRASH_RECORD=FILE     append the name of each point that is hit, one per line
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

#include "base/crash_point.h"
#include "derive/plans.h"
#include "journal/writer.h"

namespace {

std::string_view kill_point;
int hits_left = 0;
int record = -1;

void on_point(std::string_view point) {
  if (record >= 0) {
    const std::string line = std::string(point) + '\n';
    if (write(record, line.data(), line.size()) < 0) std::abort();
  }
  if (point == kill_point && --hits_left == 0) kill(getpid(), SIGKILL);
}

void set_traps() {
  if (const char* text = std::getenv("SOJOURN_CRASH_KILL"); text != nullptr) {
    const std::string_view words(text);
    kill_point = words.substr(0, words.find(':'));
    hits_left = std::atoi(words.substr(words.find(':') + 1).data());
  }
  if (const char* file = std::getenv("SOJOURN_CRASH_RECORD"); file != nullptr) {
    record = open(file, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  }
  sojourn::crash_hook = on_point;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  set_traps();
  try {
    const auto plan = argc > 3 ? sojourn::derive::test::a_and_b() : sojourn::derive::test::a_and_merged_b();
    const auto writer = sojourn::journal::Writer::open(argv[1], {.migration = "test"});
    const auto outcome = sojourn::derive::derive(
        *writer, plan, {.memory_bytes = static_cast<std::size_t>(std::atoll(argv[2]))},
        [](const std::string&, std::uint64_t, std::uint64_t) {});
    return outcome.complete ? 0 : 3;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
