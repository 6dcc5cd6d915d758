// The seam to what is read: a source lists its streams and opens cursors that deliver documents in order.
//
// A cursor is one sequential reading: a .bson file is a cursor of one stream, an archive is one cursor of
// many. Reading is exactly resumable: a cursor opened at a position delivers just what the first one had not.
// A source never looks into the journal, and nothing above it knows a file format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bson.h"
#include "base/raw_buffer.h"

namespace sojourn::source {

/// One stream as the listing shows it, before a document is read.
struct StreamListing {
  std::string name;      ///< Collection; "database.collection" where a dump holds several databases.
  std::string location;  ///< File (and place in it) for messages.
  std::string metadata;  ///< Collection options and indexes as found (JSON), or empty.
};

/// One sequential reading and the streams it delivers.
struct CursorListing {
  std::string name;  ///< The stream's name where there is just one, else the file's.
  std::vector<StreamListing> streams;
  std::uint64_t bytes = 0;       ///< Size of what is read, as it lies on disk.
  std::string fingerprint;       ///< Size, head and tail: tells another file under the same name.
  std::int64_t modified_ns = 0;  ///< Tells that an equal fingerprint deserves a second look.
};

/// Where a cursor goes on. Only the cursor's own kind reads `token`; the rest is for people and progress.
struct Position {
  std::string token;
  std::uint64_t at = 0;  ///< Bytes of the file consumed (compressed bytes where it is compressed).
  std::uint64_t of = 0;
};

/// One document of a batch. The views point into the batch.
struct Document {
  std::uint32_t stream = 0;  ///< Index into CursorListing::streams.
  std::string_view body;     ///< One well-formed BSON document.
  std::optional<bson::Element> id;
  bool invalid_utf8 = false;
};

/// A stretch that was left out because the operator allowed it (--skip-damaged).
struct Damage {
  std::uint32_t stream = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string cause;
};

/// What one call of `fill` delivers. Reused from call to call, so that memory stays.
struct DocumentBatch {
  RawBuffer arena;  ///< Room for the bodies; not all of it is in use.
  std::vector<Document> documents;
  std::vector<Damage> damages;
  void clear();
};

struct ReadOptions {
  bool skip_damaged = false;
};

class Cursor {
 public:
  virtual ~Cursor() = default;
  /// Replaces the batch's content by the next documents, about `bytes` of them. False when the reading has
  /// ended. A batch may hold damages only, or nothing at all where just what is not wanted was passed over.
  /// Damage throws an Error once all before it is delivered, or is skipped and told in the batch. Behind an
  /// Error the cursor is of no more use.
  [[nodiscard]] virtual bool fill(DocumentBatch& batch, std::size_t bytes) = 0;
  /// Just behind what `fill` has delivered.
  [[nodiscard]] virtual Position position() const = 0;
};

class Source {
 public:
  virtual ~Source() = default;
  /// Finds the streams. Throws if there is nothing that could be read.
  [[nodiscard]] virtual std::vector<CursorListing> list() = 0;
  /// Opens a reading at its start, or at the token of an earlier position. A stream that was taken out of the
  /// listing's `streams` is passed over.
  [[nodiscard]] virtual std::unique_ptr<Cursor> open(const CursorListing& listing, std::string_view token,
                                                     const ReadOptions& options) = 0;
};

}  // namespace sojourn::source
