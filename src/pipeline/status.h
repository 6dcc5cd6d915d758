// What a journal holds and how it came there: the query that `status` and the end of `extract` show.
//
// Plain data, taken from the journal alone; needs neither source nor plan.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "journal/summary.h"

namespace sojourn::pipeline {

struct Status {
  std::filesystem::path journal;
  std::string migration;
  std::vector<journal::StreamSummary> streams;  ///< By name.
  /// Files behind many streams (archives), which have the positions that their streams have not.
  std::vector<journal::StreamSummary> files;
  std::optional<journal::RunSummary> last_run;

  /// Every stream and file is read to its end.
  [[nodiscard]] bool complete() const;
};

/// REQUIRES: `view` is of the journal in `folder`, which only serves as a name.
[[nodiscard]] Status read_status(const journal::View& view, const std::filesystem::path& folder);
/// Opens the journal for reading; one in use shows what was durable at that moment.
[[nodiscard]] Status read_status(const std::filesystem::path& folder);

}  // namespace sojourn::pipeline
