// One extraction pass over one stream: decides for each document whether the journal needs a new entry.
//
// A first pass appends everything and looks nothing up. A later pass walks the family of keys beside the
// sorted batch: a document whose body the journal already holds in force is only marked as met, a changed one
// becomes a new version that names the entry it replaces, and what was not met at the end has vanished (J3).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "journal/writer.h"
#include "source/source.h"

namespace sojourn::extract {

class StreamPass {
 public:
  /// Goes on with pass `pass` if the stream's last batch belongs to it, else begins it.
  StreamPass(journal::Writer& writer, journal::StreamId stream, std::uint64_t pass);

  /// Adds one document of the batch; `key` must live until take_part's result is encoded.
  void add(const source::Document& document, std::string_view key, bool without_id);
  void add_damage(const source::Damage& damage);
  [[nodiscard]] bool has_news() const { return !documents_.empty() || !damages_.empty(); }
  /// Decides the documents added since the last call. The part holds the new entries and the pass's sums.
  [[nodiscard]] journal::Part take_part();

  /// Whether the pass had to leave a damaged stretch out.
  [[nodiscard]] bool damaged() const { return totals_.damaged > 0; }

  using Commit = std::function<void(journal::Part)>;

  /// Ends the pass: everything was read, and all earlier parts are durable. With `deletes`, keys that
  /// vanished from the source become deletes. `commit` makes each part durable before it returns.
  void finish(bool deletes, const Commit& commit);

  [[nodiscard]] journal::StreamId stream() const { return stream_; }

 private:
  struct Pending {
    std::string_view key;
    std::string_view body;
    std::uint64_t body_hash = 0;
    bool invalid_utf8 = false;
    // The decision:
    bool append = true;
    bool later = false;
    bool conflict = false;
    journal::Sequence replaces = journal::kNoSequence;
  };

  [[nodiscard]] bool looks_up() const { return first_ > 0; }
  void resume(const journal::Batch& last);
  void watch_rising(std::string_view key);
  void decide_all();
  void decide(Pending& document, const std::vector<journal::KeyEntry>& versions);
  void mark_met(journal::Sequence sequence);
  [[nodiscard]] bool met(journal::Sequence sequence) const { return met_[sequence]; }
  void walk_keys(bool deletes, const Commit& commit);
  void close_key(const std::vector<journal::KeyEntry>& versions, bool deletes);
  /// Whether an entry of this pass is no document of the source but a version that `restore` wrote, before
  /// the run that did so was killed.
  [[nodiscard]] bool was_restored(const journal::KeyEntry& own) const;
  void add_delete(const journal::KeyEntry& live, bool conflict);
  void restore(const journal::KeyEntry& met, const journal::KeyEntry& stale);
  [[nodiscard]] journal::Part closing_part();
  [[nodiscard]] journal::Part begin_part() const;

  journal::Writer& writer_;
  const journal::StreamId stream_;
  const std::uint64_t pass_;
  journal::Sequence first_ = 0;  ///< The stream's next sequence when the pass began.
  bool rising_ = true;
  std::string last_key_;
  std::uint64_t keys_ = 0;
  journal::fb::TotalsT totals_;
  std::vector<bool>
      met_;  ///< Of the entries before the pass: those that the source still holds, or that were replaced.
  std::vector<journal::Sequence> met_now_;
  std::vector<Pending> documents_;
  std::vector<std::unique_ptr<journal::fb::DamageT>> damages_;
  // Found while the pass ends:
  std::vector<journal::Sequence> repeated_;
  std::vector<journal::NewEntry> closing_;  ///< Deletes and restored versions.
  std::deque<std::string> closing_bytes_;   ///< What they borrow.
};

}  // namespace sojourn::extract
