// Builds files of `mongodump --archive`, sound or with any fault in them.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "support/bson_builder.h"

namespace sojourn::test {

/// CRC-64 of ECMA-182, reflected: bit by bit, so that it shares nothing with what it checks.
inline std::uint64_t slow_crc64(std::uint64_t crc, std::string_view bytes) {
  crc = ~crc;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xc96c5795d7870f42u : 0);
  }
  return ~crc;
}

inline constexpr std::string_view kTerminator = "\xff\xff\xff\xff";

inline std::string block_header(std::string_view database, std::string_view collection, bool last,
                                std::uint64_t crc) {
  return Doc()
      .text("db", database)
      .text("collection", collection)
      .boolean("EOF", last)
      .int64("CRC", static_cast<std::int64_t>(crc))
      .bytes();
}

class ArchiveBuilder {
 public:
  explicit ArchiveBuilder(std::string_view version = "0.1") {
    bytes_ = "\x6d\xe2\x99\x81";
    bytes_ += Doc()
                  .int32("concurrent_collections", 4)
                  .text("version", version)
                  .text("server_version", "6.0.1")
                  .text("tool_version", "100.6.0")
                  .bytes();
  }
  /// In the prelude, before any block.
  ArchiveBuilder& announce(std::string_view database, std::string_view collection,
                           std::string_view metadata = "{}", std::string_view type = "collection") {
    bytes_ += Doc()
                  .text("db", database)
                  .text("collection", collection)
                  .text("metadata", metadata)
                  .int32("size", 0)
                  .text("type", type)
                  .bytes();
    return *this;
  }
  ArchiveBuilder& block(const std::string& database, const std::string& collection,
                        const std::vector<std::string>& documents) {
    begin_blocks();
    bytes_ += block_header(database, collection, false, 0);
    std::uint64_t& crc = crcs_[{database, collection}];
    for (const std::string& document : documents) {
      bytes_ += document;
      crc = slow_crc64(crc, document);
    }
    bytes_ += kTerminator;
    return *this;
  }
  ArchiveBuilder& last(const std::string& database, const std::string& collection, std::uint64_t error = 0) {
    begin_blocks();
    bytes_ += block_header(database, collection, true, crcs_[{database, collection}] ^ error);
    bytes_ += kTerminator;
    return *this;
  }
  ArchiveBuilder& raw(std::string_view bytes) {
    begin_blocks();
    bytes_ += bytes;
    return *this;
  }
  std::string bytes() {
    begin_blocks();
    return bytes_;
  }

 private:
  void begin_blocks() {
    if (!blocks_) bytes_ += kTerminator;
    blocks_ = true;
  }
  std::string bytes_;
  bool blocks_ = false;
  std::map<std::pair<std::string, std::string>, std::uint64_t> crcs_;
};

}  // namespace sojourn::test
