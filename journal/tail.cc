#include "journal/tail.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/error.h"
#include "journal/chain.h"
#include "journal/rows.h"
#include "journal/store.h"

namespace sojourn::journal {
namespace {

std::optional<std::string> missing_small_writes(const Store& store, const HighMark& mark) {
  std::string value;
  const bool found = store.get(Family::kMeta, kWritesKey, value) && value.size() == sizeof(std::uint64_t);
  const std::uint64_t writes = found ? load_be<std::uint64_t>(value.data()) : 0;
  if (writes >= mark.past) return std::nullopt;
  return fmt::format("{} small writes were durable (file HIGH), but only {} are here", mark.past, writes);
}

/// From the marked batch on, the batches must follow each other and the last entry of the log must be there.
std::optional<std::string> missing_in_stream(const Store& store, StreamId stream, const HighMark& mark) {
  const View view(store);
  const std::vector<Batch> batches = view.batches(stream, mark.batch);
  if (batches.empty() || batches.back().first + batches.back().count < mark.past) {
    const auto last = view.last_batch(stream);
    return fmt::format("stream {} was durable up to sequence {} (file HIGH), but ends at {}", stream,
                       mark.past, last ? last->first + last->count : 0);
  }
  if (from_fb(batches.front().running) != mark.running) {
    return fmt::format("batch {} of stream {} is not the one that was durable (file HIGH)", mark.batch,
                       stream);
  }
  for (std::size_t i = 1; i < batches.size(); ++i) {
    const Batch& before = batches[i - 1];
    const Batch& batch = batches[i];
    const Hash128 expected = chain(from_fb(before.running), from_fb(batch.digest), batch.first, batch.count);
    if (batch.first != before.first + before.count || from_fb(batch.running) != expected) {
      return fmt::format("batch {} of stream {} does not follow the one before it", mark.batch + i, stream);
    }
  }
  const Sequence past = batches.back().first + batches.back().count;
  std::string key;
  std::string value;
  if (past == 0) return std::nullopt;
  append_log_key(key, stream, past - 1);
  if (!store.get(Family::kLog, key, value)) {
    return fmt::format("the last entry of stream {} (sequence {}) is missing from the log", stream, past - 1);
  }
  return std::nullopt;
}

}  // namespace

void require_known_format(const Store& store) {
  const Header header = View(store).header();
  if (header.format <= kFormatVersion) return;
  throw Error({.doing = "open the journal",
               .subject = store.folder().string(),
               .cause = fmt::format("its format is {}, this version of sojourn knows formats up to {}",
                                    header.format, kFormatVersion),
               .hint = "use the newer version of sojourn that wrote it"});
}

std::optional<std::string> missing_tail(const Store& store, const std::map<StreamId, HighMark>& marks) {
  for (const auto& [stream, mark] : marks) {
    auto missing =
        stream == kSmallWrites ? missing_small_writes(store, mark) : missing_in_stream(store, stream, mark);
    if (missing) return missing;
  }
  return std::nullopt;
}

}  // namespace sojourn::journal
