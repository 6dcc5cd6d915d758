// The one writer of a journal (J9): holds its lock, appends to it, makes batches durable (J1, J2, J3).
//
// A bulk batch takes three steps, so that encoding can run on several threads while order is kept:
//   seal (in order) -> encode (any thread) -> commit (in the order of sealing).
// Small writes take one step, append. One thread seals; what makes durable may be called from any thread, one
// waits for another. After a failed write, and after a sealed batch that was dropped, the writer refuses all
// further ones, because what is durable is then unknown or would have a gap: open it anew.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "journal/high.h"
#include "journal/lock.h"
#include "journal/view.h"

namespace rocksdb {
class Env;
class WriteBatch;
}  // namespace rocksdb

namespace sojourn::journal {

struct WriterOptions {
  std::string migration;                ///< Must match the journal's; names a new one.
  std::size_t cache_bytes = 32u << 20;  ///< Block cache.
  rocksdb::Env* env = nullptr;          ///< For fault injection in tests; null means the machine's own.
};

/// An entry to be appended. The views must live until it is encoded.
struct NewEntry {
  std::string_view key;
  std::string_view body;        ///< Empty for a delete.
  std::uint64_t body_hash = 0;  ///< hash64(body); 0 for a delete.
  fb::Kind kind = fb::Kind::Put;
  fb::Origin origin = fb::Origin::Extract;
  bool invalid_utf8 = false;
  bool conflict = false;
  Sequence replaces = kNoSequence;
  std::string_view identity{};
  std::string_view note{};
};

/// What one batch adds to one stream: its entries, and the checkpoint that becomes durable with them.
struct Part {
  StreamId stream = 0;
  std::vector<NewEntry> entries;
  Batch
      batch;  ///< Position, totals and the like from the caller; first, count, hashes, run and time by seal.
};

/// Sealed parts, in the order in which they must be committed.
struct Sealed {
  std::vector<Part> parts;
  std::vector<std::uint64_t> batch_numbers;  ///< Of each part within its stream.
  std::uint64_t order = 0;  ///< Counts the sealed, from 0; names the files that are built of it.
};

/// An encoded batch (journal/bulk.h); dropped without commit, it leaves nothing behind.
class Bulk;
struct BulkDeleter {
  void operator()(Bulk* bulk) const;
};
using BulkPtr = std::unique_ptr<Bulk, BulkDeleter>;

class Writer {
 public:
  /// Opens or creates. Throws if another process writes, or the journal is damaged or another migration's.
  static std::unique_ptr<Writer> open(const std::filesystem::path& folder, const WriterOptions& options);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  const View& view() const { return view_; }
  const std::filesystem::path& folder() const { return folder_; }
  /// For files that a run needs for a while. Private, and gone when the journal is opened or closed.
  [[nodiscard]] std::filesystem::path scratch_folder() const;

  /// The id of the stream of this name; created, or brought up to date where `info` differs from what is
  /// stored.
  StreamId put_stream(const StreamInfo& info);
  /// Keeps the text of a plan under its hash.
  fb::Hash put_plan(std::string_view text);
  /// Begins the record of a run; later batches carry its number.
  void start_run(Run run);
  [[nodiscard]] std::uint64_t run_number() const { return run_number_; }
  /// Keeps a number that must outlive the run under a name (View::mark).
  void put_mark(std::string_view name, std::uint64_t number);
  void end_run(fb::Outcome outcome, std::string_view message);

  /// The sequence that the next sealed entry of the stream will get.
  [[nodiscard]] Sequence next_sequence(StreamId stream) { return tail(stream).next; }

  [[nodiscard]] Sealed seal(std::vector<Part> parts);
  /// May be called from any thread.
  [[nodiscard]] BulkPtr encode(const Sealed& sealed) const;
  void commit(BulkPtr bulk);
  /// Seals and makes durable in one synced write; for corrections and other small changes.
  void append(std::vector<Part> parts);

  /// Merges the versions of random keys that overlapping batches left behind, which RocksDB else does by
  /// itself: how tests set off a compaction.
  void tidy_keys();

 private:
  /// Where a stream goes on.
  struct Tail {
    Sequence next = 0;
    std::uint64_t batch = 0;
    Hash128 running{};
    Batch checkpoint{};  ///< The last batch without its lists: what a small write carries forward.
  };

  Writer(std::filesystem::path folder, FileLock lock, const WriterOptions& options);
  Tail& tail(StreamId stream);
  /// Does `work`, which writes, unless a write failed before; notes if it fails.
  template <typename Work>
  void make_durable(const Work& work);
  void put_meta(std::string_view key, std::string_view value);
  void put_run();
  void write_small(rocksdb::WriteBatch& rows);
  void ingest(const Bulk& bulk);
  /// Writes what HIGH says of the journal as a whole.
  void note_journal();
  /// Lets RocksDB delete what it no longer needs, unless a reader is opening just now.
  void purge_if_no_reader();

  std::filesystem::path folder_;
  FileLock lock_;
  std::unique_ptr<Store> store_;
  View view_;
  HighFile high_;
  std::map<StreamId, Tail> tails_;
  std::map<std::string, StreamId, std::less<>> names_;
  std::uint64_t next_number_ = 0;
  std::uint64_t sealed_ = 0;
  std::uint64_t run_number_ = 0;
  Run run_;

  std::mutex writing_;  ///< Held by what makes durable; guards the members below.
  std::uint64_t committed_ = 0;
  std::uint64_t small_writes_ = 0;
  bool failed_ = false;
};

}  // namespace sojourn::journal
