// The vocabulary of the source tests: write a dump, read it whole or from a position, look at what came.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "source/open.h"
#include "support/bson_builder.h"
#include "support/temp_dir.h"

namespace sojourn::test {

namespace fs = std::filesystem;

/// What a reading delivered, copied out of its batches.
struct Reading {
  std::vector<std::pair<std::string, std::string>> documents;  ///< Stream and body, in order.
  std::vector<source::Damage> damages;
  /// Positions, with the number of documents and damages delivered before each.
  struct Stop {
    source::Position position;
    std::size_t documents = 0;
    std::size_t damages = 0;
  };
  std::vector<Stop> stops;
  std::size_t invalid_utf8 = 0;
  std::string error;  ///< The message and hint of the Error that ended it, if one did.

  std::vector<std::string> bodies(const std::string& stream = {}) const {
    std::vector<std::string> result;
    for (const auto& [name, body] : documents) {
      if (stream.empty() || name == stream) result.push_back(body);
    }
    return result;
  }
  std::string joined() const {
    std::string all;
    for (const auto& [name, body] : documents) all += body;
    return all;
  }
};

inline void add_batch(Reading& reading, const source::CursorListing& listing,
                      const source::DocumentBatch& batch) {
  for (const source::Document& document : batch.documents) {
    const bson::Scan scan = bson::scan(document.body);
    REQUIRE(scan.problem == nullptr);
    REQUIRE(scan.id.has_value() == document.id.has_value());
    reading.documents.emplace_back(listing.streams.at(document.stream).name, document.body);
    reading.invalid_utf8 += document.invalid_utf8 ? 1 : 0;
  }
  for (const source::Damage& damage : batch.damages) reading.damages.push_back(damage);
}

struct ReadHow {
  std::size_t batch_bytes = 8u << 20;
  bool skip_damaged = false;
  std::string token{};
};

/// Reads one cursor to its end, or until it throws.
inline Reading read_cursor(source::Source& source, const source::CursorListing& listing,
                           const ReadHow& how = {}) {
  Reading reading;
  try {
    const auto cursor = source.open(listing, how.token, {.skip_damaged = how.skip_damaged});
    source::DocumentBatch batch;
    while (cursor->fill(batch, how.batch_bytes)) {
      add_batch(reading, listing, batch);
      reading.stops.push_back({cursor->position(), reading.documents.size(), reading.damages.size()});
    }
    CHECK(cursor->position().at <= cursor->position().of);
  } catch (const Error& error) {
    reading.error = std::string(error.what()) + " [" + error.text().hint + "]";
  }
  return reading;
}

/// Reads all cursors of a source, one after another.
inline Reading read_source(source::Source& source, const ReadHow& how = {}) {
  Reading all;
  for (const auto& listing : source.list()) {
    Reading one = read_cursor(source, listing, how);
    all.documents.insert(all.documents.end(), one.documents.begin(), one.documents.end());
    all.damages.insert(all.damages.end(), one.damages.begin(), one.damages.end());
    all.invalid_utf8 += one.invalid_utf8;
    all.error += one.error;
  }
  return all;
}

inline Reading read_dump(const fs::path& path, const ReadHow& how = {}) {
  return read_source(*source::open_source(plan::SourceKind::kMongodump, path), how);
}

inline std::vector<source::CursorListing> list_dump(const fs::path& path) {
  return source::open_source(plan::SourceKind::kMongodump, path)->list();
}

inline std::vector<std::string> stream_names(const fs::path& path) {
  std::vector<std::string> names;
  for (const auto& listing : list_dump(path)) {
    for (const auto& stream : listing.streams) names.push_back(stream.name);
  }
  return names;
}

/// The message of the Error that `action` throws, with its hint; empty if it throws none.
inline std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::string(error.what()) + " [" + error.text().hint + "]";
  }
  return {};
}

inline bool has(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE("\"" << part << "\" is not in: " << text);
  return found;
}

/// Stops at every position, goes on from it with another cursor, and demands the same as without a stop.
inline void check_every_resume(source::Source& source, const ReadHow& how) {
  for (const auto& listing : source.list()) {
    const Reading whole = read_cursor(source, listing, how);
    REQUIRE(whole.error.empty());
    for (const Reading::Stop& stop : whole.stops) {
      const Reading rest =
          read_cursor(source, listing, {how.batch_bytes * 3, how.skip_damaged, stop.position.token});
      CAPTURE(stop.documents);
      REQUIRE(rest.error.empty());
      REQUIRE(stop.documents + rest.documents.size() == whole.documents.size());
      REQUIRE(std::equal(rest.documents.begin(), rest.documents.end(),
                         whole.documents.begin() + static_cast<std::ptrdiff_t>(stop.documents)));
      REQUIRE(stop.damages + rest.damages.size() == whole.damages.size());
    }
  }
}

inline void check_every_resume(const fs::path& path, const ReadHow& how) {
  check_every_resume(*source::open_source(plan::SourceKind::kMongodump, path), how);
}

/// Documents of differing sizes with numbers from `first` on.
inline std::vector<std::string> some_documents(int count, int first = 0) {
  std::vector<std::string> documents;
  for (int i = first; i < first + count; ++i) {
    const auto filler = static_cast<std::size_t>(i * 7 % 40);
    documents.push_back(Doc()
                            .int32("_id", i)
                            .text("name", "number " + std::to_string(i))
                            .document("inner", Doc().int32("_id", i).text("filler", std::string(filler, 'x')))
                            .bytes());
  }
  return documents;
}

inline std::string join(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += part;
  return all;
}

}  // namespace sojourn::test
