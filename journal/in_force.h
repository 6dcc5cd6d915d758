// Which entries of a stream's log are in force: what is left when later versions, deletes and undecided
// conflicts are taken into account.
//
// Found by one walk over the keys, and without any where the batches already tell that no key occurs twice.
// Takes one bit per entry; no look-up per document.
#pragma once

#include <cstdint>
#include <vector>

#include "journal/summary.h"
#include "journal/view.h"

namespace sojourn::journal {

/// What to do with further documents that a source holds under one key (MongoDB dumps may).
enum class Repeats {
  kNewest,  ///< One entry per key: the newest.
  kAll,     ///< Every entry that no later one took the place of: what the source holds.
};

/// The sequences, out of all versions of one key given newest first, that are in force. A correction, like a
/// delete, ends everything older under its key; a conflict is not in force until a person decides it.
[[nodiscard]] std::vector<Sequence> in_force(const std::vector<KeyEntry>& newest_first, Repeats repeats);

/// All versions of one key, newest first; their `key` is left empty.
[[nodiscard]] std::vector<KeyEntry> versions_of(const View& view, StreamId stream, std::string_view key);

class InForce {
 public:
  InForce(const View& view, StreamId stream, Repeats repeats);
  [[nodiscard]] bool holds(Sequence sequence) const { return all_ || holds_[sequence]; }

 private:
  bool all_;
  std::vector<bool> holds_;
};

/// Distinct keys with an entry in force; exact, unlike what a summary may know.
[[nodiscard]] std::uint64_t count_documents(const View& view, const StreamSummary& stream);

}  // namespace sojourn::journal
