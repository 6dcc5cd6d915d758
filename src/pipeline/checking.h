// Whether a migration may begin: the target, our rights there, what stands in the way, and room for the
// journal. Reads only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace sojourn::pipeline {

struct Finding {
  enum class Weight { kOk, kWarning, kError } weight = Weight::kOk;
  std::string subject;  ///< "server", "table Users".
  std::string text;     ///< What is so.
  std::string hint;     ///< What to do about it; empty if nothing need be done.
};

/// In the order in which they are shown. Throws an Error if the target cannot be reached.
[[nodiscard]] std::vector<Finding> check_target(const plan::Plan& plan, const std::filesystem::path& journal);

/// The sources, the disk of the journal and the machine's memory.
[[nodiscard]] std::vector<Finding> check_here(const plan::Plan& plan, const std::filesystem::path& journal,
                                              std::uint64_t memory_bytes);

[[nodiscard]] bool has_error(const std::vector<Finding>& findings);

}  // namespace sojourn::pipeline
