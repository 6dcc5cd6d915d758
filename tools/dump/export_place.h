// Where in a dump folder a stream is exported to: mongodump's folders and its escapes in file names.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "journal/view.h"

namespace sojourn::dump {

/// The path of a stream's data within the dump, without the ending ".bson": <database>/<collection>. The
/// database is the one that the dump was read from where the stream's name has it, else the source's name.
[[nodiscard]] std::filesystem::path export_place(const journal::StreamInfo& info);

/// A collection's name as mongodump writes it into a file's name.
[[nodiscard]] std::string escape_name(std::string_view name);

}  // namespace sojourn::dump
