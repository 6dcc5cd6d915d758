#include "source/archive_cursor.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "source/archive_collections.h"
#include "source/batch_reader.h"
#include "source/crc64.h"
#include "source/damage.h"
#include "source/document_search.h"

namespace sojourn::source {
namespace {

constexpr std::uint64_t kTokenKind = 'A';

class ArchiveCursor : public Cursor {
 public:
  ArchiveCursor(std::unique_ptr<ByteStream> bytes, const CursorListing& listing, const ReadOptions& options)
      : reader_(std::move(bytes)), collections_(read_prelude(reader_), listing), options_(options) {}

  ArchiveCursor(std::unique_ptr<ByteStream> bytes, ArchiveCollections collections, TokenReader& token,
                const ReadOptions& options)
      : reader_(std::move(bytes)), collections_(std::move(collections)), options_(options) {
    const std::uint64_t place = token.number();
    current_ = token.number();
    if (place > static_cast<std::uint64_t>(Place::kLost) || current_ >= collections_.size())
      throw bad_token();
    place_ = static_cast<Place>(place);
    collections_.restore(token);
  }

  bool fill(DocumentBatch& batch, std::size_t bytes) override {
    reader_.begin(batch, bytes);
    while (reader_.hungry() && take_item(batch)) {
    }
    reader_.end();
    return !ended_ || !batch.documents.empty() || !batch.damages.empty();
  }

  Position position() const override {
    TokenWriter token;
    token.number(kTokenKind);
    const std::uint64_t at = reader_.bytes().save(token, reader_.offset());
    token.number(static_cast<std::uint64_t>(place_));
    token.number(current_);
    collections_.save(token);
    return {token.take(), at, reader_.bytes().file().size()};
  }

 private:
  using Have = BatchReader::Have;
  using Collection = ArchiveCollections::Collection;
  using State = ArchiveCollections::State;

  /// What may come next. Part of the position: never renumber.
  enum class Place : std::uint64_t {
    kBetween = 0,    ///< A block header, or the end.
    kInBlock = 1,    ///< A document of the current collection, or a terminator.
    kAfterLast = 2,  ///< The terminator of a collection's last block header.
    kLost = 3,       ///< The next block must be searched for.
  };

  /// Takes the next document, header or terminator, or deals with what is there instead. False when the batch
  /// is finished.
  bool take_item(DocumentBatch& batch) {
    if (place_ == Place::kLost) return find_block(batch);
    const Have head = reader_.want(4);
    if (head == Have::kFull) return false;
    if (head == Have::kEnd) return reader_.available().empty() ? end(batch) : damaged(batch, "");
    if (load_le<std::uint32_t>(reader_.available().data()) == kArchiveTerminator)
      return take_terminator(batch);
    const std::size_t length = document_length(reader_.available().data());
    if (length == 0) return damaged(batch, "");
    const Have whole = reader_.want(length);
    if (whole == Have::kFull) return false;
    if (whole == Have::kEnd) return damaged(batch, "");
    const std::string_view document = reader_.available().substr(0, length);
    const bson::Scan scan = bson::scan(document);
    if (scan.problem != nullptr) return damaged(batch, describe(scan, reader_.offset()));
    if (place_ != Place::kInBlock) return take_header(batch, document);
    take_document(batch, document, scan);
    return true;
  }

  void take_document(DocumentBatch& batch, std::string_view document, const bson::Scan& scan) {
    Collection& collection = collections_.at(current_);
    collection.crc = crc64(collection.crc, document);
    if (collection.stream)
      batch.documents.push_back({*collection.stream, document, scan.id, scan.invalid_utf8});
    reader_.take(document.size());
  }

  bool take_terminator(DocumentBatch& batch) {
    if (place_ == Place::kBetween) return damaged(batch, "a terminator where a block should begin");
    reader_.take(4);
    place_ = Place::kBetween;
    return true;
  }

  bool take_header(DocumentBatch& batch, std::string_view document) {
    if (place_ == Place::kAfterLast) return damaged(batch, "a document behind the end of its collection");
    const auto header = parse_block_header(document);
    if (!header) return damaged(batch, "a document where the header of a block should be");
    Collection* collection = collections_.find(header->database, header->collection);
    if (collection == nullptr) return damaged(batch, "a block of a collection that is not announced");
    if (collection->state == State::kComplete) {
      return damaged(batch, "a block of " + collection->name + ", which was complete already");
    }
    if (header->last) return complete(batch, *collection, *header, document.size());
    collection->state = State::kOpen;
    current_ = collections_.index_of(*collection);
    place_ = Place::kInBlock;
    reader_.take(document.size());
    return true;
  }

  /// The end of a collection, where its checksum must fit.
  bool complete(DocumentBatch& batch, Collection& collection, const BlockHeader& header, std::size_t size) {
    if (header.crc != collection.crc && !collection.damaged) {
      if (!options_.skip_damaged && !batch.documents.empty()) return false;
      tell(batch, collection, reader_.offset(), size,
           "the checksum of " + collection.name + " is wrong: documents were changed or are missing");
    }
    collection.state = State::kComplete;
    place_ = Place::kAfterLast;
    reader_.take(size);
    return true;
  }

