#include "source/archive.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/log.h"
#include "source/archive_cursor.h"
#include "source/archive_format.h"

namespace sojourn::source {
namespace {

namespace fs = std::filesystem;

class Archive : public Source {
 public:
  explicit Archive(fs::path path) : path_(std::move(path)) {}

  std::vector<CursorListing> list() override {
    BatchReader reader(open_bytes(path_, "", {}));
    const File& file = reader.bytes().file();
    CursorListing listing{.name = path_.filename().string(),
                          .streams = {},
                          .bytes = file.size(),
                          .fingerprint = file.fingerprint(),
                          .modified_ns = file.modified_ns()};
    for (const ArchiveCollection& collection : read_prelude(reader)) {
      if (collection.stream.empty()) {
        log::info("{} of {} is left out: {}", collection.name(), path_.string(),
                  collection.reason_to_leave_out);
        continue;
      }
      listing.streams.push_back(
          {collection.stream, path_.string() + ": " + collection.name(), collection.metadata});
    }
    if (listing.streams.empty()) throw nothing_in();
    if (listing.streams.size() == 1) listing.name = listing.streams.front().name;
    return {std::move(listing)};
  }

  std::unique_ptr<Cursor> open(const CursorListing& listing, std::string_view token,
                               const ReadOptions& options) override {
    return open_archive_cursor(path_, listing, token, options);
  }

 private:
  Error nothing_in() const {
    return Error({.doing = "read an archive",
                  .subject = path_.string(),
                  .cause = "no collection is in it but the server's own",
                  .hint = "check which databases mongodump was told to dump"});
  }

  fs::path path_;
};

}  // namespace

bool is_archive(const fs::path& path) {
  char magic[4] = {};
  const auto bytes = open_bytes(path, "", {});
  for (std::size_t filled = 0; filled < sizeof magic;) {
    const std::size_t got = bytes->read(magic + filled, sizeof magic - filled);
    if (got == 0) return false;
    filled += got;
  }
  return load_le<std::uint32_t>(magic) == kArchiveMagic;
}

std::unique_ptr<Source> open_archive(const fs::path& path) {
  return std::make_unique<Archive>(path);
}

}  // namespace sojourn::source
