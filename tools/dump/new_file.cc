#include "tools/dump/new_file.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"

namespace sojourn::dump {
namespace {

int create(const std::filesystem::path& path) {
  std::error_code problem;
  std::filesystem::create_directories(path.parent_path(), problem);
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    throw Error({.doing = "create a file", .subject = path.string(), .cause = errno_text()});
  }
  return descriptor;
}

}  // namespace

NewFile::NewFile(std::filesystem::path path)
    : path_(std::move(path)),
      part_(path_.string() + ".part"),
      descriptor_(create(part_)),
      output_(to_descriptor(descriptor_, part_.string())) {}

NewFile::~NewFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

void NewFile::finish() {
  output_.flush();
  if (fsync(descriptor_) != 0) {
    throw Error({.doing = "write a file to the disk", .subject = part_.string(), .cause = errno_text()});
  }
  close(descriptor_);
  descriptor_ = -1;
  std::filesystem::rename(part_, path_);
}

}  // namespace sojourn::dump
