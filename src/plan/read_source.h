// Reads the systems of a plan: what is read, and where the rows go.
#pragma once

#include <string>

#include "plan/plan.h"
#include "plan/yaml.h"

namespace sojourn::plan {

/// Fit for file names and parts of stream names: without blanks, dots and slashes.
[[nodiscard]] std::string plain_name(const Value& value, const std::string& name, std::string_view meaning);

/// Reads one entry of a source. Relative paths count from `folder`, wherever sojourn is started.
void read_source_entry(SourcePlan& source, const Entry& entry, const std::filesystem::path& folder);

[[nodiscard]] TargetPlan read_target(const Entry& target, const std::filesystem::path& folder);

}  // namespace sojourn::plan
