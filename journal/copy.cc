#include "journal/copy.h"

#include <fmt/format.h>
#include <rocksdb/sst_file_writer.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "journal/files.h"
#include "journal/high.h"
#include "journal/lock.h"
#include "journal/reader.h"
#include "journal/rows.h"
#include "journal/store.h"

namespace sojourn::journal {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kFileBytes = 256u << 20;

/// Writes one family of the copy as a row of files, each ingested when it is full.
class FamilyCopy {
 public:
  FamilyCopy(const Store& to, Family family)
      : to_(to), family_(family), writer_({}, to.sst_options(family), to.family(family)) {}

  void put(const rocksdb::Slice& key, const rocksdb::Slice& value) {
    if (!open_) check(writer_.Open(path()), "copy the journal", to_.folder());
    open_ = true;
    check(writer_.Put(key, value), "copy the journal", to_.folder());
    if (writer_.FileSize() >= kFileBytes) finish();
  }

  void finish() {
    if (!open_) return;
    open_ = false;
    check(writer_.Finish(), "copy the journal", to_.folder());
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    options.write_global_seqno = false;
    check(to_.db().IngestExternalFile(to_.family(family_), {path()}, options), "copy the journal",
          to_.folder());
  }

 private:
  std::string path() const { return (to_.folder() / "copying.sst").string(); }

  const Store& to_;
  Family family_;
  rocksdb::SstFileWriter writer_;
  bool open_ = false;
};

Copied copy_rows(const Store& from, const Store& to) {
  Copied copied;
  for (const Family family : kFamilies) {
    rocksdb::ReadOptions options = Store::scan_options();
    options.fill_cache = false;
    options.readahead_size = 2u << 20;
    const std::unique_ptr<rocksdb::Iterator> row(from.db().NewIterator(options, from.family(family)));
    FamilyCopy copy(to, family);
    for (row->SeekToFirst(); row->Valid(); row->Next()) {
      copy.put(row->key(), row->value());
      ++copied.rows;
      copied.bytes += row->key().size() + row->value().size();
    }
    check(row->status(), "read the journal to be copied", from.folder());
    copy.finish();
  }
  return copied;
}

/// The marks of the copy follow from what it holds, for the original may have gone on meanwhile.
void write_marks(const Store& store) {
  HighFile high(store.folder());
  const View view(store);
  for (const auto& [id, info] : view.streams()) {
    if (const auto last = view.last_batch(id)) {
      high.write(id, {.past = last->first + last->count,
                      .batch = view.batch_count(id) - 1,
                      .running = from_fb(last->running)});
    }
  }
  std::string writes;
  const bool any = store.get(Family::kMeta, kWritesKey, writes);
  const ManifestState manifest = store.manifest();
  high.write({.small_writes = any ? load_be<std::uint64_t>(writes.data()) : 0,
              .manifest = manifest.number,
              .manifest_bytes = manifest.bytes});
}

/// Whether a name is one that RocksDB gives: 000012.sst, 000013.log, 000014.dbtmp.
bool is_numbered_file(const fs::path& path) {
  const std::string stem = path.stem().string();
  const std::string extension = path.extension().string();
  const bool digits =
      !stem.empty() && std::all_of(stem.begin(), stem.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits && (extension == ".sst" || extension == ".log" || extension == ".dbtmp");
}

bool is_own_file(const fs::path& path) {
  static constexpr std::array<std::string_view, 10> kNames{"CURRENT",      "IDENTITY",   "LOCK", "lock",
                                                           "readers.lock", "HIGH",       "logs", "inbox",
                                                           "ingest",       "copying.sst"};
  static constexpr std::array<std::string_view, 2> kBeginnings{"MANIFEST-", "OPTIONS-"};
  const std::string name = path.filename().string();
  return is_numbered_file(path) || std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         std::any_of(kBeginnings.begin(), kBeginnings.end(), [&](auto own) { return name.starts_with(own); });
}

/// Locks the folder in which a copy is built, and empties it of what a killed one left behind.
FileLock begin_aside(const fs::path& aside) {
  make_private_folder(aside);
  FileLock alone = FileLock::take(aside / "lock", FileLock::Mode::kExclusive, std::chrono::milliseconds(0));
  if (!alone.held()) {
    throw Error({.doing = "copy the journal",
                 .subject = aside.string(),
                 .cause = "another process is building it just now",
                 .hint = "wait for that copy, or name another folder"});
  }
  for (const auto& leftover : fs::directory_iterator(aside)) {
    if (leftover.path().filename() != "lock") remove_tree(leftover);
  }
  return alone;
}

}  // namespace

Copied copy_journal(const fs::path& from, const fs::path& to) {
  const fs::path target = plain_path(to);
  if (fs::exists(target)) {
    throw Error({.doing = "copy the journal",
                 .subject = target.string(),
                 .cause = "it exists",
                 .hint = "name a new folder"},
                ExitCode::kUsage);
  }
  const auto reader = Reader::open(from);
  umask(0077);
  const fs::path aside = target.string() + ".copying";
  const FileLock alone = begin_aside(aside);
  for (const char* inner : {"logs", "inbox"}) make_private_folder(aside / inner);
  FileLock::take(readers_lock_path(aside), FileLock::Mode::kExclusive, std::chrono::milliseconds(0));
  Copied copied;
  {
    const auto store = Store::open(aside, {.read_only = false, .create = true});
    copied = copy_rows(reader->store(), *store);
    write_marks(*store);
  }
  rename_synced(aside, target);
  return copied;
}

bool destroy_journal(const fs::path& path) {
  const fs::path folder = plain_path(path);
  // Opening it says whether it is a journal at all. A damaged one is known by its marks.
  if (!fs::exists(folder / "HIGH") || !fs::exists(folder / "readers.lock")) Reader::open(folder);
  const FileLock lock = lock_for_writing(folder);
  // By these marks a journal that was destroyed half-way is known too, so they go last.
  const std::vector<fs::path> last{folder / "HIGH", folder / "readers.lock", folder / "lock"};
  bool all_gone = true;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!is_own_file(entry.path())) {
      all_gone = false;
    } else if (std::find(last.begin(), last.end(), entry.path()) == last.end()) {
      remove_tree(entry.path());
    }
  }
  for (const fs::path& mark : last) remove_tree(mark);
  if (all_gone) remove_tree(folder);
  return all_gone;
}

}  // namespace sojourn::journal
