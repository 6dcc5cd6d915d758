#include "source/metadata.h"

#include "base/bson.h"
#include "base/ext_json.h"
#include "source/byte_stream.h"

namespace sojourn::source {
namespace {

/// Far beyond what the options and indexes of a collection can take.
constexpr std::size_t kMetadataBytesMax = 64u << 20;

/// The metadata as BSON; empty if it is no JSON, which is none of our business.
std::string as_bson(std::string_view metadata) {
  std::string document;
  return bson::append_bson(document, metadata).problem == nullptr ? document : std::string();
}

}  // namespace

std::string read_whole(const std::filesystem::path& path) {
  const auto bytes = open_bytes(path, "", {});
  std::string content;
  while (content.size() <= kMetadataBytesMax) {
    const std::size_t filled = content.size();
    content.resize(filled + (64u << 10));
    const std::size_t got = bytes->read(content.data() + filled, content.size() - filled);
    content.resize(filled + got);
    if (got == 0) return content;
  }
  throw Error(
      {.doing = "read metadata", .subject = path.string(), .cause = "the file is larger than 64 MiB"});
}

std::optional<std::string> name_in_metadata(std::string_view metadata) {
  const std::string document = as_bson(metadata);
  if (document.empty()) return std::nullopt;
  const auto name = bson::find(document, "collectionName");
  if (!name || name->type != bson::Type::kString) return std::nullopt;
  return std::string(name->as_text());
}

bool is_view(std::string_view metadata) {
  const std::string document = as_bson(metadata);
  return !document.empty() && bson::find_path(document, "options.viewOn").has_value();
}

}  // namespace sojourn::source
