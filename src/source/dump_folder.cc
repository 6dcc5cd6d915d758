#include "source/dump_folder.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/dump_name.h"
#include "base/error.h"
#include "source/byte_stream.h"
#include "source/folder.h"
#include "source/metadata.h"

namespace sojourn::source {
namespace {

namespace fs = std::filesystem;

/// The files of one folder, sorted out by their names.
struct FolderFiles {
  std::map<std::string, fs::path> data;      ///< By escaped collection name.
  std::map<std::string, fs::path> metadata;  ///< Likewise.
  std::vector<fs::path> folders;
  std::vector<fs::path> others;

  explicit FolderFiles(const fs::path& folder) {
    for (const fs::path& path : entries_of(folder)) {
      const std::string name = path.filename().string();
      if (is_folder(path)) {
        folders.push_back(path);
      } else if (const auto of = stem(name, ".metadata.json")) {
        add(metadata, *of, path);
      } else if (const auto collection = stem(name, ".bson")) {
        add(data, *collection, path);
      } else if (name != "prelude.json" && name != "prelude.json.gz") {
        others.push_back(path);
      }
    }
  }

  /// The oplog recorded beside a dump has no metadata; a collection called so has.
  bool only_oplog() const { return data.size() == 1 && data.count("oplog") == 1 && metadata.empty(); }
  bool is_database() const { return (!data.empty() && !only_oplog()) || !metadata.empty(); }

 private:
  static void add(std::map<std::string, fs::path>& to, const std::string& name, const fs::path& path) {
    const auto [other, added] = to.emplace(name, path);
    if (added) return;
    throw Error({.doing = "list a dump",
                 .subject = path.string(),
                 .cause = "there is also " + other->second.filename().string() + ", for the same collection",
                 .hint = "leave only one of the two in the folder"});
  }
};

DumpedCollection dumped(const std::string& database, const std::string& escaped, const fs::path& file,
                        const fs::path* metadata_file) {
  DumpedCollection result{database, unescape_name(escaped), file, {}};
  if (metadata_file == nullptr) return result;
  result.metadata = read_whole(*metadata_file);
  if (is_cut_name(escaped)) {
    if (const auto whole = name_in_metadata(result.metadata)) result.collection = *whole;
  }
  return result;
}

/// Takes what describes a data file out of the metadata files not yet used.
std::optional<fs::path> take_metadata(std::map<std::string, fs::path>& metadata, const std::string& name) {
  auto found = metadata.find(name);
  // The options of a time series lie under its own name.
  if (found == metadata.end() && name.starts_with(kBucketsPrefix)) {
    found = metadata.find(name.substr(kBucketsPrefix.size()));
  }
  if (found == metadata.end()) return std::nullopt;
  fs::path path = found->second;
  metadata.erase(found);
  return path;
}

void leave_out_views(const std::map<std::string, fs::path>& metadata, DumpContent& content) {
  for (const auto& [name, path] : metadata) {
    if (!reason_to_leave_out_collection(unescape_name(name)).empty()) continue;
    if (!is_view(read_whole(path))) {
      throw Error({.doing = "list a dump",
                   .subject = path.string(),
                   .cause = "the .bson file of this collection is missing",
                   .hint = "take the dump again, or remove this file if the collection is not wanted"});
    }
    content.left_out.push_back({path.string(), kReasonView});
  }
}

void add_database(const fs::path& folder, FolderFiles files, DumpContent& content) {
  // A path that ends in a slash has no last name.
  const fs::path named = folder.has_filename() ? folder : folder.parent_path();
  const std::string database = named.filename().string();
  for (const auto& [name, path] : files.data) {
    const auto metadata = take_metadata(files.metadata, name);
    const std::string reason = reason_to_leave_out_collection(unescape_name(name));
    if (!reason.empty()) {
      content.left_out.push_back({path.string(), reason});
      continue;
    }
    content.collections.push_back(dumped(database, name, path, metadata ? &*metadata : nullptr));
  }
  leave_out_views(files.metadata, content);
  for (const fs::path& inner : files.folders) {
    content.left_out.push_back({inner.string(), "a folder within a database's folder"});
  }
  for (const fs::path& other : files.others) {
    content.left_out.push_back({other.string(), "not a file of a dump"});
  }
}

void add_databases(const FolderFiles& top, DumpContent& content) {
  for (const fs::path& folder : top.folders) {
    FolderFiles files(folder);
    const std::string reason = reason_to_leave_out_database(folder.filename().string());
    if (!files.is_database() && files.data.empty()) {
      content.left_out.push_back({folder.string(), "a folder without .bson files"});
    } else if (!reason.empty()) {
      content.left_out.push_back({folder.string(), reason});
    } else {
      add_database(folder, std::move(files), content);
    }
  }
  for (const auto& [name, path] : top.data) {
    content.left_out.push_back({path.string(), kReasonOplog});
  }
  for (const fs::path& other : top.others) {
    content.left_out.push_back({other.string(), "not a file of a dump"});
  }
}

}  // namespace

std::string reason_to_leave_out_collection(std::string_view collection) {
  if (collection.starts_with("$admin.")) return "users and roles of the server";
  if (collection.starts_with("system.") && !collection.starts_with(kBucketsPrefix)) {
    return "a system collection of MongoDB's own";
  }
  return "";
}

std::string reason_to_leave_out_database(std::string_view database) {
  if (database == "config" || database == "local") {
    return "a database of the server's own";
  }
  return "";
}

bool is_bson_name(std::string_view file_name) {
  return stem(file_name, ".bson").has_value();
}

DumpContent look_into_folder(const fs::path& folder) {
  DumpContent content;
  FolderFiles files(folder);
  if (files.is_database()) {
    add_database(folder, std::move(files), content);
  } else {
    add_databases(files, content);
  }
  return content;
}

DumpedCollection look_at_file(const fs::path& file) {
  const std::string escaped = *stem(file.filename().string(), ".bson");
  for (const char* ending : {".metadata.json", ".metadata.json.gz"}) {
    const fs::path metadata = file.parent_path() / (escaped + ending);
    if (fs::exists(metadata)) return dumped("", escaped, file, &metadata);
  }
  return dumped("", escaped, file, nullptr);
}

}  // namespace sojourn::source
