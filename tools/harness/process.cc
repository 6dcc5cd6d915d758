#include "tools/harness/process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace sojourn::harness {
namespace {

constexpr int kSampleEveryMs = 20;

/// True if this process runs as `user` from now on.
bool become_user(const std::string& user) {
  const passwd* entry = getpwnam(user.c_str());
  return entry != nullptr && initgroups(user.c_str(), entry->pw_gid) == 0 && setgid(entry->pw_gid) == 0 &&
         setuid(entry->pw_uid) == 0;
}

/// Turns this process into the program; returns only if that fails.
void become(const Command& command) {
  const std::string output = command.output.empty() ? "/dev/null" : command.output.string();
  const int to = open(output.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  if (to < 0 || dup2(to, STDOUT_FILENO) < 0 || dup2(to, STDERR_FILENO) < 0) return;
  if (!command.user.empty() && !become_user(command.user)) return;
  // After the change of user, which would clear it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<char*> arguments;
  for (const std::string& word : command.words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments.front(), arguments.data());
}

/// Starts the program and waits until it is the program: a pipe tells, whose end closes by itself then.
pid_t start(const Command& command) {
  int told[2];
  if (pipe2(told, O_CLOEXEC) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    become(command);
    const int cause = errno;
    std::ignore = write(told[1], &cause, sizeof cause);
    _exit(1);
  }
  close(told[1]);
  int cause = child < 0 ? errno : 0;
  std::ignore = read(told[0], &cause, sizeof cause);
  close(told[0]);
  if (cause == 0) return child;
  if (child > 0) waitpid(child, nullptr, 0);
  errno = cause;
  return -1;
}

std::uint64_t anonymous_bytes(pid_t process) {
  std::ifstream status(fmt::format("/proc/{}/status", process));
  for (std::string line; std::getline(status, line);) {
    constexpr std::string_view kName = "RssAnon:";
    if (line.starts_with(kName)) return std::stoull(line.substr(kName.size())) * 1024;
  }
  return 0;
}

double to_seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::string last_words(const std::filesystem::path& output) {
  constexpr std::size_t kLength = 600;
  std::ostringstream all;
  if (!output.empty()) all << std::ifstream(output).rdbuf();
  const std::string text = all.str();
  return text.substr(text.size() - std::min(text.size(), kLength));
}

}  // namespace

Process::Process(const Command& command) : id_(start(command)) {
  if (id_ > 0) descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, id_, 0));
  if (id_ > 0 && descriptor_ >= 0) return;
  throw Error({.doing = "start a program", .subject = command.words.front(), .cause = errno_text()});
}

Process::~Process() {
  if (id_ > 0) {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
  }
  close(descriptor_);
}

bool Process::running() const {
  pollfd ended{.fd = descriptor_, .events = POLLIN, .revents = 0};
  return id_ > 0 && poll(&ended, 1, 0) == 0;
}

double Process::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

void Process::send(int signal) const {
  if (id_ > 0) kill(id_, signal);
}

Ended Process::wait() {
  Ended result;
  for (pollfd ended{.fd = descriptor_, .events = POLLIN, .revents = 0};
       poll(&ended, 1, kSampleEveryMs) == 0;) {
    result.anonymous_peak = std::max(result.anonymous_peak, anonymous_bytes(id_));
  }
  result.seconds = seconds();
  int status = 0;
  rusage usage{};
  wait4(std::exchange(id_, 0), &status, 0, &usage);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.cpu_seconds = to_seconds(usage.ru_utime) + to_seconds(usage.ru_stime);
  return result;
}

Ended run(const Command& command) {
  Process process(command);
  const Ended ended = process.wait();
  if (ended.code == 0) return ended;
  throw Error({.doing = "run a program",
               .subject = shell_text(command.words),
               .cause = fmt::format("it ended with code {}: {}", ended.code, last_words(command.output))});
}

std::string output_of(std::vector<std::string> words) {
  const auto close_pipe = [](FILE* pipe) { pclose(pipe); };
  const std::string command = shell_text(words);
  std::unique_ptr<FILE, decltype(close_pipe)> pipe(popen(command.c_str(), "re"), close_pipe);
  std::string text;
  std::array<char, 4096> block{};
  while (const std::size_t size = pipe ? fread(block.data(), 1, block.size(), pipe.get()) : 0) {
    text.append(block.data(), size);
  }
  if (pipe == nullptr || pclose(pipe.release()) != 0) {
    throw Error({.doing = "run a program", .subject = command, .cause = "it failed"});
  }
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace sojourn::harness
