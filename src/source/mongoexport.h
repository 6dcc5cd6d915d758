// Files that mongoexport wrote, as a source: one file, or a folder of them.
#pragma once

#include <filesystem>
#include <memory>

#include "source/source.h"

namespace sojourn::source {

/// Each *.json or *.json.gz is a stream of the file's name. Throws if nothing is at `path`; the folder itself
/// is looked at by `list`.
[[nodiscard]] std::unique_ptr<Source> open_mongoexport(const std::filesystem::path& path);

}  // namespace sojourn::source
