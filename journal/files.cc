#include "journal/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sojourn::journal {
namespace {

namespace fs = std::filesystem;

void require(const std::error_code& error, std::string doing, const fs::path& path) {
  if (!error) return;
  errno = error.value();
  throw system_error(std::move(doing), path);
}

}  // namespace

Error system_error(std::string doing, const fs::path& path) {
  ErrorText text{.doing = std::move(doing), .subject = path.string(), .cause = errno_text()};
  if (errno == ENOSPC || errno == EDQUOT) {
    text.hint = "free space on that disk and give the same command again; nothing that was reported is lost";
    return paused(std::move(text));
  }
  text.hint = "check the disk and the rights of that place";
  return Error(std::move(text));
}

bool holds_database(const fs::path& folder) {
  std::error_code error;
  const bool there = fs::exists(folder / "CURRENT", error);
  require(error.value() == ENOTDIR ? std::error_code() : error, "look for a journal", folder);
  return there;
}

void make_private_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  require(error, "make a folder", folder);
}

void remove_tree(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  require(error, "remove", path);
}

void rename_synced(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  require(error, "rename a folder to " + to.string(), from);
  sync_folder(to.parent_path());
}

void sync_folder(const fs::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
  const int failure = errno;
  if (descriptor >= 0) close(descriptor);
  errno = failure;
  if (!synced) throw system_error("sync a folder", folder);
}

fs::path plain_path(const fs::path& folder) {
  const fs::path normal = fs::absolute(folder).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

}  // namespace sojourn::journal
