#include "tools/dump/export_place.h"

#include "base/dump_name.h"
#include "base/ext_json.h"
#include "tools/dump/choose_stream.h"

namespace sojourn::dump {
namespace {

namespace fs = std::filesystem;

/// The collection's name in the metadata that came with the dump; older dumps have none there.
std::string name_in_metadata(std::string_view metadata) {
  std::string document;
  if (bson::append_bson(document, metadata).problem != nullptr) return {};
  const auto name = bson::find(document, "collectionName");
  return name && name->type == bson::Type::kString ? std::string(name->as_text()) : std::string();
}

/// The name of the .bson file that the stream was read from, without its ending; empty if it was none.
std::string file_stem(const journal::StreamInfo& info) {
  std::string name = fs::path(info.location).filename().string();
  for (const std::string_view ending : {".gz", ".bson"}) {
    if (name.ends_with(ending)) {
      name.resize(name.size() - ending.size());
    } else if (ending == ".bson") {
      name.clear();
    }
  }
  return name;
}

/// What is known of the collection behind a stream from its file and metadata.
struct Known {
  std::string folder;
  std::string stem;
  std::string told;

  [[nodiscard]] bool file_is_of(std::string_view collection) const {
    if (stem.empty()) return false;
    if (unescape_name(stem) == collection) return true;
    const std::string escaped = escape_name(collection);
    return is_cut_name(stem) && is_cut_name(escaped) &&
           stem.substr(0, stem.rfind('%')) == escaped.substr(0, escaped.rfind('%'));
  }
  [[nodiscard]] bool is_collection(std::string_view name) const {
    return name == told || (!told.empty() && name == std::string(kBucketsPrefix) + told);
  }
};

/// Where `name` splits into database and collection; 0 if it is just a collection.
std::size_t split_at(const Known& known, std::string_view name) {
  if (known.is_collection(name) || known.file_is_of(name)) return 0;
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
    const std::string_view collection = name.substr(dot + 1);
    if (known.is_collection(collection)) return dot;
    if (known.file_is_of(collection) && known.folder == name.substr(0, dot)) return dot;
  }
  return 0;
}

/// A folder's name must not lead elsewhere.
std::string folder_name(std::string_view database) {
  if (database.empty() || database == "." || database == "..") return "%" + std::string(database);
  return escape_name(database);
}

}  // namespace

ExportPlace export_place(const journal::StreamInfo& info) {
  const Known known{.folder = fs::path(info.location).parent_path().filename().string(),
                    .stem = file_stem(info),
                    .told = name_in_metadata(info.metadata)};
  const std::string_view name = collection_of(info);
  const std::size_t dot = split_at(known, name);
  const fs::path folder = folder_name(dot == 0 ? std::string_view(info.source) : name.substr(0, dot));
  const std::string_view collection = dot == 0 ? name : name.substr(dot + 1);
  const std::string stem = known.file_is_of(collection) ? known.stem : escape_name(collection);
  const bool buckets = stem.starts_with(kBucketsPrefix);
  return {.data = folder / (stem + ".bson"),
          .metadata = folder / (stem.substr(buckets ? kBucketsPrefix.size() : 0) + ".metadata.json")};
}

}  // namespace sojourn::dump
