// A dump that mongodump wrote, as a source: a folder, one .bson file, or a file of --archive.
#pragma once

#include <filesystem>
#include <memory>

#include "source/source.h"

namespace sojourn::source {

/// Throws if nothing is at `path`. The dump itself is looked at by `list`.
[[nodiscard]] std::unique_ptr<Source> open_mongodump(const std::filesystem::path& path);

}  // namespace sojourn::source
