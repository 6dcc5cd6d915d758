// The one door into this room for those who need a source and do not care of what kind.
#pragma once

#include <filesystem>
#include <memory>

#include "plan/plan.h"
#include "source/source.h"

namespace sojourn::source {

/// Throws if nothing is at `path`.
[[nodiscard]] std::unique_ptr<Source> open_source(plan::SourceKind kind, const std::filesystem::path& path);

}  // namespace sojourn::source
