#include "source/mongodump.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "base/log.h"
#include "source/archive.h"
#include "source/bson_cursor.h"
#include "source/dump_folder.h"
#include "source/file.h"

namespace sojourn::source {
namespace {

namespace fs = std::filesystem;

/// Collections are called by their own name where the dump holds one database only.
std::vector<std::string> stream_names(const std::vector<DumpedCollection>& collections) {
  std::set<std::string> databases;
  for (const auto& collection : collections) databases.insert(collection.database);
  std::vector<std::string> names;
  names.reserve(collections.size());
  for (const auto& dumped : collections) {
    names.push_back(databases.size() > 1 ? fmt::format("{}.{}", dumped.database, dumped.collection)
                                         : dumped.collection);
  }
  return names;
}

CursorListing listing_of(const DumpedCollection& collection, const std::string& name) {
  const File file(collection.file);
  return {.name = name,
          .streams = {{name, collection.file.string(), collection.metadata}},
          .bytes = file.size(),
          .fingerprint = file.fingerprint(),
          .modified_ns = file.modified_ns()};
}

Error nothing_in(const fs::path& path, const DumpContent& content) {
  std::string cause = "no collection is in it";
  if (!content.left_out.empty()) {
    const LeftOut& first = content.left_out.front();
    cause += fmt::format(" ({}: {}{})", first.what, first.reason, content.left_out.size() > 1 ? "; ..." : "");
  }
  return Error({.doing = "read a dump",
                .subject = path.string(),
                .cause = std::move(cause),
                .hint = "name the folder that mongodump wrote: the one with a folder for each database, or "
                        "a database's own with its .bson files"});
}

/// .bson and .bson.gz files, each a cursor of its own.
class DumpFiles : public Source {
 public:
  explicit DumpFiles(fs::path path) : path_(std::move(path)) {}

  std::vector<CursorListing> list() override {
    const DumpContent content = look();
    for (const LeftOut& left_out : content.left_out) {
      log::info("{} is left out: {}", left_out.what, left_out.reason);
    }
    if (content.collections.empty()) throw nothing_in(path_, content);
    const std::vector<std::string> names = stream_names(content.collections);
    std::vector<CursorListing> listings;
    for (std::size_t i = 0; i < names.size(); ++i) {
      listings.push_back(listing_of(content.collections[i], names[i]));
    }
    return listings;
  }

  std::unique_ptr<Cursor> open(const CursorListing& listing, std::string_view token,
                               const ReadOptions& options) override {
    return open_bson_file(listing, token, options);
  }

 private:
  DumpContent look() const {
    if (fs::is_directory(path_)) return look_into_folder(path_);
    return {{look_at_file(path_)}, {}};
  }

  fs::path path_;
};

}  // namespace

std::unique_ptr<Source> open_mongodump(const fs::path& path) {
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (problem) {
    throw Error({.doing = "open a dump",
                 .subject = path.string(),
                 .cause = problem.message(),
                 .hint = "check the path behind `mongodump:` in the plan"});
  }
  if (fs::is_directory(status) || is_bson_name(path.filename().string())) {
    return std::make_unique<DumpFiles>(path);
  }
  if (is_archive(path)) return open_archive(path);
  throw Error({.doing = "open a dump",
               .subject = path.string(),
               .cause = "it is neither a folder, nor a .bson file, nor an archive of mongodump",
               .hint = "check the path behind `mongodump:` in the plan"});
}

}  // namespace sojourn::source
