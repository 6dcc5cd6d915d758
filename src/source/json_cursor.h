// Reads a file that mongoexport wrote: objects one behind another, one a line as a rule, or one array of
// them.
#pragma once

#include <memory>

#include "source/source.h"

namespace sojourn::source {

/// REQUIRES a listing with one stream, whose location is the file.
[[nodiscard]] std::unique_ptr<Cursor> open_json_file(const CursorListing& listing, std::string_view token,
                                                     const ReadOptions& options);

}  // namespace sojourn::source
