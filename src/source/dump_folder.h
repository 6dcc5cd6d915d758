// What lies in a folder that mongodump wrote: which files are collections, and which are something else.
//
// Looks at names and metadata only; no document is read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sojourn::source {

struct DumpedCollection {
  std::string database;
  std::string collection;  ///< Decoded from the file's name.
  std::filesystem::path file;
  std::string metadata;  ///< Options and indexes, verbatim JSON, or empty.
};

/// A file or folder that holds no collection, and why.
struct LeftOut {
  std::string what;
  std::string reason;
};

struct DumpContent {
  std::vector<DumpedCollection> collections;  ///< By database and name.
  std::vector<LeftOut> left_out;
};

inline constexpr const char* kReasonOplog = "the oplog recorded beside the dump: operations, no documents";
inline constexpr const char* kReasonView = "a view; it has no documents of its own";
/// Why a collection is MongoDB's own and no stream, or empty if it is one.
[[nodiscard]] std::string reason_to_leave_out_collection(std::string_view collection);
/// Why a whole database is MongoDB's own when it comes with others, or empty.
[[nodiscard]] std::string reason_to_leave_out_database(std::string_view database);

/// Takes a folder of database folders, or one database's folder. Throws if it cannot be read.
[[nodiscard]] DumpContent look_into_folder(const std::filesystem::path& folder);
/// Takes one .bson or .bson.gz file, with the metadata beside it.
[[nodiscard]] DumpedCollection look_at_file(const std::filesystem::path& file);
[[nodiscard]] bool is_bson_name(std::string_view file_name);

}  // namespace sojourn::source
