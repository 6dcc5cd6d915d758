// Runs a program as an operator would and keeps what it said.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/temp_dir.h"

namespace sojourn::test {

/// A program under way. Ends with the test at the latest.
class Command {
 public:
  explicit Command(const std::vector<std::string>& words) {
    process_ = fork();
    if (process_ < 0) throw std::runtime_error("fork failed");
    if (process_ == 0) become(words);
  }
  ~Command() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  void send(int signal) const { kill(process_, signal); }
  [[nodiscard]] int process() const { return process_; }

  /// Waits for its end: the exit code, or 128 and the signal that ended it.
  int wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  [[nodiscard]] std::string out() const { return read_file(folder_ / "out"); }
  [[nodiscard]] std::string err() const { return read_file(folder_ / "err"); }

 private:
  [[noreturn]] void become(const std::vector<std::string>& words) const {
    redirect(folder_ / "out", STDOUT_FILENO);
    redirect(folder_ / "err", STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execv(arguments.front(), arguments.data());
    _exit(127);
  }
  static void redirect(const std::filesystem::path& path, int to) {
    dup2(open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600), to);
  }

  TempDir folder_;
  pid_t process_ = 0;
};

/// What a finished program said.
struct Finished {
  int code = 0;
  std::string out;
  std::string err;
};

inline Finished run_command(const std::vector<std::string>& words) {
  Command command(words);
  const int code = command.wait();
  return {.code = code, .out = command.out(), .err = command.err()};
}

}  // namespace sojourn::test
