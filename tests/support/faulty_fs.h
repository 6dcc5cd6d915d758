// A disk under RocksDB that fails as disks do: loses what was not synced, fills up, fails to sync, misreads.
//
// Wraps the machine's own file system; FaultyDisk::env goes into WriterOptions. Faults are set on the disk
// and take effect at once, from any thread.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "support/random.h"
#include "support/temp_dir.h"

namespace sojourn::test {

class FaultyDisk {
 public:
  FaultyDisk();
  ~FaultyDisk();
  rocksdb::Env* env() const { return env_.get(); }

  /// The power goes before the change (write, sync, link, rename, deletion) after so many further ones: it
  /// and all later ones fail.
  void cut_power_after(std::uint64_t changes);
  bool power_is_gone() const;
  /// Takes from the disk what no sync had made sure of, a random part of it at least, in the order in which
  /// disks lose it: files keep a beginning, folders go back to an earlier state. REQUIRES: nothing is open.
  void lose_unsynced(Random& random);

  /// Only so many bytes can be written from now on; the write that exceeds them is cut short.
  void fill_up_after(std::uint64_t bytes);
  /// The sync after so many further ones fails, and so does each later one.
  void fail_syncs_after(std::uint64_t syncs);
  /// One read in so many gets a flipped bit.
  void flip_a_bit_in_one_read_of(std::uint64_t reads, std::uint64_t seed);
  std::uint64_t bits_flipped() const;
  /// No fault from now on, and everything counts as synced.
  void mend();

 private:
  class FileSystem;
  class WritableFile;
  class ReadableFile;
  class Directory;

  /// The bytes of a file, under whatever names.
  struct Content {
    std::uint64_t written = 0;
    std::uint64_t synced = 0;
  };
  /// A change of a folder that its next sync makes sure of.
  struct FolderChange {
    enum class Kind { kCreated, kRenamed, kDeleted } kind;
    std::string path;
    std::string from{};                     ///< Of a rename.
    std::optional<std::string> replaced{};  ///< What stood under `path` before a rename.
    std::string kept{};                     ///< Where a deleted file is kept for its return.
  };

  rocksdb::IOStatus before_change();
  rocksdb::IOStatus before_sync();
  /// How many of `bytes` there is space for.
  std::uint64_t take_space(std::uint64_t bytes);
  void note_created(const std::string& path, std::uint64_t size);
  void note_linked(const std::string& from, const std::string& to);
  void note_renamed(const std::string& from, const std::string& to);
  /// Before the deletion: keeps the file under another name.
  void note_deleted(const std::string& path);
  void note_folder_synced(const std::string& folder);
  std::shared_ptr<Content> content_of(const std::string& path);
  void undo(const FolderChange& change);
  void maybe_flip(const rocksdb::Slice& result, char* scratch);

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Content>> files_;
  std::vector<FolderChange> changes_;
  TempDir deleted_;
  std::uint64_t deletions_ = 0;
  std::optional<std::uint64_t> changes_left_;
  std::optional<std::uint64_t> bytes_left_;
  std::optional<std::uint64_t> syncs_left_;
  std::uint64_t reads_per_flip_ = 0;
  std::uint64_t flips_ = 0;
  std::mt19937_64 flipping_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace sojourn::test
