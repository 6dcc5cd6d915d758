// Looks for the next sound document behind damage.
//
// A position is accepted only if a sound document begins there and a second one, or the end, follows: a
// document nested in a damaged one is followed by neither. The work is bounded, however the bytes are made;
// beyond the bound nothing more is found.
#pragma once

#include <cstdint>

#include "source/batch_reader.h"

namespace sojourn::source {

class DocumentSearch {
 public:
  explicit DocumentSearch(BatchReader& reader) : reader_(reader) {}

  /// A new search with its full bound, so that what it finds depends on nothing before it.
  void begin() { work_left_ = kWorkBytes; }

  // All positions count from the reader's next byte. REQUIRE a batch without documents.

  /// The size of the sound document at `at`, or 0 if there is none.
  [[nodiscard]] std::size_t document_at(std::size_t at);
  /// The size of the document at the front as its elements say, whatever its length field says; or 0.
  [[nodiscard]] std::size_t natural_size();
  /// Whether the document at the front is sound as far as the bytes go, but they end before its length: it
  /// was cut off, and nothing behind its start is another document.
  [[nodiscard]] bool is_cut_off();
  [[nodiscard]] bool ends_at(std::size_t at);
  /// Whether a sound document begins at `at`, and a second one or the end follows.
  [[nodiscard]] bool documents_at(std::size_t at);
  /// Whether sound documents, or the end, come at `at`.
  [[nodiscard]] bool goes_on_at(std::size_t at);
  void skip_to_end();
  /// Skips to the first position, this one included, where sound documents begin; else to the end.
  void skip_to_documents();

  /// Skips to the first position where `accept(at)` says yes; else to the end.
  template <typename Accept>
  void skip_until(const Accept& accept);
  /// The bound of the work was met; from then on all is skipped that must be searched through.
  bool gave_up() const { return work_left_ <= 0; }

 private:
  static constexpr std::int64_t kWorkBytes = 256 << 20;

  BatchReader& reader_;
  std::int64_t work_left_ = kWorkBytes;  ///< In bytes looked at more than once.
};

/// The length at the front of a document, or 0 if no document can have it. REQUIRES 4 bytes.
[[nodiscard]] std::size_t document_length(const char* at);

inline constexpr std::size_t kSearchStepBytes = 256u << 10;

template <typename Accept>
void DocumentSearch::skip_until(const Accept& accept) {
  while (const std::size_t size = reader_.peek(kSearchStepBytes).size()) {
    // Keep a few bytes, so that every position but the last ones has enough of them behind it.
    const std::size_t stop = size < kSearchStepBytes ? size : size - 4;
    for (std::size_t at = 0; at < stop; ++at) {
      if (gave_up()) return skip_to_end();
      if (accept(at)) return reader_.skip(at);
    }
    work_left_ += static_cast<std::int64_t>(stop);
    reader_.skip(stop);
  }
}

}  // namespace sojourn::source
