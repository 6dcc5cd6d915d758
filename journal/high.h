// The file HIGH: how far each stream had come after its last durable write, outside RocksDB.
//
// A truncated manifest or a deleted write-ahead log makes RocksDB come back with less than was durable, and
// without a word. HIGH is written after each durable write and never synced: it may lag behind the journal,
// it never leads. So a journal that does not reach HIGH has lost its tail (J7).
#pragma once

#include <filesystem>
#include <map>

#include "base/hash.h"
#include "journal/format.h"

namespace sojourn::journal {

struct HighMark {
  std::uint64_t past = 0;   ///< The sequence after the last; for stream 0 the number of small writes.
  std::uint64_t batch = 0;  ///< Number of the last batch.
  Hash128 running{};        ///< Its running hash.
  friend bool operator==(const HighMark&, const HighMark&) = default;
};

/// Stream 0 stands for the small writes as a whole.
inline constexpr StreamId kSmallWrites = 0;

/// The marks of a journal; none if there is no such file. Throws if a mark is damaged.
[[nodiscard]] std::map<StreamId, HighMark> read_high(const std::filesystem::path& folder);

/// Keeps the file open and overwrites one mark at a time in place.
class HighFile {
 public:
  explicit HighFile(const std::filesystem::path& folder);
  ~HighFile();
  HighFile(const HighFile&) = delete;
  HighFile& operator=(const HighFile&) = delete;

  void write(StreamId stream, const HighMark& mark);

 private:
  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace sojourn::journal
