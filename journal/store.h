// The RocksDB database of a journal: opens it with the options that the format needs and translates its
// errors.
//
// Only files of journal/ include this header. A Store is either the writer's or a reader's; the database
// handle may be used from several threads.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace sojourn::journal {

enum class Family : std::size_t { kLog, kBatches, kKeys, kMeta };
inline constexpr std::array kFamilies{Family::kLog, Family::kBatches, Family::kKeys, Family::kMeta};
[[nodiscard]] const char* family_name(Family family);

/// The manifest in force: its number, and how much of it is certainly on the disk.
struct ManifestState {
  std::uint64_t number = 0;
  std::uint64_t bytes = 0;
};

struct StoreOptions {
  bool read_only = true;
  bool create = false;
  std::size_t cache_bytes = 32u << 20;
  rocksdb::Env* env = nullptr;
};

class Store {
 public:
  static std::unique_ptr<Store> open(const std::filesystem::path& folder, const StoreOptions& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* family(Family family) const {
    return handles_[static_cast<std::size_t>(family)];
  }
  const std::filesystem::path& folder() const { return folder_; }
  /// What an SST file that is built outside and ingested into this family must be written with.
  rocksdb::Options sst_options(Family family) const;
  /// For every iterator. RocksDB 7.8 drops the error of a damaged first block when an iterator enters the
  /// next file of a level, and with it the rest of that level, unless range deletions, which a journal never
  /// has, are ignored.
  static rocksdb::ReadOptions scan_options();
  /// From now on no file is deleted, also none that a compaction was about to delete.
  void hold_back_deletions();
  /// Deletes what is no longer needed and holds back deletions again.
  void purge();
  ManifestState manifest() const;
  /// The value of a key of a small family; empty string_view semantics do not apply: false means absent.
  bool get(Family family, std::string_view key, std::string& value) const;

 private:
  Store() = default;
  std::filesystem::path folder_;
  std::unique_ptr<rocksdb::Env> env_;  ///< Must outlive the database.
  rocksdb::DBOptions db_options_;
  std::array<rocksdb::ColumnFamilyOptions, kFamilies.size()> family_options_;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies.size()> handles_{};
  rocksdb::ColumnFamilyHandle* unused_default_ = nullptr;
};

inline rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
inline std::string_view view_of(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

/// What to try with a damaged journal.
inline constexpr char kDamageHint[] =
    "run `sojourn-dump JOURNAL check` to see the extent; go on from a copy of the journal, or extract anew "
    "into an empty folder";

/// Throws the Error that a failed status stands for: full disk (exit 3), damage, or another I/O fault.
void check(const rocksdb::Status& status, std::string_view doing, const std::filesystem::path& folder);
/// Damage that RocksDB's own checksums did not see.
[[noreturn]] void throw_damaged(const std::filesystem::path& folder, std::string_view where,
                                std::string_view what);

}  // namespace sojourn::journal
