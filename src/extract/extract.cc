#include "extract/extract.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/crash_point.h"
#include "base/log.h"
#include "base/stop.h"
#include "extract/commit_queue.h"
#include "extract/cursor_pass.h"
#include "extract/disk_guard.h"

namespace sojourn::extract {
namespace {

constexpr char kAgainMark[] = "extract-again";
constexpr std::size_t kEncodersMax = 4;
constexpr std::size_t kBatchBytesMin = 64u << 10;
constexpr std::size_t kBatchBytesMax = 32u << 20;
// A reading begins with small batches, so that all cores soon have work, and none of a small dump waits for
// the last one long; large batches then keep the number of files small.
constexpr std::size_t kFirstBatchBytes = 8u << 20;
constexpr std::uint64_t kBatchesToDouble = 32;
constexpr auto kProgressEvery = std::chrono::milliseconds(250);

/// How the memory is spent: batches under way, each with its entries and the block that is being compressed.
/// There is one encoder more than there are cores, since each waits a while for its files to be synced.
struct Budget {
  explicit Budget(std::size_t memory_bytes)
      : encoders(std::clamp<std::size_t>(std::thread::hardware_concurrency() + 1, 1, kEncodersMax)),
        jobs(encoders + 1),
        batch_bytes(std::clamp(memory_bytes / (4 * jobs), kBatchBytesMin, kBatchBytesMax)) {}
  std::size_t encoders;
  std::size_t jobs;
  std::size_t batch_bytes;

  /// The size of a batch behind so many bytes.
  [[nodiscard]] std::size_t batch_after(std::uint64_t bytes) const {
    return std::clamp<std::uint64_t>(bytes / kBatchesToDouble, std::min(batch_bytes, kFirstBatchBytes),
                                     batch_bytes);
  }
};

class Extraction {
 public:
  Extraction(journal::Writer& writer, const Options& options, Observer& observer)
      : writer_(writer),
        options_(options),
        observer_(observer),
        budget_(options.memory_bytes),
        disk_(writer.folder(), options.disk_reserve),
        queue_(writer, budget_.encoders, budget_.jobs) {}

  Outcome run(const std::vector<SourceWork>& work) {
    for (const SourceWork& source : work) {
      for (const auto& listing : source.cursors) {
        progress_.bytes_total += listing.bytes;
        CursorPass::register_streams(writer_, source.name, listing, sensitive_of(source));
      }
    }
    begin_again();
    outcome_.complete = true;
    for (const SourceWork& source : work) {
      for (const auto& listing : source.cursors) {
        one_cursor(source, listing);
        if (!outcome_.complete) return outcome_;
      }
    }
    if (again_from_ != 0) writer_.put_mark(kAgainMark, 0);
    return outcome_;
  }

 private:
  /// A wish to read everything anew stands until it is fulfilled, over as many runs as that takes; what one
  /// of them has read to the end, the next does not begin again.
  void begin_again() {
    again_from_ = writer_.view().mark(kAgainMark).value_or(0);
    if (again_from_ != 0 || !options_.again) return;
    again_from_ = writer_.run_number();
    writer_.put_mark(kAgainMark, again_from_);
  }

  void one_cursor(const SourceWork& source, const source::CursorListing& listing) {
    CursorPass pass(writer_, source.name, listing, sensitive_of(source), again_from_);
    const std::uint64_t done_before = progress_.bytes_done;
    if (pass.nothing_to_do()) {
      ++outcome_.cursors_skipped;
    } else {
      disk_.forecast(listing.bytes - std::min(listing.bytes, pass.resumed_at()));
      progress_.stream = source.name + "." + listing.name;
      const auto cursor = source.source->open(listing, pass.token(), {.skip_damaged = options_.skip_damaged});
      if (read(pass, *cursor, done_before)) {
        finish(pass, *cursor);
      } else {
        outcome_.complete = false;
        return;
      }
    }
    progress_.bytes_done = done_before + listing.bytes;
    observer_.progress(progress_);
  }

  /// Brings the cursor's documents into the journal. False if the operator wished to stop; all that was taken
  /// from the source is durable then, and also when an error ends the reading.
  bool read(CursorPass& pass, source::Cursor& cursor, std::uint64_t done_before) {
    std::uint64_t at = pass.resumed_at();
    while (!stop_requested()) {
      auto job = queue_.take_spare();
      if (!fill(cursor, job->documents)) {
        queue_.give_back(std::move(job));
        queue_.drain();
        return true;
      }
      disk_.require_room(2 * budget_.batch_bytes);
      outcome_.read += job->documents.documents.size();
      progress_.documents_this_run += job->documents.documents.size();
      const source::Position position = cursor.position();
      outcome_.appended += pass.fill(*job, position);
      queue_.push(std::move(job));
      crash_point("extract.batch.pushed");
      progress_.bytes_this_run += position.at - std::min(position.at, at);
      at = position.at;
      progress_.bytes_done = done_before + at;
      show_progress();
    }
    queue_.drain();
    return false;
  }

  /// What was read before a damaged place is kept, so that a resumed run begins just there.
  bool fill(source::Cursor& cursor, source::DocumentBatch& batch) {
    try {
      return cursor.fill(batch, budget_.batch_after(progress_.bytes_this_run));
    } catch (...) {
      queue_.drain();
      throw;
    }
  }

  void finish(CursorPass& pass, source::Cursor& cursor) {
    crash_point("extract.finish.before");
    outcome_.appended += pass.finish(options_.deletes, cursor.position());
    crash_point("extract.finish.after");
  }

  static SensitiveOf sensitive_of(const SourceWork& source) {
    return [&source](const std::string& stream) {
      for (const auto& [name, paths] : source.sensitive) {
        if (name == stream) return paths;
      }
      return std::vector<std::string>();
    };
  }

  void show_progress() {
    const auto now = std::chrono::steady_clock::now();
    if (now - shown_ < kProgressEvery) return;
    shown_ = now;
    observer_.progress(progress_);
  }

  journal::Writer& writer_;
  const Options& options_;
  Observer& observer_;
  const Budget budget_;
  const DiskGuard disk_;
  CommitQueue queue_;
  std::uint64_t again_from_ = 0;
  Outcome outcome_;
  Progress progress_;
  std::chrono::steady_clock::time_point shown_;
};

}  // namespace

Outcome extract(journal::Writer& writer, const std::vector<SourceWork>& work, const Options& options,
                Observer& observer) {
  return Extraction(writer, options, observer).run(work);
}

}  // namespace sojourn::extract
