// Reading a journal: streams, batches, log entries, versions of keys, runs and plans.
//
// A View borrows an open store; Reader (read-only) and Writer each own one and hand out a View. All methods
// are const and may be called from several threads; each cursor belongs to one thread. Every block read is
// checksummed and every value verified: damage throws an Error that names file and position (J7).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/format.h"
#include "schema/journal/journal_generated.h"

namespace sojourn::journal {

class Store;

using Header = fb::HeaderT;
using StreamInfo = fb::StreamT;
using Batch = fb::BatchT;
using Run = fb::RunT;

/// One entry of the log; the views live until the cursor moves.
struct LogEntry {
  Sequence sequence = 0;
  std::string_view key;
  std::string_view body;  ///< Empty in a delete.
  fb::Kind kind = fb::Kind::Put;
  fb::Origin origin = fb::Origin::Extract;
  bool invalid_utf8 = false;
  bool conflict = false;
  std::string_view identity;  ///< Empty where it follows from the key.
  std::string_view note;
};

/// Walks the log of one stream in order of sequence: `for (auto c = view.log(s); c.valid(); c.next())`.
class LogCursor {
 public:
  LogCursor(LogCursor&&) noexcept;
  ~LogCursor();
  [[nodiscard]] bool valid() const;
  void next();
  const LogEntry& entry() const { return entry_; }

 private:
  friend class View;
  struct State;
  explicit LogCursor(std::unique_ptr<State> state);
  void load();
  std::unique_ptr<State> state_;
  LogEntry entry_;
};

/// Walks the versions of the keys of one stream: keys rising, versions of one key newest first.
class KeysCursor {
 public:
  KeysCursor(KeysCursor&&) noexcept;
  ~KeysCursor();
  [[nodiscard]] bool valid() const;
  void next();
  /// To the newest version of the first key that is not less than `key`. Near targets are reached by steps.
  void seek(std::string_view key);
  const KeyEntry& entry() const { return entry_; }

 private:
  friend class View;
  struct State;
  explicit KeysCursor(std::unique_ptr<State> state);
  void load();
  std::unique_ptr<State> state_;
  KeyEntry entry_;
};

class View {
 public:
  explicit View(const Store& store) : store_(&store) {}

  [[nodiscard]] const std::filesystem::path& folder() const;
  [[nodiscard]] Header header() const;
  /// All streams and cursors, by rising id.
  [[nodiscard]] std::vector<std::pair<StreamId, StreamInfo>> streams() const;
  [[nodiscard]] std::optional<StreamId> find_stream(std::string_view name) const;

  [[nodiscard]] std::optional<Batch> last_batch(StreamId stream) const;
  /// The batches of a stream from number `from` on, in order.
  [[nodiscard]] std::vector<Batch> batches(StreamId stream, std::uint64_t from = 0) const;
  /// The number after the last batch's.
  [[nodiscard]] std::uint64_t batch_count(StreamId stream) const;

  [[nodiscard]] LogCursor log(StreamId stream, Sequence from = 0) const;
  /// One entry by itself, which costs less than a cursor. Its views live in `bytes`.
  [[nodiscard]] LogEntry entry(StreamId stream, Sequence sequence, std::string& bytes) const;
  [[nodiscard]] KeysCursor keys(StreamId stream) const;
  /// All versions of a key, newest first; empty if the key is unknown.
  [[nodiscard]] std::vector<Sequence> versions(StreamId stream, std::string_view key) const;

  [[nodiscard]] std::vector<std::pair<std::uint64_t, Run>> runs() const;
  /// A number that Writer::put_mark keeps.
  [[nodiscard]] std::optional<std::uint64_t> mark(std::string_view name) const;
  /// The text of a plan that some run used.
  [[nodiscard]] std::optional<std::string> plan(const fb::Hash& hash) const;

 private:
  const Store* store_;
};

}  // namespace sojourn::journal
