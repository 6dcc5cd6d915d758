// A journal opened for reading only: a copy, read-only media, one in use, one whose writer was killed.
//
// It shows the journal as it was at the moment of opening. Beside a writer it may have to look several times
// until what it sees is whole (readers.lock, HIGH); it never shows a hole (J7).
#pragma once

#include <filesystem>
#include <memory>

#include "journal/view.h"

namespace sojourn::journal {

struct ReaderOptions {
  std::size_t cache_bytes = 32u << 20;
  bool without_high =
      false;  ///< Leave the file HIGH unread; for looking into a journal whose HIGH is damaged.
};

class Reader {
 public:
  /// Throws an Error if there is no journal, it is damaged, foreign or newer than this program.
  static std::unique_ptr<Reader> open(const std::filesystem::path& folder, const ReaderOptions& options = {});
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const View& view() const { return view_; }
  /// For the rest of journal/ only.
  const Store& store() const { return *store_; }

 private:
  explicit Reader(std::unique_ptr<Store> store);
  std::unique_ptr<Store> store_;
  View view_;
};

}  // namespace sojourn::journal
