// Reads an archive from block to block and hands out the documents of all its streams as they come.
#pragma once

#include <filesystem>
#include <memory>

#include "source/source.h"

namespace sojourn::source {

/// At the archive's start, or where `token` says.
[[nodiscard]] std::unique_ptr<Cursor> open_archive_cursor(const std::filesystem::path& path,
                                                          const CursorListing& listing,
                                                          std::string_view token, const ReadOptions& options);

}  // namespace sojourn::source
