// Brings the bytes of a stream into the arena of one batch after another, so that documents need no copying.
//
// Between two batches the reader keeps what was read but not taken (less than a document, as a rule). When
// damage must be searched through, `peek` and `skip` look ahead without an arena.
#pragma once

#include <exception>
#include <memory>
#include <string_view>
#include <vector>

#include "source/byte_stream.h"
#include "source/source.h"

namespace sojourn::source {

class BatchReader {
 public:
  /// What `want` found.
  enum class Have {
    kAll,   ///< The bytes are there.
    kFull,  ///< The batch has no room for them; they come first in the next one.
    kEnd,   ///< The bytes end before, at the stream's end or at a gap.
  };

  explicit BatchReader(std::unique_ptr<ByteStream> bytes) : bytes_(std::move(bytes)) {}

  /// Begins a batch that is to take about `size` bytes.
  void begin(DocumentBatch& batch, std::size_t size);
  /// Ends it. Must be called unless an Error ends the reading as a whole.
  void end();
  /// True while the batch wants more.
  bool hungry() const { return at_ < target_; }

  /// Makes the next `size` bytes available, if the batch can hold them. Only a batch without documents is
  /// ever made larger, or its bytes moved.
  [[nodiscard]] Have want(std::size_t size) { return end_ - at_ >= size ? Have::kAll : want_more(size); }
  /// What is available in the arena just now.
  std::string_view available() const {
    return batch_ == nullptr ? std::string_view() : std::string_view(batch_->arena.data() + at_, end_ - at_);
  }
  void take(std::size_t size) { at_ += size; }

  /// Looking ahead. REQUIRES a batch without documents.
  [[nodiscard]] std::string_view peek(std::size_t size);
  void skip(std::size_t size);  ///< At most as many as a peek has shown.

  /// Stream offset of the next byte not taken.
  std::uint64_t offset() const { return bytes_->offset() - ahead() - (end_ - at_); }
  /// The damage that stopped the reading, if that was no end. All available bytes must be taken before.
  [[nodiscard]] std::optional<Damage> take_gap() { return bytes_->take_gap(); }
  ByteStream& bytes() const { return *bytes_; }

 private:
  Have want_more(std::size_t size);
  void make_room(std::size_t size);
  std::size_t pull(char* to, std::size_t size);
  void give_back();
  std::size_t ahead() const { return ahead_.size() - ahead_at_; }

  std::unique_ptr<ByteStream> bytes_;
  std::vector<char> ahead_;  ///< Read from the stream but in no arena; begins at `ahead_at_`.
  std::size_t ahead_at_ = 0;
  DocumentBatch* batch_ = nullptr;
  std::size_t at_ = 0;   ///< In the arena: the next byte to be taken.
  std::size_t end_ = 0;  ///< In the arena: behind the last byte read.
  std::size_t target_ = 0;
  std::exception_ptr failure_;  ///< Thrown when what was read before it is used up.
};

}  // namespace sojourn::source
