#include "source/archive_collections.h"

#include <algorithm>

#include "base/dump_name.h"
#include "source/dump_folder.h"

namespace sojourn::source {
namespace {

std::optional<std::uint32_t> place_in(const CursorListing& listing, const std::string& stream) {
  if (stream.empty()) return std::nullopt;
  for (std::uint32_t i = 0; i < listing.streams.size(); ++i) {
    if (listing.streams[i].name == stream) return i;
  }
  return std::nullopt;
}

Error passed_over_before(const std::string& name) {
  return Error({.doing = "go on reading an archive",
                .subject = "stream " + name,
                .cause = "its documents were passed over so far, because the plan ignored it",
                .hint = "ignore it again, or extract the archive again from the start"});
}

}  // namespace

ArchiveCollections::ArchiveCollections(const std::vector<ArchiveCollection>& announced,
                                       const CursorListing& listing) {
  for (const ArchiveCollection& collection : announced) {
    const std::string name = collection.stream.empty() ? collection.name() : collection.stream;
    collections_.push_back(
        {collection.database, collection.collection, name, place_in(listing, collection.stream)});
  }
}

ArchiveCollections::Collection* ArchiveCollections::find(std::string_view database,
                                                         std::string_view collection) {
  Collection* series = nullptr;
  for (Collection& candidate : collections_) {
    if (candidate.database != database) continue;
    if (candidate.collection == collection) return &candidate;
    // Newer servers name a time series itself where older ones name its buckets.
    if (candidate.collection == std::string(kBucketsPrefix) + std::string(collection)) series = &candidate;
  }
  return series;
}

std::size_t ArchiveCollections::index_of(const Collection& collection) const {
  return static_cast<std::size_t>(&collection - collections_.data());
}

std::vector<ArchiveCollections::Collection*> ArchiveCollections::incomplete() {
  std::vector<Collection*> result;
  for (Collection& collection : collections_) {
    if (collection.state != State::kComplete) result.push_back(&collection);
  }
  return result;
}

ArchiveCollections::Collection* ArchiveCollections::only_incomplete() {
  const auto left = incomplete();
  return left.size() == 1 ? left.front() : nullptr;
}

void ArchiveCollections::save(TokenWriter& token) const {
  token.number(collections_.size());
  for (const Collection& collection : collections_) {
    token.number(static_cast<std::uint64_t>(collection.state));
    token.number(collection.stream ? 1 : 0);
    if (collection.state != State::kOpen) continue;
    token.number(collection.damaged ? 1 : 0);
    token.number(collection.crc);
  }
}

void ArchiveCollections::restore(TokenReader& token) {
  if (token.number() != collections_.size()) throw bad_token();
  for (Collection& collection : collections_) {
    const std::uint64_t state = token.number();
    if (state > static_cast<std::uint64_t>(State::kComplete)) throw bad_token();
    collection.state = static_cast<State>(state);
    const bool wanted_before = token.number() != 0;
    if (collection.stream && !wanted_before && collection.state != State::kUnseen) {
      throw passed_over_before(collection.name);
    }
    if (collection.state != State::kOpen) continue;
    collection.damaged = token.number() != 0;
    collection.crc = token.number();
  }
}

}  // namespace sojourn::source
