// One run of `extract`: from a plan to a journal, with the run itself on record.
//
// Sources are opened and listed, and the plan is held against them, before the journal is touched: a wrong
// plan leaves no journal behind. A run that fails or pauses says so in its record; one that is killed has a
// record without an end.
#pragma once

#include <filesystem>
#include <string>

#include "extract/extract.h"
#include "pipeline/status.h"
#include "plan/plan.h"

namespace sojourn::pipeline {

struct ExtractRequest {
  const plan::Plan& plan;
  std::filesystem::path journal;
  extract::Options options;
  std::string options_text;  ///< As given by the operator, for the record of the run.
};

struct ExtractResult {
  extract::Outcome outcome;
  std::uint64_t cursors =
      0;  ///< How many readings the plan's sources have; outcome.cursors_skipped of them were not needed.
  Status status;  ///< Of the journal afterwards.
};

/// Throws an Error of exit code 2 for a plan that does not fit its sources, 3 where the same command goes on.
[[nodiscard]] ExtractResult run_extract(const ExtractRequest& request, extract::Observer& observer);

}  // namespace sojourn::pipeline
