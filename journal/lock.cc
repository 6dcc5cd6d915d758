#include "journal/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "base/host.h"

namespace sojourn::journal {
namespace {

constexpr std::chrono::milliseconds kRetryDelay{5};
constexpr std::chrono::seconds kReaderWait{30};
// Whoever asks is_being_written holds the lock for an instant, which must not turn a writer away.
constexpr std::chrono::milliseconds kWriterWait{200};

int open_lock_file(const std::filesystem::path& path, FileLock::Mode mode) {
  if (mode == FileLock::Mode::kShared) return open(path.c_str(), O_RDONLY | O_CLOEXEC);
  return open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

}  // namespace

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

void FileLock::release() {
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
}

FileLock FileLock::take(const std::filesystem::path& path, Mode mode, std::chrono::milliseconds wait) {
  FileLock lock;
  lock.descriptor_ = open_lock_file(path, mode);
  if (lock.descriptor_ < 0) {
    throw Error({.doing = "open a lock file", .subject = path.string(), .cause = errno_text()});
  }
  const int operation = (mode == Mode::kShared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  const auto until = std::chrono::steady_clock::now() + wait;
  while (flock(lock.descriptor_, operation) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      throw Error({.doing = "lock a file", .subject = path.string(), .cause = errno_text()});
    }
    if (std::chrono::steady_clock::now() >= until) {
      lock.release();
      return lock;
    }
    std::this_thread::sleep_for(kRetryDelay);
  }
  return lock;
}

void FileLock::write(const std::string& text) const {
  // The words are for people only: the lock holds whether or not they could be written.
  if (ftruncate(descriptor_, 0) == 0) {
    [[maybe_unused]] const auto written = pwrite(descriptor_, text.data(), text.size(), 0);
  }
}

FileLock lock_for_writing(const std::filesystem::path& folder) {
  const auto path = folder / "lock";
  FileLock lock = FileLock::take(path, FileLock::Mode::kExclusive, kWriterWait);
  if (!lock.held()) {
    std::string holder;
    std::getline(std::ifstream(path), holder);
    throw Error(
        {.doing = "open the journal for writing",
         .subject = folder.string(),
         .cause = "another run is writing to it: " + (holder.empty() ? "unknown process" : holder),
         .hint =
             "wait for that run or stop it; looking with `sojourn status` or `sojourn-dump` needs no lock"});
  }
  lock.write(fmt::format("process {} on {}\n", getpid(), host_name()));
  return lock;
}

bool is_being_written(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder / "lock", ignored)) return false;
  try {
    return !FileLock::take(folder / "lock", FileLock::Mode::kShared, std::chrono::milliseconds(0)).held();
  } catch (const Error&) {
    return false;  // A folder that cannot be locked (read-only media) has no writer.
  }
}

FileLock hold_off_deletions(const std::filesystem::path& folder) {
  const auto path = readers_lock_path(folder);
  if (access(path.c_str(), R_OK) != 0) return {};
  FileLock lock = FileLock::take(path, FileLock::Mode::kShared, kReaderWait);
  if (lock.held()) return lock;
  throw Error({.doing = "open the journal for reading",
               .subject = folder.string(),
               .cause = "its writer has been tidying up for 30 seconds",
               .hint = "try again; if the writer was stopped (SIGSTOP), let it go on or end it"});
}

std::filesystem::path readers_lock_path(const std::filesystem::path& folder) {
  return folder / "readers.lock";
}

}  // namespace sojourn::journal
