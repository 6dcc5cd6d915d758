#include "source/archive_format.h"

#include <fmt/format.h>

#include <set>

#include "base/bytes.h"
#include "base/dump_name.h"
#include "source/document_search.h"
#include "source/dump_folder.h"
#include "source/metadata.h"

namespace sojourn::source {
namespace {

constexpr std::string_view kVersion = "0.1";

Error bad_prelude(const BatchReader& reader, std::string cause) {
  const ByteStream& bytes = reader.bytes();
  return Error({.doing = "read the head of an archive",
                .subject = fmt::format("{}, {} {}", bytes.file().path().string(), bytes.offset_name(),
                                       reader.offset()),
                .cause = std::move(cause),
                .hint = "check that this is a file of mongodump --archive; if so, take the dump again"});
}

std::uint32_t peek_word(BatchReader& reader) {
  const std::string_view bytes = reader.peek(4);
  if (bytes.size() < 4) throw bad_prelude(reader, "the archive ends within its head");
  return load_le<std::uint32_t>(bytes.data());
}

/// The document at the front; still there, to be skipped by its size.
std::string_view peek_document(BatchReader& reader) {
  if (peek_word(reader) == kArchiveTerminator) throw bad_prelude(reader, "it has no header");
  const std::size_t length = document_length(reader.peek(4).data());
  if (length == 0) throw bad_prelude(reader, "there is no document where one should be");
  const std::string_view bytes = reader.peek(length).substr(0, length);
  if (bytes.size() < length) throw bad_prelude(reader, "the archive ends within its head");
  const bson::Scan scan = bson::scan(bytes);
  if (scan.problem != nullptr) throw bad_prelude(reader, scan.problem);
  return bytes;
}

std::optional<std::string_view> text_field(std::string_view document, std::string_view name) {
  const auto field = bson::find(document, name);
  if (!field || field->type != bson::Type::kString) return std::nullopt;
  return field->as_text();
}

void check_header(const BatchReader& reader, std::string_view document) {
  const auto version = text_field(document, "version");
  if (version == kVersion) return;
  throw bad_prelude(
      reader, fmt::format("archives of version \"{}\" are not known to this release", version.value_or("")));
}

ArchiveCollection parse_collection(const BatchReader& reader, std::string_view document) {
  const auto database = text_field(document, "db");
  const auto collection = text_field(document, "collection");
  if (!database || !collection) throw bad_prelude(reader, "a collection is announced without its name");
  const std::string_view metadata = text_field(document, "metadata").value_or("");
  ArchiveCollection result{std::string(*database), std::string(*collection), std::string(metadata), {}, {}};
  // Announced by its own name, but its blocks hold the buckets.
  if (text_field(document, "type") == "timeseries") result.collection.insert(0, kBucketsPrefix);
  return result;
}

std::string reason(const ArchiveCollection& collection) {
  if (collection.database.empty()) return kReasonOplog;
  std::string reason = reason_to_leave_out_database(collection.database);
  if (reason.empty()) reason = reason_to_leave_out_collection(collection.collection);
  if (reason.empty() && is_view(collection.metadata)) reason = kReasonView;
  return reason;
}

void name_streams(std::vector<ArchiveCollection>& collections) {
  std::set<std::string> databases;
  for (ArchiveCollection& collection : collections) {
    collection.reason_to_leave_out = reason(collection);
    if (collection.reason_to_leave_out.empty()) databases.insert(collection.database);
  }
  for (ArchiveCollection& collection : collections) {
    if (!collection.reason_to_leave_out.empty()) continue;
    collection.stream = databases.size() > 1 ? collection.name() : collection.collection;
  }
}

}  // namespace

std::vector<ArchiveCollection> read_prelude(BatchReader& reader) {
  if (peek_word(reader) != kArchiveMagic) {
    throw bad_prelude(reader, "it does not begin with the magic bytes of an archive");
  }
  reader.skip(4);
  const std::string_view header = peek_document(reader);
  check_header(reader, header);
  reader.skip(header.size());
  std::vector<ArchiveCollection> collections;
  while (peek_word(reader) != kArchiveTerminator) {
    const std::string_view document = peek_document(reader);
    collections.push_back(parse_collection(reader, document));
    reader.skip(document.size());
  }
  reader.skip(4);
  name_streams(collections);
  return collections;
}

std::optional<BlockHeader> parse_block_header(std::string_view document) {
  const auto database = text_field(document, "db");
  const auto collection = text_field(document, "collection");
  const auto last = bson::find(document, "EOF");
  const auto crc = bson::find(document, "CRC");
  if (!database || !collection || !last || last->type != bson::Type::kBool) return std::nullopt;
  if (!crc || crc->type != bson::Type::kInt64) return std::nullopt;
  return BlockHeader{*database, *collection, last->as_bool(), static_cast<std::uint64_t>(crc->as_int64())};
}

}  // namespace sojourn::source
