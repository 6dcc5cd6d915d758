// Reads a .bson or .bson.gz file: documents one behind another, nothing between them.
#pragma once

#include <memory>
#include <string>

#include "source/source.h"

namespace sojourn::source {

/// A cursor of one stream, at the file's start or where `token` says.
[[nodiscard]] std::unique_ptr<Cursor> open_bson_file(const CursorListing& listing, std::string_view token,
                                                     const ReadOptions& options);

}  // namespace sojourn::source
