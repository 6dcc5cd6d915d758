#include "derive/external_sort.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"

namespace sojourn::derive {
namespace {

constexpr std::size_t kRunsMax = 64;
constexpr std::size_t kBlockBytes = 256u << 10;
/// Of the memory that a run is sorted in; the rest is the slots'.
constexpr double kArenaPart = 0.7;

using Length = std::uint32_t;

Error io_error(std::string doing, const std::filesystem::path& file) {
  const ExitCode code = errno == ENOSPC ? ExitCode::kPaused : ExitCode::kFailed;
  return Error({.doing = std::move(doing),
                .subject = file.string(),
                .cause = errno_text(),
                .hint = "see to the disk of the journal, then give the same command again"},
               code);
}

std::uint64_t front_of(std::string_view record) {
  std::array<char, sizeof(std::uint64_t)> front{};
  std::memcpy(front.data(), record.data(), std::min(record.size(), front.size()));
  return load_be<std::uint64_t>(front.data());
}

/// Writes records in blocks: length and hash of a block, then length and bytes of each record.
class RunWriter {
 public:
  explicit RunWriter(std::filesystem::path path)
      : path_(std::move(path)), file_(path_, std::ios::binary | std::ios::trunc) {
    if (!file_) throw io_error("sort derived documents on disk", path_);
  }

  void put(std::string_view record) {
    append_le(block_, static_cast<Length>(record.size()));
    block_.append(record);
    if (block_.size() >= kBlockBytes) flush();
  }

  void close() {
    flush();
    file_.close();
    if (!file_) throw io_error("sort derived documents on disk", path_);
  }

 private:
  void flush() {
    if (block_.empty()) return;
    std::string head;
    append_le(head, static_cast<Length>(block_.size()));
    append_le(head, hash64(block_));
    file_.write(head.data(), static_cast<std::streamsize>(head.size()));
    file_.write(block_.data(), static_cast<std::streamsize>(block_.size()));
    if (!file_) throw io_error("sort derived documents on disk", path_);
    block_.clear();
  }

  std::filesystem::path path_;
  std::ofstream file_;
  std::string block_;
};

}  // namespace

class ExternalSort::RunReader {
 public:
  explicit RunReader(std::filesystem::path path) : path_(std::move(path)), file_(path_, std::ios::binary) {
    if (!file_) throw io_error("read sorted documents back", path_);
    next();
  }

  [[nodiscard]] bool valid() const { return valid_; }
  [[nodiscard]] std::string_view record() const { return record_; }

  void next() {
    if (rest_.empty() && !read_block()) {
      valid_ = false;
      return;
    }
    const auto size = load_le<Length>(rest_.data());
    record_ = rest_.substr(sizeof(Length), size);
    rest_.remove_prefix(sizeof(Length) + size);
  }

 private:
  [[nodiscard]] bool read_block() {
    std::array<char, sizeof(Length) + sizeof(std::uint64_t)> head{};
    file_.read(head.data(), head.size());
    if (file_.gcount() == 0) return false;
    block_.resize(load_le<Length>(head.data()));
    file_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
    if (!file_ || hash64(block_) != load_le<std::uint64_t>(head.data() + sizeof(Length))) {
      throw Error({.doing = "read sorted documents back",
                   .subject = path_.string(),
                   .cause = "the file does not hold what was written to it",
                   .hint = "see to the disk of the journal, then give the same command again"});
    }
    rest_ = block_;
    return true;
  }

  std::filesystem::path path_;
  std::ifstream file_;
  std::string block_;
  std::string_view rest_;
  std::string_view record_;
  bool valid_ = true;
};

ExternalSort::ExternalSort(std::filesystem::path folder, std::string name, std::size_t memory_bytes)
    : folder_(std::move(folder)), name_(std::move(name)), memory_bytes_(memory_bytes) {}

ExternalSort::~ExternalSort() {
  std::error_code ignored;
  for (const auto& run : runs_) std::filesystem::remove(run, ignored);
}

void ExternalSort::add(std::string_view record) {
  const auto arena_max = static_cast<std::size_t>(static_cast<double>(memory_bytes_) * kArenaPart);
  const std::size_t slots_max = (memory_bytes_ - arena_max) / sizeof(Slot);
  if (!slots_.empty() && (arena_.size() + record.size() > arena_max || slots_.size() >= slots_max)) spill();
  if (slots_.empty()) {
    // Reserved at once: memory that is not touched costs nothing, and growing would need it twice.
    arena_.reserve(std::max(arena_max, record.size()));
    slots_.reserve(slots_max);
  }
  slots_.push_back({.front = front_of(record),
                    .offset = arena_.size(),
                    .size = static_cast<std::uint32_t>(record.size())});
  arena_.append(record);
}

void ExternalSort::finish() {
  if (runs_.empty()) {
    sort_slots();
    return;
  }
  spill();
  arena_ = {};
  slots_ = {};
  open_runs();
}

bool ExternalSort::valid() const {
  return runs_.empty() ? at_ < slots_.size() : !heap_.empty();
}

std::string_view ExternalSort::record() const {
  return runs_.empty() ? bytes_of(slots_[at_]) : heap_.front()->record();
}

namespace {

/// The order of the heap, whose front is its greatest.
constexpr auto kLater = [](const auto& a, const auto& b) { return a->record() > b->record(); };

}  // namespace

void ExternalSort::next() {
  if (runs_.empty()) {
    ++at_;
    return;
  }
  std::pop_heap(heap_.begin(), heap_.end(), kLater);
  heap_.back()->next();
  if (heap_.back()->valid()) {
    std::push_heap(heap_.begin(), heap_.end(), kLater);
  } else {
    heap_.pop_back();
  }
}

std::filesystem::path ExternalSort::new_run() {
  std::filesystem::create_directories(folder_);
  return folder_ / fmt::format("{}-{}.run", name_, runs_made_++);
}

void ExternalSort::sort_slots() {
  std::sort(slots_.begin(), slots_.end(), [this](const Slot& a, const Slot& b) {
    return a.front != b.front ? a.front < b.front : bytes_of(a) < bytes_of(b);
  });
}

void ExternalSort::spill() {
  sort_slots();
  // Known before it is written, so that a run that fails half-way is removed with the rest.
  RunWriter run(runs_.emplace_back(new_run()));
  for (const Slot& slot : slots_) run.put(bytes_of(slot));
  run.close();
  slots_.clear();
  arena_.clear();
  if (runs_.size() >= kRunsMax) merge_runs();
}

void ExternalSort::open_runs() {
  for (const auto& run : runs_) {
    auto reader = std::make_unique<RunReader>(run);
    if (reader->valid()) heap_.push_back(std::move(reader));
  }
  std::make_heap(heap_.begin(), heap_.end(), kLater);
}

void ExternalSort::merge_runs() {
  open_runs();
  const std::filesystem::path path = new_run();
  RunWriter merged(path);
  for (; valid(); next()) merged.put(record());
  merged.close();
  for (const auto& run : runs_) std::filesystem::remove(run);
  runs_ = {path};
}

}  // namespace sojourn::derive
