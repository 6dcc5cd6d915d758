#include "journal/create.h"

#include <rocksdb/write_batch.h>
#include <sys/random.h>

#include <array>
#include <chrono>

#include "base/crash_point.h"
#include "base/error.h"
#include "base/version.h"
#include "journal/files.h"
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
  for (const char* inner : {"logs", "inbox"}) make_private_folder(folder / inner);
  FileLock::take(readers_lock_path(folder), FileLock::Mode::kExclusive, std::chrono::milliseconds(0));
  write_header(*Store::open(folder, {.read_only = false, .create = true}), migration);
}

fs::path parent_of(const fs::path& folder) {
  fs::path parent = fs::absolute(folder).parent_path();
  if (fs::is_directory(parent)) return parent;
  throw Error({.doing = "create the journal",
               .subject = folder.string(),
               .cause = "the folder it should lie in does not exist",
               .hint = "create " + parent.string() + " or name another place with --journal"},
              ExitCode::kUsage);
}

}  // namespace

void create_if_absent(const fs::path& folder, std::string_view migration) {
  if (holds_database(folder)) return;
  if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder))) {
    throw Error({.doing = "create the journal",
                 .subject = folder.string(),
                 .cause = "the folder exists and holds something else",
                 .hint = "name a new folder with --journal"},
                ExitCode::kUsage);
  }
  // Built aside and renamed, so that a journal under its name is always a whole one.
  const fs::path aside = parent_of(folder) / (folder.filename().string() + ".creating");
  make_private_folder(aside);
  const FileLock alone =
      FileLock::take(aside / "lock", FileLock::Mode::kExclusive, std::chrono::milliseconds(0));
  if (!alone.held()) {
    throw Error({.doing = "create the journal",
                 .subject = folder.string(),
                 .cause = "another process is creating it just now",
                 .hint = "give the command again in a moment"});
  }
  // Between the first look and the lock another process may have finished it.
  if (holds_database(folder)) return remove_tree(aside);
  for (const auto& leftover : fs::directory_iterator(aside)) {
    if (leftover.path().filename() != "lock") remove_tree(leftover);
  }
  crash_point("journal.create.before");
  build(aside, migration);
  crash_point("journal.create.built");
  rename_synced(aside, folder);
  crash_point("journal.create.after");
}

}  // namespace sojourn::journal
