#include "journal/create.h"

#include <fcntl.h>
#include <rocksdb/write_batch.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "base/crash_point.h"
#include "base/error.h"
#include "base/version.h"
#include "journal/format.h"
#include "journal/lock.h"
#include "journal/rows.h"
#include "journal/store.h"

namespace sojourn::journal {
namespace {

namespace fs = std::filesystem;

std::vector<std::uint8_t> random_id() {
  std::vector<std::uint8_t> id(16);
  if (getrandom(id.data(), id.size(), 0) == static_cast<ssize_t>(id.size())) return id;
  throw Error({.doing = "make an id for the journal", .cause = errno_text()});
}

void write_header(const Store& store, std::string_view migration) {
  fb::HeaderT header;
  header.format = kFormatVersion;
  header.migration = migration;
  header.id = random_id();
  header.created_ms = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                                     std::chrono::system_clock::now().time_since_epoch())
                                                     .count());
  header.version = kVersion;
  rocksdb::WriteOptions synced;
  synced.sync = true;
  check(store.db().Put(synced, store.family(Family::kMeta), kHeaderKey, pack<fb::Header>(header)),
        "write the journal's header", store.folder());
}

void build(const fs::path& folder, std::string_view migration) {
  for (const char* inner : {"logs", "inbox"}) fs::create_directories(folder / inner);
  fs::permissions(folder, fs::perms::owner_all);
  FileLock::take(readers_lock_path(folder), FileLock::Mode::kExclusive, std::chrono::milliseconds(0));
  write_header(*Store::open(folder, {.read_only = false, .create = true}), migration);
}

fs::path parent_of(const fs::path& folder) {
  const fs::path parent = fs::absolute(folder).parent_path();
  if (fs::is_directory(parent)) return parent;
  throw Error({.doing = "create the journal",
               .subject = folder.string(),
               .cause = "the folder it should lie in does not exist",
               .hint = "create " + parent.string() + " or name another place with --journal"},
              ExitCode::kUsage);
}

}  // namespace

fs::path plain_path(const fs::path& folder) {
  const fs::path normal = fs::absolute(folder).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

void sync_folder(const fs::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
  if (descriptor >= 0) close(descriptor);
  if (!synced) throw Error({.doing = "sync a folder", .subject = folder.string(), .cause = errno_text()});
}

void create_if_absent(const fs::path& folder, std::string_view migration) {
  if (fs::exists(folder / "CURRENT")) return;
  if (fs::exists(folder) && !fs::is_empty(folder)) {
    throw Error({.doing = "create the journal",
                 .subject = folder.string(),
                 .cause = "the folder exists and holds something else",
                 .hint = "name a new folder with --journal"},
                ExitCode::kUsage);
  }
  // Built aside and renamed, so that a journal under its name is always a whole one.
  const fs::path parent = parent_of(folder);
  const fs::path aside = parent / (folder.filename().string() + ".creating");
  fs::create_directories(aside);
  const FileLock alone =
      FileLock::take(aside / "lock", FileLock::Mode::kExclusive, std::chrono::milliseconds(0));
  if (!alone.held()) {
    throw Error({.doing = "create the journal",
                 .subject = folder.string(),
                 .cause = "another process is creating it just now",
                 .hint = "give the command again in a moment"});
  }
  for (const auto& leftover : fs::directory_iterator(aside)) {
    if (leftover.path().filename() != "lock") fs::remove_all(leftover);
  }
  crash_point("journal.create.before");
  build(aside, migration);
  crash_point("journal.create.built");
  fs::rename(aside, folder);
  sync_folder(parent);
  crash_point("journal.create.after");
}

}  // namespace sojourn::journal
