// Where in a dump folder a stream is exported to: mongodump's folders and names of files.
#pragma once

#include <filesystem>

#include "journal/view.h"

namespace sojourn::dump {

/// The two files of a collection, within the dump.
struct ExportPlace {
  std::filesystem::path data;      ///< <database>/<collection>.bson
  std::filesystem::path metadata;  ///< <database>/<collection>.metadata.json
};

/// The database is the one that the dump was read from where the stream's name has it, else the source's
/// name.
[[nodiscard]] ExportPlace export_place(const journal::StreamInfo& info);

}  // namespace sojourn::dump
