// The file HIGH: how far the journal and each stream had come after the last durable write, outside RocksDB.
//
// A truncated manifest or a deleted write-ahead log makes RocksDB come back with less than was durable, and
// without a word. HIGH is written after each durable write and never synced: it may lag behind the journal,
// it never leads. So a journal that does not reach HIGH has lost something (J7).
#pragma once

#include <filesystem>
#include <map>

#include "base/hash.h"
#include "journal/format.h"

namespace sojourn::journal {

/// What is known of the journal as a whole.
struct JournalMark {
  std::uint64_t small_writes = 0;
  std::uint64_t manifest = 0;        ///< Number of the manifest in force; 0 if not noted yet.
  std::uint64_t manifest_bytes = 0;  ///< How much of it was synced.
};

/// What is known of one stream.
struct HighMark {
  std::uint64_t past = 0;   ///< The sequence after the last.
  std::uint64_t batch = 0;  ///< Number of the last batch.
  Hash128 running{};        ///< Its running hash.
};

struct High {
  JournalMark journal;
  std::map<StreamId, HighMark> streams;
};

/// The marks of a journal; none if there is no such file. Throws if a mark is damaged.
[[nodiscard]] High read_high(const std::filesystem::path& folder);

/// Keeps the file open and overwrites one mark at a time in place.
class HighFile {
 public:
  explicit HighFile(const std::filesystem::path& folder);
  ~HighFile();
  HighFile(const HighFile&) = delete;
  HighFile& operator=(const HighFile&) = delete;

  void write(const JournalMark& mark);
  void write(StreamId stream, const HighMark& mark);

 private:
  void write_slot(StreamId stream, const HighMark& mark);

  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace sojourn::journal
