#include "journal/tail.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "journal/chain.h"
#include "journal/high.h"
#include "journal/record_file.h"
#include "journal/rows.h"
#include "journal/view.h"

namespace sojourn::journal {
namespace {

std::optional<std::string> missing_small_writes(const Store& store, const JournalMark& mark) {
  std::string value;
  const bool found = store.get(Family::kMeta, kWritesKey, value) && value.size() == sizeof(std::uint64_t);
  const std::uint64_t writes = found ? load_be<std::uint64_t>(value.data()) : 0;
  if (writes >= mark.small_writes) return std::nullopt;
  return fmt::format("{} small writes were durable (file HIGH), but only {} are here", mark.small_writes,
                     writes);
}

/// From `known` on, or from the start, the batches must follow each other.
std::optional<std::string> gap_in_batches(const std::vector<Batch>& batches, const HighMark* known) {
  Sequence next = 0;
  Hash128 running;
  std::uint64_t number = known == nullptr ? 0 : known->batch;
  for (const Batch& batch : batches) {
    const bool is_known = known != nullptr && number == known->batch;
    const bool follows =
        is_known ? from_fb(batch.running) == known->running
                 : batch.first == next && from_fb(batch.running) ==
                                              chain(running, from_fb(batch.digest), batch.first, batch.count);
    if (!follows && is_known)
      return fmt::format("batch {} is not the one that was durable (file HIGH)", number);
    if (!follows) return fmt::format("batch {} does not follow the one before it", number);
    next = batch.first + batch.count;
    running = from_fb(batch.running);
    ++number;
  }
  return std::nullopt;
}

/// `mark` is null for a stream that has none.
std::optional<std::string> missing_in_stream(const Store& store, StreamId stream, const HighMark* mark) {
  const View view(store);
  const std::vector<Batch> batches = view.batches(stream, mark == nullptr ? 0 : mark->batch);
  const Sequence past = batches.empty() ? 0 : batches.back().first + batches.back().count;
  if (mark != nullptr && (batches.empty() || past < mark->past)) {
    const auto last = view.last_batch(stream);
    return fmt::format("stream {} was durable up to sequence {} (file HIGH), but ends at {}", stream,
                       mark->past, last ? last->first + last->count : 0);
  }
  if (const auto gap = gap_in_batches(batches, mark)) return fmt::format("stream {}: {}", stream, *gap);
  std::string key;
  std::string value;
  if (past == 0) return std::nullopt;
  append_log_key(key, stream, past - 1);
  if (store.get(Family::kLog, key, value)) return std::nullopt;
  return fmt::format("the last entry of stream {} (sequence {}) is missing from the log", stream, past - 1);
}

void require_known_format(const Store& store) {
  const Header header = View(store).header();
  if (header.format <= kFormatVersion) return;
  throw Error({.doing = "open the journal",
               .subject = store.folder().string(),
               .cause = fmt::format("its format is {}, this version of sojourn knows formats up to {}",
                                    header.format, kFormatVersion),
               .hint = "use the newer version of sojourn that wrote it"});
}

/// Why the journal is not whole, or nothing if it is. Cost: a few look-ups per stream.
std::optional<std::string> missing_part(const Store& store, const High& high) {
  if (auto missing = missing_small_writes(store, high.journal)) return missing;
  // A mark whose stream is not even listed counts too, hence the union of both.
  std::map<StreamId, const HighMark*> streams;
  for (const auto& [id, info] : View(store).streams()) streams[id] = nullptr;
  for (const auto& [id, mark] : high.streams) streams[id] = &mark;
  for (const auto& [id, mark] : streams) {
    if (auto missing = missing_in_stream(store, id, mark)) return missing;
  }
  return std::nullopt;
}

/// What a manifest records that was cut off is gone without a trace, and with it files that were flushed or
/// ingested long before.
void refuse_cut_manifest(const std::filesystem::path& folder, const JournalMark& mark) {
  const std::string name = manifest_in_force(folder);
  if (mark.manifest == 0 || name.empty()) return;  // Without a manifest RocksDB cannot open it either.
  const std::uint64_t number = manifest_number(name);
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(folder / name, error);
  if (number < mark.manifest) {
    throw_damaged(folder, "CURRENT, byte 0",
                  fmt::format("it names {}, but number {} was in force (file HIGH)", name, mark.manifest));
  }
  if (number == mark.manifest && !error && bytes < mark.manifest_bytes) {
    throw_damaged(folder, fmt::format("{}, byte {}", name, bytes),
                  fmt::format("the file ends here, but had {} bytes (file HIGH)", mark.manifest_bytes));
  }
}

/// RocksDB goes on behind a zeroed record as if nothing had stood there.
void refuse_zeroed_records(const std::filesystem::path& folder) {
  for (const auto& file : record_files(folder)) {
    if (has_zeroed_record(file)) throw_damaged(folder, "its record files", damaged_records(folder));
  }
}

void refuse_missing_parts(const Store& store, const High& high) {
  ErrorText text{.doing = "read the journal",
                 .subject = fmt::format("journal {}, its end", store.folder().string()),
                 .cause = {},
                 .hint = kDamageHint};
  try {
    text.cause = missing_part(store, high).value_or("");
  } catch (const Error& error) {
    text.subject = error.text().subject;
    text.cause = error.text().cause;
  }
  if (text.cause.empty()) return;
  const std::string torn = damaged_records(store.folder());
  if (!torn.empty()) text.cause += "; " + torn;
  throw Error(std::move(text));
}

}  // namespace

std::unique_ptr<Store> open_whole(const std::filesystem::path& folder, const StoreOptions& options,
                                  bool without_high) {
  // The marks are read first: whatever they promise must be visible in what is opened after them.
  const High high = without_high ? High() : read_high(folder);
  refuse_cut_manifest(folder, high.journal);
  refuse_zeroed_records(folder);
  auto store = Store::open(folder, options);
  require_known_format(*store);
  refuse_missing_parts(*store, high);
  return store;
}

}  // namespace sojourn::journal
