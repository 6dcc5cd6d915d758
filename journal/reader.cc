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

}  // namespace

Reader::Reader(std::unique_ptr<Store> store) : store_(std::move(store)), view_(*store_) {}
Reader::~Reader() = default;

std::unique_ptr<Reader> Reader::open(const std::filesystem::path& folder, const ReaderOptions& options) {
  const FileLock no_deletions = hold_off_deletions(folder);
  for (int looks = 1;; ++looks) {
    const bool beside_writer = is_being_written(folder);
    try {
      return std::unique_ptr<Reader>(new Reader(
          open_whole(folder, {.read_only = true, .cache_bytes = options.cache_bytes}, options.without_high)));
    } catch (const Error&) {
      if (!beside_writer || looks == kLooksBesideWriter) throw;
    }
    std::this_thread::sleep_for(kPauseBetweenLooks);
  }
}

}  // namespace sojourn::journal
