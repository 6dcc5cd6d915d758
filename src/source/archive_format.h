// The format of `mongodump --archive`, as far as it can be told without reading documents.
//
//   archive = magic, prelude, block...
//   prelude = header document, one document for each collection, terminator
//   block   = block header {db, collection, EOF: false, CRC: 0}, documents..., terminator
//           | block header {db, collection, EOF: true, CRC}, terminator
//
// Blocks of different collections come in any order; a collection may have many. The last one of each has EOF
// and the CRC-64 of all the collection's documents.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "source/batch_reader.h"

namespace sojourn::source {

inline constexpr std::uint32_t kArchiveMagic = 0x8199e26d;
inline constexpr std::uint32_t kArchiveTerminator = 0xffffffff;

/// What the prelude says about a collection.
struct ArchiveCollection {
  std::string database;    ///< Empty for the oplog.
  std::string collection;  ///< As its blocks call it.
  std::string metadata;
  std::string stream;               ///< Its name as a stream; empty if it is none.
  std::string reason_to_leave_out;  ///< Why not.

  [[nodiscard]] std::string name() const {
    return database.empty() ? collection : database + "." + collection;
  }
};

/// Reads magic and prelude off the front. Throws if that is not what is there.
[[nodiscard]] std::vector<ArchiveCollection> read_prelude(BatchReader& reader);

/// What begins a block.
struct BlockHeader {
  std::string_view database;
  std::string_view collection;
  bool last = false;
  std::uint64_t crc = 0;  ///< Of the whole collection, if last.
};

/// Empty if the document is no block header. REQUIRES a sound document.
[[nodiscard]] std::optional<BlockHeader> parse_block_header(std::string_view document);

}  // namespace sojourn::source
