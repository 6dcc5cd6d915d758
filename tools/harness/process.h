// Programs started by benches and tests: run, timed, watched, ended.
//
// A Process owns its child: it is killed when the object goes, and when this process dies. What the child
// says goes to a file. Throws Error when a program cannot be started; how it ended is a result.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sojourn::harness {

struct Command {
  std::vector<std::string> words;  ///< The program first; looked for in PATH if it has no slash.
  std::filesystem::path output;    ///< Gets standard output and standard error; empty: they are dropped.
  std::string user{};              ///< Runs as this user; empty: as we do.
};

/// How a program ended and what it took.
struct Ended {
  int code = 0;  ///< Its exit code, or 128 and the signal that ended it.
  double seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t anonymous_peak = 0;  ///< Bytes, as sampled while it was waited for.
};

class Process {
 public:
  explicit Process(const Command& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }
  [[nodiscard]] bool running() const;
  /// Since it was started.
  [[nodiscard]] double seconds() const;
  void send(int signal) const;
  /// Waits for its end, and looks at its memory every 20 ms meanwhile.
  Ended wait();

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  pid_t id_ = 0;
  int descriptor_ = -1;  ///< A pidfd: becomes readable when the process ends.
};

/// Runs to the end; throws an Error with the program's last words if it does not end with 0.
Ended run(const Command& command);
/// Runs to the end and returns its standard output, without the last line feed. Throws as `run` does.
[[nodiscard]] std::string output_of(std::vector<std::string> words);

}  // namespace sojourn::harness
