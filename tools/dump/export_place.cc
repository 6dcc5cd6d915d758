#include "tools/dump/export_place.h"

#include <fmt/format.h>

#include "base/ext_json.h"
#include "base/hash.h"
#include "tools/dump/choose_stream.h"

namespace sojourn::dump {
namespace {

// mongodump's own bounds: longer names are cut, and a mark and a hash of the whole name are put behind.
// Readers take the whole name from the metadata then.
constexpr std::size_t kNameBytesMax = 238;
constexpr std::size_t kCutBytes = 208;
constexpr std::size_t kHashChars = 27;
constexpr std::string_view kCutMark = "%24";

bool stays_as_it_is(char c) {
  constexpr std::string_view kSafe = "-_.~$&+:=@";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kSafe.find(c) != std::string_view::npos;
}

/// The collection's name in the metadata that came with the dump; older dumps have none there.
std::string name_in_metadata(std::string_view metadata) {
  std::string document;
  if (bson::append_bson(document, metadata).problem != nullptr) return {};
  const auto name = bson::find(document, "collectionName");
  return name && name->type == bson::Type::kString ? std::string(name->as_text()) : std::string();
}

/// Whether the file that the stream was read from shows that `name` is a database and a collection.
bool file_names(const journal::StreamInfo& info, std::string_view database, std::string_view collection) {
  const std::filesystem::path file(info.location);
  const std::string stem = escape_name(collection) + ".bson";
  return file.parent_path().filename() == database &&
         (file.filename() == stem || file.filename() == stem + ".gz");
}

/// Where `name` splits into database and collection; 0 if it is just a collection.
std::size_t split_at(const journal::StreamInfo& info, std::string_view name) {
  const std::string told = name_in_metadata(info.metadata);
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
    const std::string_view collection = name.substr(dot + 1);
    if (told == collection || file_names(info, name.substr(0, dot), collection)) return dot;
  }
  return 0;
}

/// A folder's name must not lead elsewhere.
std::string folder_name(std::string_view database) {
  if (database.empty() || database == "." || database == "..") return "%" + std::string(database);
  return escape_name(database);
}

}  // namespace

std::string escape_name(std::string_view name) {
  std::string escaped;
  for (const char c : name) {
    if (stays_as_it_is(c)) {
      escaped += c;
    } else {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  if (escaped.size() <= kNameBytesMax) return escaped;
  return fmt::format("{}{}{}", escaped.substr(0, kCutBytes), kCutMark,
                     to_hex(hash128(name)).substr(0, kHashChars));
}

std::filesystem::path export_place(const journal::StreamInfo& info) {
  const std::string_view name = collection_of(info);
  const std::size_t dot = split_at(info, name);
  if (dot == 0) return std::filesystem::path(folder_name(info.source)) / escape_name(name);
  return std::filesystem::path(folder_name(name.substr(0, dot))) / escape_name(name.substr(dot + 1));
}

}  // namespace sojourn::dump
