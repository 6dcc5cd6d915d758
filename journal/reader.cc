#include "journal/reader.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/error.h"
#include "journal/lock.h"
#include "journal/store.h"
#include "journal/tail.h"

namespace sojourn::journal {
namespace {

// Beside a busy writer an opening may see one file older than another. Each further look is a fresh one; a
// damaged journal is damaged at every look.
constexpr int kLooksBesideWriter = 20;
constexpr std::chrono::milliseconds kPauseBetweenLooks{20};

std::unique_ptr<Store> look(const std::filesystem::path& folder, const ReaderOptions& options) {
  // The marks are read first: whatever they promise must be visible in what is opened after them.
  const auto marks = options.without_high ? std::map<StreamId, HighMark>() : read_high(folder);
  auto store = Store::open(folder, {.read_only = true, .cache_bytes = options.cache_bytes});
  require_known_format(*store);
  if (const auto missing = missing_tail(*store, marks)) throw_damaged(folder, "its end", *missing);
  return store;
}

}  // namespace

Reader::Reader(std::unique_ptr<Store> store) : store_(std::move(store)), view_(*store_) {}
Reader::~Reader() = default;

std::unique_ptr<Reader> Reader::open(const std::filesystem::path& folder, const ReaderOptions& options) {
  const FileLock no_deletions = hold_off_deletions(folder);
  for (int looks = 1;; ++looks) {
    const bool beside_writer = is_being_written(folder);
    try {
      return std::unique_ptr<Reader>(new Reader(look(folder, options)));
    } catch (const Error&) {
      if (!beside_writer || looks == kLooksBesideWriter) throw;
    }
    std::this_thread::sleep_for(kPauseBetweenLooks);
  }
}

}  // namespace sojourn::journal
