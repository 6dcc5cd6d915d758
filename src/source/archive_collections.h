// The collections of an archive while it is read: which are open, their running checksums, which are wanted.
//
// Owns nothing but numbers; part of an archive cursor and of its position.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "source/archive_format.h"
#include "source/source.h"
#include "source/token.h"

namespace sojourn::source {

class ArchiveCollections {
 public:
  enum class State : std::uint8_t { kUnseen = 0, kOpen = 1, kComplete = 2 };

  struct Collection {
    std::string database;
    std::string collection;
    std::string name;                     ///< Of the stream; of the collection, where it is none.
    std::optional<std::uint32_t> stream;  ///< Its place in the listing; passed over without one.
    State state = State::kUnseen;
    bool damaged = false;   ///< Damage was told for it: its checksum cannot fit any more.
    std::uint64_t crc = 0;  ///< Of its documents so far.

    /// The stream to tell damage for; that of the first where the collection is passed over.
    std::uint32_t damage_stream() const { return stream.value_or(0); }
  };

  ArchiveCollections(const std::vector<ArchiveCollection>& announced, const CursorListing& listing);

  /// The collection that a block header names; null if the prelude does not announce it.
  [[nodiscard]] Collection* find(std::string_view database, std::string_view collection);
  std::size_t size() const { return collections_.size(); }
  Collection& at(std::size_t index) { return collections_[index]; }
  [[nodiscard]] std::size_t index_of(const Collection& collection) const;
  /// The only collection that is not complete, if there is just one: nothing else can follow.
  [[nodiscard]] Collection* only_incomplete();
  [[nodiscard]] std::vector<Collection*> incomplete();

  void save(TokenWriter& token) const;
  /// Throws if a collection is wanted now whose documents were passed over before.
  void restore(TokenReader& token);

 private:
  std::vector<Collection> collections_;
};

}  // namespace sojourn::source
