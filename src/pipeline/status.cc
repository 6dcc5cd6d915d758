#include "pipeline/status.h"

#include <algorithm>

#include "journal/reader.h"

namespace sojourn::pipeline {

bool Status::complete() const {
  const auto is_complete = [](const journal::StreamSummary& each) { return each.complete; };
  return !streams.empty() && std::all_of(streams.begin(), streams.end(), is_complete) &&
         std::all_of(files.begin(), files.end(), is_complete);
}

Status read_status(const journal::View& view, const std::filesystem::path& folder) {
  Status status;
  status.journal = folder;
  status.migration = view.header().migration;
  for (journal::StreamSummary& each : journal::summarize(view)) {
    (each.info.cursor_only ? status.files : status.streams).push_back(std::move(each));
  }
  std::sort(status.streams.begin(), status.streams.end(),
            [](const auto& a, const auto& b) { return a.info.name < b.info.name; });
  auto runs = journal::summarize_runs(view);
  if (!runs.empty()) status.last_run = std::move(runs.back());
  return status;
}

Status read_status(const std::filesystem::path& folder) {
  return read_status(journal::Reader::open(folder)->view(), folder);
}

}  // namespace sojourn::pipeline
