#include "journal/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "base/host.h"
#include "journal/files.h"

namespace sojourn::journal {
namespace {

constexpr std::chrono::milliseconds kRetryDelay{5};
constexpr std::chrono::seconds kReaderWait{30};

int open_lock_file(const std::filesystem::path& path, FileLock::Mode mode) {
  if (mode == FileLock::Mode::kShared) return open(path.c_str(), O_RDONLY | O_CLOEXEC);
  return open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

/// Locks of the open file description, so that two holders in one process keep each other out as well.
struct flock whole_file(FileLock::Mode mode) {
  struct flock whole {};
  whole.l_type = mode == FileLock::Mode::kShared ? F_RDLCK : F_WRLCK;
  whole.l_whence = SEEK_SET;
  return whole;
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
  if (lock.descriptor_ < 0) throw system_error("open a lock file", path);
  struct flock whole = whole_file(mode);
  const auto until = std::chrono::steady_clock::now() + wait;
  while (fcntl(lock.descriptor_, F_OFD_SETLK, &whole) != 0) {
    if (errno != EAGAIN && errno != EACCES && errno != EINTR) throw system_error("lock a file", path);
    if (std::chrono::steady_clock::now() >= until) {
      lock.release();
      return lock;
    }
    std::this_thread::sleep_for(kRetryDelay);
  }
  return lock;
}

bool FileLock::is_held_exclusively(const std::filesystem::path& path) {
  const int descriptor = open_lock_file(path, Mode::kShared);
  if (descriptor < 0) return false;
  struct flock whole = whole_file(Mode::kShared);
  const bool held = fcntl(descriptor, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
  close(descriptor);
  return held;
}

void FileLock::write(const std::string& text) const {
  // The words are for people only: the lock holds whether or not they could be written.
  if (ftruncate(descriptor_, 0) == 0) {
    [[maybe_unused]] const auto written = pwrite(descriptor_, text.data(), text.size(), 0);
  }
}

FileLock lock_for_writing(const std::filesystem::path& folder) {
  const auto path = folder / "lock";
  FileLock lock = FileLock::take(path, FileLock::Mode::kExclusive, std::chrono::milliseconds(0));
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
  return FileLock::is_held_exclusively(folder / "lock");
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
