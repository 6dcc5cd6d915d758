// Runs of `sojourn extract` that end where a test wants, and the comparison of what they leave behind with a
// run that nothing interrupted.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crash/dumps.h"
#include "support/command.h"
#include "support/temp_dir.h"

namespace sojourn::test {

/// One entry of the log.
struct Entry {
  std::string key;
  std::string body;
  bool deletes = false;
  friend bool operator==(const Entry&, const Entry&) = default;
};

/// All that a stream holds, and what is said about it.
struct StreamContent {
  std::string sums;
  std::vector<Entry> log;
};
using Content = std::map<std::string, StreamContent>;

/// Read with the journal's own reader, also beside a writer.
[[nodiscard]] Content content_of(const std::filesystem::path& journal);
/// The first difference in words; empty if there is none. Order counts, and so does every sum.
[[nodiscard]] std::string difference(const Content& expected, const Content& found);
/// The same for a run that is not through: each stream must be the beginning of the expected one.
[[nodiscard]] std::string no_prefix(const Content& expected, const Content& found);
/// What check_journal finds, in one text; empty if the journal is sound.
[[nodiscard]] std::string findings(const std::filesystem::path& journal);

/// Enough for batches that are ingested; and so little that every batch is a small write.
inline constexpr const char* kBulkMemory = "6MiB";
inline constexpr const char* kSmallMemory = "1MiB";

/// One extraction to be run.
struct Extraction {
  std::filesystem::path plan;
  std::filesystem::path journal;
  std::vector<std::string> options;
  std::string disk_reserve = "0";
  std::vector<std::string> environment{};  ///< "SOJOURN_CRASH_KILL=journal.commit.after:3"

  [[nodiscard]] std::vector<std::string> words() const;
};

/// Waits until the program stops itself at a point. False if it ended instead.
[[nodiscard]] bool wait_for_stop(const Command& command);

/// The dumps of one form, and what uninterrupted runs make of them. Made once per form and test program.
class Reference {
 public:
  static const Reference& of(Form form);

  /// With the options that the form needs at least, and `memory`.
  [[nodiscard]] Extraction extraction(State state, const std::filesystem::path& journal,
                                      std::string_view memory) const;
  [[nodiscard]] const Content& content(State state) const { return run(state).content; }
  /// How often an uninterrupted run with kBulkMemory passes each point.
  [[nodiscard]] const std::map<std::string, int>& hits(State state) const { return run(state).hits; }
  [[nodiscard]] std::chrono::microseconds duration(State state) const { return run(state).duration; }
  /// A journal that has all of the old state: to be copied.
  [[nodiscard]] std::filesystem::path old_journal() const { return folder_ / "journal-old"; }

 private:
  struct Run {
    Content content;
    std::map<std::string, int> hits;
    std::chrono::microseconds duration{};
  };

  explicit Reference(Form form);
  [[nodiscard]] const Run& run(State state) const { return state == State::kOld ? old_ : newer_; }
  void prepare(State state);
  [[nodiscard]] Run uninterrupted(State state, const std::filesystem::path& journal) const;

  const Form form_;
  TempDir folder_;
  Run old_;
  Run newer_;
};

}  // namespace sojourn::test
