#include "pipeline/profile.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "base/stop.h"
#include "journal/in_force.h"
#include "pipeline/field_tally.h"

namespace sojourn::pipeline {
namespace {

constexpr journal::Sequence kRangeEntries = 1u << 14;
constexpr journal::Sequence kGlanceEntries = 300;

class Profiler {
 public:
  Profiler(const journal::View& view, const journal::StreamSummary& stream, journal::Sequence entries)
      : view_(view),
        stream_(stream),
        entries_(entries),
        in_force_(view, stream.id, journal::Repeats::kNewest) {}

  /// Takes ranges of the log until none is left.
  void work(FieldTally& tally) {
    try {
      for (auto first = next_.fetch_add(kRangeEntries); first < entries_ && !failed_;
           first = next_.fetch_add(kRangeEntries)) {
        read(first, std::min(first + kRangeEntries, entries_), tally);
      }
    } catch (...) {
      failed_ = true;
      const std::lock_guard lock(mutex_);
      if (!problem_) problem_ = std::current_exception();
    }
  }
  void rethrow() const {
    if (problem_) std::rethrow_exception(problem_);
  }

 private:
  void read(journal::Sequence first, journal::Sequence past, FieldTally& tally) const {
    if (stop_requested())
      throw paused({.doing = "look through the documents", .cause = "stopped on request"});
    for (auto cursor = view_.log(stream_.id, first); cursor.valid(); cursor.next()) {
      const journal::LogEntry& entry = cursor.entry();
      if (entry.sequence >= past) break;
      if (entry.kind != journal::fb::Kind::Put || !in_force_.holds(entry.sequence)) continue;
      if (bson::scan(entry.body).problem != nullptr) continue;  // Mapping tells of it, by its key.
      tally.add(entry.sequence, entry.key, entry.body);
    }
  }

  const journal::View& view_;
  const journal::StreamSummary& stream_;
  const journal::Sequence entries_;
  journal::InForce in_force_;
  std::atomic<journal::Sequence> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::exception_ptr problem_;
};

}  // namespace

plan::StreamFacts profile(const journal::View& view, const journal::StreamSummary& stream,
                          const std::vector<std::string>& sensitive, unsigned threads) {
  Profiler profiler(view, stream, stream.versions);
  std::vector<FieldTally> tallies;
  for (unsigned i = 0; i < std::max(threads, 1u); ++i) tallies.emplace_back(sensitive);
  {
    std::vector<std::jthread> workers;
    for (FieldTally& tally : tallies) workers.emplace_back([&profiler, &tally] { profiler.work(tally); });
  }
  profiler.rethrow();
  for (std::size_t i = 1; i < tallies.size(); ++i) tallies.front().add(tallies[i]);
  plan::StreamFacts facts = tallies.front().facts();
  facts.complete = facts.complete && stream.complete;
  return facts;
}

plan::StreamFacts glance(const journal::View& view, const journal::StreamSummary& stream) {
  const journal::Sequence entries = std::min(stream.versions, kGlanceEntries);
  Profiler profiler(view, stream, entries);
  FieldTally tally({});
  profiler.work(tally);
  profiler.rethrow();
  plan::StreamFacts facts = tally.facts();
  facts.complete = facts.complete && stream.complete && entries == stream.versions;
  return facts;
}

}  // namespace sojourn::pipeline