  /// The bytes are used up: the archive's end, or a gap that was left out of a compressed file.
  bool end(DocumentBatch& batch) {
    if (!batch.documents.empty()) return false;
    if (auto gap = reader_.take_gap()) {
      batch.damages.push_back(std::move(*gap));
      place_ = Place::kLost;
      return true;
    }
    if (place_ == Place::kInBlock && !options_.skip_damaged) {
      throw error(reader_.offset(), &collections_.at(current_), "the archive ends within a block");
    }
    for (Collection* collection : collections_.incomplete()) {
      tell(batch, *collection, reader_.offset(), 0,
           "the archive ends before " + collection->name + " is complete");
      collection->state = State::kComplete;
    }
    ended_ = true;
    return false;
  }

  /// What cannot be read ends the batch before it; found again at the front of the next, it is an Error or
  /// skipped. An empty `cause` means that the length does not fit.
  bool damaged(DocumentBatch& batch, std::string cause) {
    if (!batch.documents.empty()) return false;
    if (cause.empty()) cause = describe_length(reader_);
    Collection* collection = place_ == Place::kInBlock ? &collections_.at(current_) : nullptr;
    if (!options_.skip_damaged) throw error(reader_.offset(), collection, cause);
    const std::uint64_t start = reader_.offset();
    search_.begin();
    skip_damaged_item();
    if (search_.gave_up()) cause += kGaveUp;
    batch.damages.push_back({collection != nullptr ? collection->damage_stream() : 0, start,
                             reader_.offset() - start, std::move(cause)});
    if (collection != nullptr) collection->damaged = true;
    return true;
  }

  void skip_damaged_item() {
    if (search_.is_cut_off()) return search_.skip_to_end();
    const std::string_view bytes = reader_.peek(4);
    const std::size_t length = bytes.size() < 4 ? 0 : document_length(bytes.data());
    const std::size_t natural = search_.natural_size();
    // Elements that lead from the document's start to its end leave no room for the next block between them.
    for (const std::size_t size : {length, natural}) {
      if (place_ == Place::kInBlock && size != 0 && goes_on_at(size)) return reader_.skip(size);
    }
    // A sound document in the wrong place begins a block that belongs to no collection we know.
    const bool stray_block = place_ != Place::kInBlock && search_.document_at(0) != 0;
    const Collection* only = stray_block ? nullptr : collections_.only_incomplete();
    if (place_ != Place::kAfterLast) reader_.skip(1);
    skip_to_block(only);
  }

  bool find_block(DocumentBatch& batch) {
    const std::uint64_t start = reader_.offset();
    search_.begin();
    skip_to_block(collections_.only_incomplete());
    if (reader_.offset() != start) {
      batch.damages.push_back({0, start, reader_.offset() - start, "the rest of a block behind a gap"});
    }
    return true;
  }

  /// Skips to where it is sure again which collection the documents belong to. Behind damage of unknown
  /// extent a block header may be among what was lost, so documents alone are no such place, unless there is
  /// an `only` collection left that they can belong to.
  void skip_to_block(const Collection* only) {
    search_.skip_until([&](std::size_t at) {
      return terminator_at(at) || header_at(at) || (only != nullptr && search_.documents_at(at));
    });
    place_ = Place::kBetween;
    if (terminator_at(0)) {
      reader_.skip(4);
    } else if (only != nullptr && !header_at(0) && !search_.ends_at(0)) {
      current_ = collections_.index_of(*only);
      place_ = Place::kInBlock;
    }
  }

  /// Whether the current block goes on at `at`.
  bool goes_on_at(std::size_t at) { return search_.document_at(at) != 0 || terminator_at(at); }

  /// A terminator with a block, or the end, behind it.
  bool terminator_at(std::size_t at) {
    const std::string_view bytes = reader_.peek(at + 4);
    if (bytes.size() < at + 4 || load_le<std::uint32_t>(bytes.data() + at) != kArchiveTerminator)
      return false;
    return search_.ends_at(at + 4) || header_at(at + 4);
  }

  bool header_at(std::size_t at) {
    const std::size_t size = search_.document_at(at);
    if (size == 0) return false;
    const auto header = parse_block_header(reader_.peek(at + size).substr(at, size));
    if (!header) return false;
    const Collection* collection = collections_.find(header->database, header->collection);
    return collection != nullptr && collection->state != State::kComplete;
  }

  /// Damage that is no stretch to be skipped.
  void tell(DocumentBatch& batch, Collection& collection, std::uint64_t offset, std::uint64_t length,
            std::string cause) {
    if (!options_.skip_damaged) throw error(offset, &collection, cause);
    batch.damages.push_back({collection.damage_stream(), offset, length, std::move(cause)});
    collection.damaged = true;
  }

  Error error(std::uint64_t offset, const Collection* collection, const std::string& cause) const {
    return damage_error(reader_.bytes(), offset, collection != nullptr ? collection->name : "between blocks",
                        cause);
  }

  BatchReader reader_;
  DocumentSearch search_{reader_};
  ArchiveCollections collections_;
  ReadOptions options_;
  Place place_ = Place::kBetween;
  std::uint64_t current_ = 0;  ///< The collection of the block, while in one.
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Cursor> open_archive_cursor(const std::filesystem::path& path, const CursorListing& listing,
                                            std::string_view token, const ReadOptions& options) {
  if (token.empty()) return std::make_unique<ArchiveCursor>(open_bytes(path, "", options), listing, options);
  BatchReader head(open_bytes(path, "", options));
  ArchiveCollections collections(read_prelude(head), listing);
  TokenReader reader(token);
  reader.expect(kTokenKind);
  auto bytes = open_bytes(path, "", options, reader);
  return std::make_unique<ArchiveCursor>(std::move(bytes), std::move(collections), reader, options);
}

}  // namespace sojourn::source
