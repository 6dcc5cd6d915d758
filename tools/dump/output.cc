#include "tools/dump/output.h"

#include <unistd.h>

#include <cerrno>

#include "base/error.h"

namespace sojourn::dump {

void Output::flush() {
  if (!buffer_.empty()) sink_(buffer_);
  buffer_.clear();
}

Output::Sink to_descriptor(int descriptor, std::string name) {
  return [descriptor, name = std::move(name)](std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
      if (written >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno == EPIPE) {
        throw ReaderGone{};
      } else if (errno != EINTR) {
        throw Error({.doing = "write", .subject = name, .cause = errno_text()});
      }
    }
  };
}

}  // namespace sojourn::dump
