// A source in memory and a journal of its own: extraction tests say what the source holds and ask what came
// of it.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/key.h"
#include "extract/extract.h"
#include "journal/reader.h"
#include "journal/summary.h"
#include "support/bson_builder.h"
#include "support/temp_dir.h"

namespace sojourn::extract::test {

/// Documents of one collection, in the order of the source: id and content.
using Documents = std::vector<std::pair<std::int64_t, std::string>>;

inline std::string document_of(std::int64_t id, const std::string& content) {
  return sojourn::test::Doc().int64("_id", id).text("t", content).bytes();
}

inline std::string key_of(std::int64_t id) {
  const std::string document = document_of(id, "");
  std::string key;
  append_key(key, *bson::find(document, "_id"));
  return key;
}

/// Several collections; delivered by one cursor each, or all by one interleaved cursor as an archive does.
class FakeSource : public source::Source {
 public:
  std::map<std::string, Documents> collections;
  bool interleaved = false;
  std::size_t documents_per_fill = 3;
  bool damaged = false;  ///< Tells of a stretch that was left out, with the first documents.
  std::function<void(std::size_t)> on_fill = [](std::size_t) {};

  std::vector<source::CursorListing> list() override;
  std::unique_ptr<source::Cursor> open(const source::CursorListing& listing, std::string_view token,
                                       const source::ReadOptions& options) override;

 private:
  friend class FakeCursor;
  using Item = std::pair<std::uint32_t, std::string>;
  std::vector<Item> items_of(const source::CursorListing& listing) const;
};

class FakeCursor : public source::Cursor {
 public:
  FakeCursor(const FakeSource& source, std::vector<FakeSource::Item> items, std::size_t at)
      : source_(source), items_(std::move(items)), at_(at) {}

  bool fill(source::DocumentBatch& batch, std::size_t) override {
    source_.on_fill(at_);
    batch.clear();
    const std::size_t end = std::min(items_.size(), at_ + source_.documents_per_fill);
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t i = at_; i < end; ++i) {
      places.emplace_back(batch.arena.size(), items_[i].second.size());
      batch.arena.insert(batch.arena.end(), items_[i].second.begin(), items_[i].second.end());
    }
    for (std::size_t i = at_; i < end; ++i) {
      const auto [offset, size] = places[i - at_];
      const std::string_view body(batch.arena.data() + offset, size);
      batch.documents.push_back({.stream = items_[i].first, .body = body, .id = bson::find(body, "_id")});
    }
    if (source_.damaged && at_ == 0)
      batch.damages.push_back({.stream = 0, .offset = 0, .length = 9, .cause = "bad"});
    at_ = end;
    return !batch.documents.empty();
  }

  source::Position position() const override {
    return {.token = std::to_string(at_), .at = at_, .of = items_.size()};
  }

 private:
  const FakeSource& source_;
  std::vector<FakeSource::Item> items_;
  std::size_t at_;
};

inline std::vector<FakeSource::Item> FakeSource::items_of(const source::CursorListing& listing) const {
  std::vector<Item> items;
  std::size_t longest = 0;
  for (const auto& stream : listing.streams) longest = std::max(longest, collections.at(stream.name).size());
  for (std::size_t i = 0; i < longest; ++i) {
    for (std::uint32_t s = 0; s < listing.streams.size(); ++s) {
      const Documents& documents = collections.at(listing.streams[s].name);
      if (i < documents.size()) items.emplace_back(s, document_of(documents[i].first, documents[i].second));
    }
  }
  return items;
}

inline std::vector<source::CursorListing> FakeSource::list() {
  std::vector<source::CursorListing> cursors;
  for (const auto& [name, documents] : collections) {
    if (cursors.empty() || !interleaved) cursors.emplace_back().name = interleaved ? "archive" : name;
    auto& streams = cursors.back().streams;
    streams.emplace_back().name = name;
  }
  for (auto& cursor : cursors) {
    std::string all;
    for (const auto& item : items_of(cursor)) all += item.second;
    cursor.bytes = items_of(cursor).size();
    append_be(cursor.fingerprint, hash64(all));
  }
  return cursors;
}

inline std::unique_ptr<source::Cursor> FakeSource::open(const source::CursorListing& listing,
                                                        std::string_view token, const source::ReadOptions&) {
  return std::make_unique<FakeCursor>(*this, items_of(listing),
                                      token.empty() ? 0 : std::stoul(std::string(token)));
}

struct NoObserver : Observer {
  void progress(const Progress&) override {}
};

/// One call of extract in a process of its own, so to speak: the journal is opened and closed.
inline Outcome run(const std::filesystem::path& folder, FakeSource& source, Options options = {}) {
  options.disk_reserve = 0;
  NoObserver observer;
  const auto writer = journal::Writer::open(folder, {.migration = "test"});
  writer->start_run({});
  std::vector<SourceWork> work(1);
  work[0] = {.name = "crm", .source = &source, .cursors = source.list(), .sensitive = {}};
  return extract(*writer, work, options, observer);
}

struct Version {
  std::string key;
  std::string body;
  bool deletes = false;
  friend bool operator==(const Version&, const Version&) = default;
};

inline std::vector<Version> log_of(const std::filesystem::path& folder, const std::string& collection) {
  const auto reader = journal::Reader::open(folder);
  const auto stream = reader->view().find_stream("crm." + collection);
  std::vector<Version> log;
  if (!stream) return log;
  for (auto cursor = reader->view().log(*stream); cursor.valid(); cursor.next()) {
    const auto& entry = cursor.entry();
    log.push_back({std::string(entry.key), std::string(entry.body), entry.kind == journal::fb::Kind::Delete});
  }
  return log;
}

inline journal::Batch last_batch(const std::filesystem::path& folder, const std::string& collection) {
  const auto reader = journal::Reader::open(folder);
  return reader->view().last_batch(reader->view().find_stream("crm." + collection).value()).value();
}

inline journal::fb::TotalsT totals(const std::filesystem::path& folder, const std::string& collection) {
  return *last_batch(folder, collection).totals;
}

}  // namespace sojourn::extract::test
