#include "journal/copy.h"

#include <fmt/format.h>
#include <rocksdb/sst_file_writer.h>
#include <sys/stat.h>

#include <array>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "journal/create.h"
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
    rocksdb::ReadOptions options;
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
  if (store.get(Family::kMeta, kWritesKey, writes))
    high.write(kSmallWrites, {.past = load_be<std::uint64_t>(writes.data())});
}

bool is_own_file(const fs::path& path) {
  const std::string name = path.filename().string();
  static constexpr std::array<std::string_view, 8> kNames{"CURRENT",      "IDENTITY", "LOCK", "lock",
                                                          "readers.lock", "HIGH",     "logs", "inbox"};
  static constexpr std::array<std::string_view, 4> kBeginnings{"MANIFEST-", "OPTIONS-", "LOG", "ingest"};
  const std::string extension = path.extension().string();
  if (extension == ".sst" || extension == ".log" || extension == ".dbtmp") return true;
  for (const auto own : kNames) {
    if (name == own) return true;
  }
  for (const auto own : kBeginnings) {
    if (name.starts_with(own)) return true;
  }
  return false;
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
  const fs::path aside = target.string() + ".copying";
  fs::remove_all(aside);
  umask(0077);
  fs::create_directories(aside / "logs");
  fs::create_directories(aside / "inbox");
  fs::permissions(aside, fs::perms::owner_all);
  FileLock::take(readers_lock_path(aside), FileLock::Mode::kExclusive, std::chrono::milliseconds(0));
  Copied copied;
  {
    const auto store = Store::open(aside, {.read_only = false, .create = true});
    copied = copy_rows(reader->store(), *store);
    write_marks(*store);
  }
  fs::rename(aside, target);
  sync_folder(target.parent_path());
  return copied;
}

bool destroy_journal(const fs::path& path) {
  const fs::path folder = plain_path(path);
  // Opening it says whether it is a journal at all. A damaged one is known by its marks.
  if (!fs::exists(folder / "HIGH") || !fs::exists(folder / "readers.lock")) Reader::open(folder);
  const FileLock lock = lock_for_writing(folder);
  bool all_gone = true;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (is_own_file(entry.path())) {
      fs::remove_all(entry.path());
    } else {
      all_gone = false;
    }
  }
  if (all_gone) fs::remove(folder);
  return all_gone;
}

}  // namespace sojourn::journal
