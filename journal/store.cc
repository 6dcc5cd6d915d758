#include "journal/store.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "journal/files.h"
#include "journal/format.h"
#include "journal/record_file.h"
#include "journal/synced_files.h"

namespace sojourn::journal {
namespace {

constexpr std::size_t kLogBlockBytes = 32u << 10;
constexpr std::size_t kIndexBlockBytes = 8u << 10;
constexpr std::size_t kWriteBufferBytes = 8u << 20;
// Every opening replays the logs, so they stay short: beyond this the families that hold them back are
// flushed.
constexpr std::uint64_t kLogsBytesMax = 32u << 20;
// Versions of random keys arrive in files that overlap; merging every few would write them again and again.
constexpr int kKeysMergeTrigger = 12;
constexpr int kNeverStall = 1 << 20;

/// Puts RocksDB's warnings into sojourn's own log. Its own file would end the process once the disk is full:
/// RocksDB asserts that nothing is written to a file behind a failed write, and its log does just that.
class ForwardingLogger : public rocksdb::Logger {
 public:
  ForwardingLogger() : Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    std::array<char, 1000> line{};
    std::vsnprintf(line.data(), line.size(), format, arguments);
    log::debug("RocksDB: {}", line.data());
  }
  /// A thousand lines of options.
  void LogHeader(const char*, va_list) override {}
};

/// Every file of the journal stays open, and a large journal has thousands.
void allow_many_open_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

rocksdb::DBOptions db_options(const StoreOptions& options, rocksdb::Env* env) {
  rocksdb::DBOptions db;
  db.create_if_missing = options.create;
  db.create_missing_column_families = options.create;
  db.paranoid_checks = true;
  // The default loses synced writes that lie behind one damaged byte, without a word.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.track_and_verify_wals_in_manifest = true;
  // Files stay open, so a reader goes on reading what the writer has deleted since.
  db.max_open_files = -1;
  db.max_total_wal_size = kLogsBytesMax;
  db.max_background_jobs = 2;
  db.bytes_per_sync = 1u << 20;
  db.stats_dump_period_sec = 0;
  db.info_log = std::make_shared<ForwardingLogger>();
  db.env = env;
  return db;
}

rocksdb::ColumnFamilyOptions family_options(Family family, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = family == Family::kLog ? kLogBlockBytes : kIndexBlockBytes;
  table.cache_index_and_filter_blocks = true;
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = kWriteBufferBytes;
  options.level0_slowdown_writes_trigger = kNeverStall;
  options.level0_stop_writes_trigger = kNeverStall;
  if (family == Family::kKeys) options.level0_file_num_compaction_trigger = kKeysMergeTrigger;
  return options;
}

/// The first table file that cannot be opened or has a block without its checksum, and what is wrong with it.
/// For damage behind a table's data RocksDB names the manifest, which only lists the table.
std::optional<std::string> damaged_table(const std::filesystem::path& folder) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != ".sst") continue;
    rocksdb::SstFileReader table{rocksdb::Options()};
    rocksdb::Status status = table.Open(entry->path().string());
    if (status.ok()) continue;
    return fmt::format("{}, offset 0 to {}: a block behind its data does not have its checksum ({})",
                       entry->path().filename().string(), entry->file_size(), status.ToString());
  }
  return std::nullopt;
}

std::string cause_of(const rocksdb::Status& status, const std::filesystem::path& folder) {
  const bool of_properties = status.ToString().find("properties") != std::string::npos;
  if (of_properties) {
    if (const auto table = damaged_table(folder)) return *table;
  }
  return explain_damage(folder, status.ToString());
}

/// RocksDB's words for a failed opening seldom say which file is meant, and never where.
[[noreturn]] void throw_unopened(const rocksdb::Status& status, const std::filesystem::path& folder) {
  if (!status.IsCorruption() && !status.IsPathNotFound()) check(status, "open the journal", folder);
  throw Error({.doing = "open the journal",
               .subject = "journal " + folder.string(),
               .cause = cause_of(status, folder),
               .hint = kDamageHint});
}

