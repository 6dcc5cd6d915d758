// Extraction: from a source into the journal, exactly resumable, nothing twice (J1, J2, J3).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "journal/writer.h"
#include "source/source.h"

namespace sojourn::extract {

struct Options {
  bool skip_damaged = false;  ///< Leave damaged stretches out, counted, where the format allows.
  bool deletes = false;       ///< Documents that vanished from the source become deletes.
  bool again = false;         ///< Read sources anew although they look unchanged.
  std::size_t memory_bytes = 512u << 20;
  double disk_reserve = 0.10;  ///< Stop before less than this part of the disk is free.
};

/// One source of the plan, listed.
struct SourceWork {
  std::string name;  ///< As in the plan: "crm".
  source::Source* source = nullptr;
  std::vector<source::CursorListing> cursors;
  /// Field paths to be masked, per stream name as listed; and streams that the plan ignores are not in
  /// `cursors`.
  std::vector<std::pair<std::string, std::vector<std::string>>> sensitive;
};

/// How far the whole extraction is; handed to the observer about four times a second and at each stream's
/// end.
struct Progress {
  std::string stream;  ///< What is read just now: "crm.Users".
  std::uint64_t bytes_done =
      0;  ///< Of the sources as they lie on disk, over all cursors, this run and earlier.
  std::uint64_t bytes_total = 0;
  std::uint64_t bytes_this_run = 0;
  std::uint64_t documents_this_run = 0;
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void progress(const Progress& progress) = 0;
};

/// What one call did. The journal itself tells the rest (pipeline/status.h).
struct Outcome {
  bool complete = false;  ///< Every cursor was read to its end; false after a wish to stop.
  std::uint64_t read = 0;
  std::uint64_t appended = 0;         ///< Entries that this call added to the log.
  std::uint64_t cursors_skipped = 0;  ///< Already complete and unchanged.
};

/// Reads all cursors into the journal. Throws an Error with exit code 3 when the disk is nearly full.
[[nodiscard]] Outcome extract(journal::Writer& writer, const std::vector<SourceWork>& work,
                              const Options& options, Observer& observer);

}  // namespace sojourn::extract
