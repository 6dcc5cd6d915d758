#include "tools/make_crm/dump_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "tools/make_crm/random.h"

namespace sojourn::make_crm {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* doing, const fs::path& path) {
  throw Error({.doing = doing,
               .subject = path.string(),
               .cause = errno_text(),
               .hint = "check the folder's permissions and the free space"});
}

void write_all(int file, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write a dump", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// 32 hexadecimal digits that follow from seed and name, with the marks of a random (version 4) UUID.
std::string uuid(std::uint64_t seed, std::string_view name) {
  const std::uint64_t high = (mix(seed, hash64(name), 1) & ~0xf000ull) | 0x4000u;
  const std::uint64_t low = (mix(seed, hash64(name), 2) & ~(3ull << 62)) | (2ull << 62);
  return fmt::format("{:016x}{:016x}", high, low);
}

constexpr std::string_view kIdIndex =
    R"({"v":{"$numberInt":"2"},"key":{"_id":{"$numberInt":"1"}},"name":"_id_"})";
constexpr std::string_view kEmailIndex =
    R"({"v":{"$numberInt":"2"},"unique":true,"key":{"email":{"$numberInt":"1"}},"name":"Users_email_key"})";

}  // namespace

BsonFile::BsonFile(fs::path path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)) {
  if (file_ < 0) fail("create a file of a dump", path_);
  buffer_.reserve(kPieceBytes + kPieceBytes / 4);
}

BsonFile::~BsonFile() {
  if (file_ >= 0) ::close(file_);
}

void BsonFile::flush() {
  write_all(file_, buffer_, path_);
  bytes_ += buffer_.size();
  buffer_.clear();
}

void BsonFile::close() {
  flush();
  const int file = std::exchange(file_, -1);
  if (::close(file) != 0) fail("close a file of a dump", path_);
}

DumpFolder::DumpFolder(const fs::path& folder, const Options& options)
    : path_(folder / kDatabase), options_(options) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) {
    throw Error({.doing = "create a folder", .subject = path_.string(), .cause = error.message()});
  }
  if (!fs::is_empty(path_)) {
    throw Error({.doing = "write a dump",
                 .subject = path_.string(),
                 .cause = "the folder is not empty",
                 .hint = "remove it, or give another folder"});
  }
}

fs::path DumpFolder::path_of(std::string_view collection, std::string_view ending) const {
  return path_ / (std::string(collection) + std::string(ending));
}

void DumpFolder::write_metadata(std::string_view collection) const {
  std::string indexes(kIdIndex);
  if (collection == "Users" && options_.unique_email) indexes.append(",").append(kEmailIndex);
  write_whole(
      path_of(collection, ".metadata.json"),
      fmt::format(
          R"({{"options":{{}},"indexes":[{}],"uuid":"{}","collectionName":"{}","type":"collection"}})",
          indexes, uuid(options_.seed, collection), collection));
}

void write_whole(const fs::path& path, std::string_view content) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) fail("create a file", path);
  try {
    write_all(file, content, path);
  } catch (...) {
    ::close(file);
    throw;
  }
  if (::close(file) != 0) fail("close a file", path);
}

}  // namespace sojourn::make_crm
