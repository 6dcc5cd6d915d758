// The one writer of a journal (J9): holds its lock, appends to it, makes batches durable (J1, J2, J3).
//
// A bulk batch takes three steps, so that encoding can run on several threads while order is kept:
//   seal (in order) -> encode (any thread) -> commit (in the order of sealing).
// Small writes take one step, append. After a failed write the writer refuses all further ones: open it anew.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "journal/view.h"

namespace rocksdb {
class Env;
}

namespace sojourn::journal {

struct WriterOptions {
  std::string migration;                ///< Must match the journal's; names a new one.
  std::size_t cache_bytes = 32u << 20;  ///< Block cache.
  rocksdb::Env* env = nullptr;          ///< For fault injection in tests; null means the machine's own.
};

/// An entry to be appended. The views must live until it is committed.
struct NewEntry {
  std::string_view key;
  std::string_view body;        ///< Empty for a delete.
  std::uint64_t body_hash = 0;  ///< hash64(body); 0 for a delete.
  fb::Kind kind = fb::Kind::Put;
  fb::Origin origin = fb::Origin::Extract;
  bool invalid_utf8 = false;
  bool conflict = false;
  Sequence replaces = kNoSequence;
  std::string_view note{};
};

/// What one batch adds to one stream: its entries, and the checkpoint that becomes durable with them.
struct Part {
  StreamId stream = 0;
  std::vector<NewEntry> entries;
  Batch
      batch;  ///< Position, totals and the like from the caller; first, count, hashes, run and time by seal.
};

/// A sealed and encoded batch, on its way to commit.
class Bulk;

class Writer {
 public:
  /// Opens or creates. Throws if another process writes, or the journal is damaged or another migration's.
  static std::unique_ptr<Writer> open(const std::filesystem::path& folder, const WriterOptions& options);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  const View& view() const { return view_; }
  const std::filesystem::path& folder() const { return folder_; }

  /// The id of the stream of this name; created, or brought up to date, when `info` differs from what is
  /// stored.
  StreamId put_stream(const StreamInfo& info);
  /// Keeps the text of a plan under its hash.
  fb::Hash put_plan(std::string_view text);
  /// Begins the record of a run; later batches carry its number.
  void start_run(Run run);
  void end_run(fb::Outcome outcome, std::string_view message);

  /// The sequence that the next entry of the stream will get.
  [[nodiscard]] Sequence next_sequence(StreamId stream);

  void seal(std::vector<Part>& parts);
  /// Thread-safe. `parts` must be sealed.
  [[nodiscard]] std::unique_ptr<Bulk> encode(const std::vector<Part>& parts) const;
  void commit(std::unique_ptr<Bulk> bulk);
  /// Seals and makes durable in one synced write; for corrections and other small changes.
  void append(std::vector<Part> parts);

  /// Sorts the versions of keys that many overlapping batches left behind, so that look-ups stay cheap.
  void tidy_keys();

 private:
  struct Tail;
  Writer(std::filesystem::path folder, const WriterOptions& options);
  // Members in journal/writer.cc's order of construction.
  std::filesystem::path folder_;
  struct Parts;
  std::unique_ptr<Parts> inside_;
  View view_;
};

}  // namespace sojourn::journal
