// Single documents of a stream, found by key: what derivation asks about the few that changed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/view.h"

namespace sojourn::derive {

class Documents {
 public:
  Documents(const journal::View& view, journal::StreamId stream)
      : view_(view), stream_(stream), cursor_(view.keys(stream)) {}

  /// All versions of a key as the stream was when this was made, newest first. Rising keys are found cheaply.
  [[nodiscard]] std::vector<journal::KeyEntry> versions(std::string_view key);
  /// The version of a key that is in force.
  [[nodiscard]] std::optional<journal::Sequence> in_force(std::string_view key);
  /// Valid until the next call.
  [[nodiscard]] journal::LogEntry entry(journal::Sequence sequence) {
    return view_.entry(stream_, sequence, bytes_);
  }
  /// The document in force; its views are valid until the next call.
  [[nodiscard]] std::optional<journal::LogEntry> find(std::string_view key);

 private:
  const journal::View& view_;
  const journal::StreamId stream_;
  journal::KeysCursor cursor_;
  std::string bytes_;
};

/// Where the key of each entry first came into the log: the order of the source, which no correction changes.
class FirstSequences {
 public:
  FirstSequences(const journal::View& view, journal::StreamId stream);
  [[nodiscard]] journal::Sequence of(const journal::LogEntry& entry);

 private:
  Documents documents_;
  std::vector<bool> later_;  ///< Entries that may not be the first of their key.
};

}  // namespace sojourn::derive
