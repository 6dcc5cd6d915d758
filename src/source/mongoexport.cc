#include "source/mongoexport.h"

#include <map>

#include "base/error.h"
#include "base/log.h"
#include "source/file.h"
#include "source/folder.h"
#include "source/json_cursor.h"

namespace sojourn::source {
namespace {

namespace fs = std::filesystem;

/// A folder where mongodump's files lie was meant to be read as such.
Error is_a_dump(const fs::path& file) {
  return Error({.doing = "list a folder of mongoexport files",
                .subject = file.string(),
                .cause = "this is a file of mongodump",
                .hint = "say `mongodump:` in the plan instead of `mongoexport:`"});
}

Error same_stream(const fs::path& file, const fs::path& other) {
  return Error({.doing = "list a folder of mongoexport files",
                .subject = file.string(),
                .cause = "there is also " + other.filename().string() + ", for the same stream",
                .hint = "leave only one of the two in the folder"});
}

Error nothing_in(const fs::path& folder) {
  return Error({.doing = "read files of mongoexport",
                .subject = folder.string(),
                .cause = "no .json file is in this folder",
                .hint = "name the folder with the files that mongoexport wrote, or one of them"});
}

/// The files of a folder by the names of their streams.
std::map<std::string, fs::path> look_into(const fs::path& folder) {
  std::map<std::string, fs::path> files;
  for (const fs::path& path : entries_of(folder)) {
    const std::string name = path.filename().string();
    if (stem(name, ".bson") || stem(name, ".metadata.json")) throw is_a_dump(path);
    const auto stream = is_folder(path) ? std::nullopt : stem(name, ".json");
    if (!stream) {
      log::info("{} is left out: not a .json file", path.string());
      continue;
    }
    const auto [other, added] = files.emplace(*stream, path);
    if (!added) throw same_stream(path, other->second);
  }
  if (files.empty()) throw nothing_in(folder);
  return files;
}

CursorListing listing_of(const std::string& name, const fs::path& path) {
  const File file(path);
  return {.name = name,
          .streams = {{name, path.string(), ""}},
          .bytes = file.size(),
          .fingerprint = file.fingerprint(),
          .modified_ns = file.modified_ns()};
}

class ExportFiles : public Source {
 public:
  explicit ExportFiles(fs::path path) : path_(std::move(path)) {}

  std::vector<CursorListing> list() override {
    if (!is_folder(path_)) return {listing_of(stream_of_file(), path_)};
    std::vector<CursorListing> listings;
    for (const auto& [name, path] : look_into(path_)) listings.push_back(listing_of(name, path));
    return listings;
  }

  std::unique_ptr<Cursor> open(const CursorListing& listing, std::string_view token,
                               const ReadOptions& options) override {
    return open_json_file(listing, token, options);
  }

 private:
  /// A single file may be called anything.
  std::string stream_of_file() const {
    return stem(path_.filename().string(), ".json").value_or(path_.stem().string());
  }

  fs::path path_;
};

}  // namespace

std::unique_ptr<Source> open_mongoexport(const fs::path& path) {
  std::error_code problem;
  if (!fs::exists(path, problem)) {
    throw Error({.doing = "open files of mongoexport",
                 .subject = path.string(),
                 .cause = problem ? problem.message() : "nothing is there",
                 .hint = "check the path behind `mongoexport:` in the plan"});
  }
  return std::make_unique<ExportFiles>(path);
}

}  // namespace sojourn::source
