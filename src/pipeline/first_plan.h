// `plan init`: a first plan, from what the target's catalogue and the journal say.
//
// Streams go into the tables of their name. All that nobody but the operator can decide stands in the plan as
// a comment with counts and keys, beside the line that decides it. The plan is sound as it is written; what
// would fail under it was found by a rehearsal of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace sojourn::pipeline {

struct FirstPlanRequest {
  std::filesystem::path source;
  std::string connection;  ///< libpq's words: a secret (J10), which never reaches the plan.
  std::string schema;
  std::string migration;          ///< Empty: that of the journal, else named by the source.
  std::filesystem::path journal;  ///< Empty: beside the plan.
  std::filesystem::path out;      ///< Must not be there.
};

struct FirstPlan {
  std::filesystem::path journal;
  bool extracted = false;  ///< There was a journal to look into.
  std::uint64_t tables = 0;
  std::uint64_t pairs = 0;
  std::uint64_t left_out = 0;   ///< Tables.
  std::uint64_t decisions = 0;  ///< Comments that want one.
};

/// Writes the plan. Throws a usage_error, and writes nothing, if the file is there.
[[nodiscard]] FirstPlan write_first_plan(const FirstPlanRequest& request);

}  // namespace sojourn::pipeline