/// Refuses what is no journal, or a newer one, before RocksDB changes anything.
void refuse_foreign(const std::filesystem::path& folder, const rocksdb::DBOptions& options) {
  if (!holds_database(folder)) {
    std::error_code ignored;
    throw Error({.doing = "open the journal",
                 .subject = folder.string(),
                 .cause = std::filesystem::exists(folder, ignored) ? "the folder holds no journal"
                                                                   : "there is no such folder",
                 .hint = "check the path; a journal is made by `sojourn extract PLAN`"});
  }
  std::vector<std::string> names;
  const auto status = rocksdb::DB::ListColumnFamilies(options, folder.string(), &names);
  if (!status.ok()) throw_unopened(status, folder);
  const auto has = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const Family family : kFamilies) {
    if (!has(family_name(family))) {
      throw Error(
          {.doing = "open the journal",
           .subject = folder.string(),
           .cause = fmt::format("this RocksDB database has no family '{}', so it is no journal of sojourn",
                                family_name(family)),
           .hint = "check the path"});
    }
  }
  for (const std::string& name : names) {
    const bool known =
        name == rocksdb::kDefaultColumnFamilyName ||
        std::any_of(kFamilies.begin(), kFamilies.end(), [&](Family f) { return name == family_name(f); });
    if (!known) {
      throw Error(
          {.doing = "open the journal",
           .subject = folder.string(),
           .cause = fmt::format("it has a family '{}' that this version of sojourn does not know", name),
           .hint = "use the newer version of sojourn that wrote it"});
    }
  }
}

}  // namespace

const char* family_name(Family family) {
  switch (family) {
    case Family::kLog:
      return kLogFamily;
    case Family::kBatches:
      return kBatchesFamily;
    case Family::kKeys:
      return kKeysFamily;
    case Family::kMeta:
      break;
  }
  return kMetaFamily;
}

std::unique_ptr<Store> Store::open(const std::filesystem::path& folder, const StoreOptions& options) {
  allow_many_open_files();
  std::unique_ptr<Store> store(new Store);
  store->folder_ = folder;
  store->env_ = env_of_synced_files(options.env);
  store->db_options_ = db_options(options, store->env_.get());
  if (!options.create) refuse_foreign(folder, store->db_options_);
  const auto cache = rocksdb::NewLRUCache(options.cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const Family family : kFamilies) {
    auto& own = store->family_options_[static_cast<std::size_t>(family)] = family_options(family, cache);
    families.emplace_back(family_name(family), own);
  }
  // RocksDB insists on a family of this name; it stays empty.
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      options.read_only
          ? rocksdb::DB::OpenForReadOnly(store->db_options_, folder.string(), families, &handles, &db)
          : rocksdb::DB::Open(store->db_options_, folder.string(), families, &handles, &db);
  if (!status.ok()) throw_unopened(status, folder);
  store->db_.reset(db);
  std::copy_n(handles.begin(), store->handles_.size(), store->handles_.begin());
  store->unused_default_ = handles.back();
  return store;
}

Store::~Store() {
  if (!db_) return;
  for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  db_->DestroyColumnFamilyHandle(unused_default_);
  db_->Close().PermitUncheckedError();
}

rocksdb::ReadOptions Store::scan_options() {
  rocksdb::ReadOptions options;
  options.ignore_range_deletions = true;
  return options;
}

void Store::hold_back_deletions() {
  check(db_->DisableFileDeletions(), "hold back deletions", folder_);
  // A compaction may have chosen files to delete before and be at it still; listing the logs waits for it.
  rocksdb::VectorLogPtr ignored;
  check(db_->GetSortedWalFiles(ignored), "hold back deletions", folder_);
}

void Store::purge() {
  check(db_->EnableFileDeletions(true), "delete what is no longer needed", folder_);
  hold_back_deletions();
}

ManifestState Store::manifest() const {
  std::vector<std::string> files;
  ManifestState state;
  check(db_->GetLiveFiles(files, &state.bytes, false), "look up the journal's manifest", folder_);
  for (const std::string& file : files) {
    state.number = std::max(state.number, manifest_number(std::string_view(file).substr(1)));
  }
  return state;
}

rocksdb::Options Store::sst_options(Family family) const {
  return {db_options_, family_options_[static_cast<std::size_t>(family)]};
}

bool Store::get(Family of, std::string_view key, std::string& value) const {
  const rocksdb::Status status = db_->Get({}, family(of), slice(key), &value);
  if (status.IsNotFound()) return false;
  check(status, fmt::format("read from the family '{}'", family_name(of)), folder_);
  return true;
}

void check(const rocksdb::Status& status, std::string_view doing, const std::filesystem::path& folder) {
  if (status.ok()) return;
  const ErrorText text{
      .doing = std::string(doing), .subject = "journal " + folder.string(), .cause = status.ToString()};
  if (status.IsNoSpace()) {
    throw paused(
        {text.doing, text.subject, text.cause,
         "free space on that disk and give the same command again; nothing that was reported is lost"});
  }
  if (status.IsCorruption()) throw Error({text.doing, text.subject, text.cause, kDamageHint});
  throw Error(
      {text.doing, text.subject, text.cause, "check the disk and the rights of the journal's folder"});
}

void throw_damaged(const std::filesystem::path& folder, std::string_view where, std::string_view what) {
  throw Error({.doing = "read the journal",
               .subject = fmt::format("journal {}, {}", folder.string(), where),
               .cause = std::string(what),
               .hint = kDamageHint});
}

}  // namespace sojourn::journal
