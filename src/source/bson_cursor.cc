#include "source/bson_cursor.h"

#include <fmt/format.h>

#include "source/batch_reader.h"
#include "source/damage.h"
#include "source/document_search.h"
#include "source/token.h"

namespace sojourn::source {
namespace {

constexpr std::uint64_t kTokenKind = 'B';

class BsonCursor : public Cursor {
 public:
  BsonCursor(std::string stream, std::unique_ptr<ByteStream> bytes, bool searching,
             const ReadOptions& options)
      : stream_(std::move(stream)), reader_(std::move(bytes)), searching_(searching), options_(options) {}

  bool fill(DocumentBatch& batch, std::size_t bytes) override {
    reader_.begin(batch, bytes);
    while (reader_.hungry() && take_document(batch)) {
    }
    reader_.end();
    return !batch.documents.empty() || !batch.damages.empty();
  }

  Position position() const override {
    TokenWriter token;
    token.number(kTokenKind);
    token.number(searching_ ? 1 : 0);
    const std::uint64_t at = reader_.bytes().save(token, reader_.offset());
    return {token.take(), at, reader_.bytes().file().size()};
  }

 private:
  using Have = BatchReader::Have;

  /// Takes the next document, or deals with what is there instead. False when the batch is finished.
  bool take_document(DocumentBatch& batch) {
    if (searching_) return skip_gap_to_documents(batch);
    const Have head = reader_.want(4);
    if (head == Have::kFull) return false;
    if (head == Have::kEnd) return reader_.available().empty() ? end(batch) : damaged(batch, "");
    const std::size_t length = document_length(reader_.available().data());
    if (length == 0) return damaged(batch, "");
    const Have whole = reader_.want(length);
    if (whole == Have::kFull) return false;
    if (whole == Have::kEnd) return damaged(batch, "");
    const std::string_view body = reader_.available().substr(0, length);
    const bson::Scan scan = bson::scan(body);
    if (scan.problem != nullptr) return damaged_inside(batch, body, scan);
    batch.documents.push_back({0, body, scan.id, scan.invalid_utf8});
    reader_.take(length);
    return true;
  }

  /// The bytes are used up: the end, or a gap that was left out of a compressed file.
  bool end(DocumentBatch& batch) {
    if (!batch.documents.empty()) return false;
    auto gap = reader_.take_gap();
    if (!gap) return false;
    batch.damages.push_back(std::move(*gap));
    searching_ = true;
    return true;
  }

  /// A document of right length may be left out on the spot, if the next one is at hand and sound.
  bool damaged_inside(DocumentBatch& batch, std::string_view body, const bson::Scan& scan) {
    const std::string cause = describe(scan, reader_.offset());
    if (!options_.skip_damaged || !sound_document_first(reader_.available().substr(body.size()))) {
      return damaged(batch, cause);
    }
    batch.damages.push_back({0, reader_.offset(), body.size(), cause});
    reader_.take(body.size());
    return true;
  }

  /// What cannot be read ends the batch before it; found again at the front of the next, it is an Error or
  /// skipped. An empty `cause` means that the length does not fit.
  bool damaged(DocumentBatch& batch, std::string cause) {
    if (!batch.documents.empty()) return false;
    if (cause.empty()) cause = describe_length(reader_);
    if (!options_.skip_damaged) throw damage_error(reader_.bytes(), reader_.offset(), stream_, cause);
    const std::uint64_t start = reader_.offset();
    search_.begin();
    skip_damaged_document();
    if (search_.gave_up()) cause += kGaveUp;
    batch.damages.push_back({0, start, reader_.offset() - start, std::move(cause)});
    return true;
  }

  void skip_damaged_document() {
    const std::string_view bytes = reader_.peek(4);
    const std::size_t length = bytes.size() < 4 ? 0 : document_length(bytes.data());
    // The same question as damaged_inside asks: what is left out must not depend on how batches fall.
    if (length != 0 && (search_.ends_at(length) || search_.document_at(length) != 0)) {
      return reader_.skip(length);
    }
    if (search_.is_cut_off()) return search_.skip_to_end();
    // Where just the length field is wrong, the elements lead to the document's end.
    const std::size_t natural = search_.natural_size();
    if (natural != 0 && search_.goes_on_at(natural)) return reader_.skip(natural);
    reader_.skip(1);
    search_.skip_to_documents();
  }

  /// Behind a gap the reading may begin anywhere within a document.
  bool skip_gap_to_documents(DocumentBatch& batch) {
    const std::uint64_t start = reader_.offset();
    search_.begin();
    search_.skip_to_documents();
    searching_ = false;
    if (reader_.offset() != start) {
      batch.damages.push_back({0, start, reader_.offset() - start, "the rest of a document behind a gap"});
    }
    return true;
  }

  std::string stream_;
  BatchReader reader_;
  DocumentSearch search_{reader_};
  bool searching_;  ///< A gap was left out; the next document must be searched for.
  ReadOptions options_;
};

}  // namespace

std::unique_ptr<Cursor> open_bson_file(const CursorListing& listing, std::string_view token,
                                       const ReadOptions& options) {
  const StreamListing& stream = listing.streams.at(0);
  const std::string owner = "stream " + stream.name;
  if (token.empty()) {
    return std::make_unique<BsonCursor>(stream.name, open_bytes(stream.location, owner, options), false,
                                        options);
  }
  TokenReader reader(token);
  reader.expect(kTokenKind);
  const bool searching = reader.number() != 0;
  return std::make_unique<BsonCursor>(stream.name, open_bytes(stream.location, owner, options, reader),
                                      searching, options);
}

}  // namespace sojourn::source
