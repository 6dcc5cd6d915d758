#include "source/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"

namespace sojourn::source {
namespace {

constexpr std::size_t kFingerprintBytes = 64u << 10;

Error cannot(const char* doing, const std::filesystem::path& path, std::string subject_detail = {}) {
  return Error({.doing = doing,
                .subject = path.string() + std::move(subject_detail),
                .cause = errno_text(),
                .hint = "check that the file is there and that this user may read it"});
}

std::int64_t in_nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

File::File(std::filesystem::path path)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) throw cannot("open a file", path_);
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) {
    const int cause = errno;
    ::close(descriptor_);
    errno = cause;
    throw cannot("look at a file", path_);
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
  modified_ns_ = in_nanoseconds(status.st_mtim);
  ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);  // Only advice: it may fail.
}

File::~File() {
  ::close(descriptor_);
}

std::size_t File::read(char* to, std::size_t size, std::uint64_t offset) const {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::pread(descriptor_, to + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw cannot("read a file", path_, ", byte " + std::to_string(offset + done));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::string File::fingerprint() const {
  std::string ends(kFingerprintBytes, '\0');
  ends.resize(read(ends.data(), kFingerprintBytes, 0));
  std::string print;
  append_be(print, size_);
  append_be(print, hash64(ends));
  ends.resize(kFingerprintBytes);
  ends.resize(
      read(ends.data(), kFingerprintBytes, size_ - std::min<std::uint64_t>(size_, kFingerprintBytes)));
  append_be(print, hash64(ends));
  return print;
}

}  // namespace sojourn::source
