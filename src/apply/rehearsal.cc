#include "apply/rehearsal.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "apply/known_documents.h"
#include "base/hash.h"
#include "base/stop.h"
#include "journal/in_force.h"
#include "map/discard_sink.h"
#include "map/mapper.h"

namespace sojourn::apply {
namespace {

/// Documents that one thread maps before it looks for the next ones: few enough to keep all threads busy to
/// the end.
constexpr std::uint64_t kRangeDocuments = 10'000;

struct Range {
  journal::Sequence first = 0;
  journal::Sequence past = 0;
};

std::vector<Range> ranges_of(const journal::View& view, journal::StreamId stream, std::uint64_t limit) {
  const auto last = view.last_batch(stream);
  journal::Sequence past = last ? last->first + last->count : 0;
  if (limit != 0) past = std::min(past, limit);
  std::vector<Range> ranges;
  for (journal::Sequence first = 0; first < past; first += kRangeDocuments)
    ranges.push_back({first, std::min(first + kRangeDocuments, past)});
  return ranges;
}

/// What one thread found in one range; added up in any order.
struct Found {
  explicit Found(const std::vector<std::size_t>& projections)
      : results(projections.size()),
        tallies(projections.size()),
        outcomes(projections.size()),
        known(projections.size()) {
    for (std::size_t i = 0; i < projections.size(); ++i) results[i].projection = projections[i];
  }

  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;
  bool stop = false;
  std::vector<ProjectionResult> results;
  std::vector<map::Tally> tallies;
  std::vector<map::Outcome> outcomes;
  std::vector<std::vector<KnownDocument>> known;
  std::vector<Listed> listed;
};

/// Keeps the samples with the lowest sequences, whatever the order in which they come.
void add_sample(FailureGroup& group, FailureSample sample) {
  const auto later = [](const FailureSample& a, const FailureSample& b) { return a.sequence < b.sequence; };
  if (group.samples.size() == map::kSamples && group.samples.back().sequence <= sample.sequence) return;
  group.samples.insert(std::upper_bound(group.samples.begin(), group.samples.end(), sample, later),
                       std::move(sample));
  if (group.samples.size() > map::kSamples) group.samples.pop_back();
}

void count_failure(ProjectionResult& result, const map::Document& document, const map::Outcome& outcome) {
  std::vector<std::pair<map::Cause, std::size_t>> counted;
  for (const map::Problem& problem : outcome.problems) {
    const std::pair group_of{problem.cause, problem.column};
    FailureGroup& group = result.failures[group_of];
    // Several elements of one array may fail alike; the document counts once.
    if (std::find(counted.begin(), counted.end(), group_of) != counted.end()) continue;
    counted.push_back(group_of);
    ++group.documents;
    add_sample(group, {document.sequence, std::string(document.key), problem});
  }
}

void count_outcome(ProjectionResult& result, const map::Document& document, const map::Outcome& outcome) {
  ++result.documents;
  switch (outcome.fate) {
    case map::Fate::kApplied:
      ++result.applied;
      return;
    case map::Fate::kSkipped:
      ++result.skipped;
      result.skipped_by[outcome.skipped_by].add(document.sequence, document.key);
      return;
    case map::Fate::kHeld:
      ++result.held;
      break;
    case map::Fate::kFailed:
    case map::Fate::kStop:
      ++result.failed;
      break;
  }
  count_failure(result, document, outcome);
}

bool is_listed(const map::Outcome& outcome) {
  return outcome.fate == map::Fate::kApplied ? !outcome.waits.empty() : outcome.fate != map::Fate::kSkipped;
}

void add(ProjectionResult& to, ProjectionResult&& from) {
  to.documents += from.documents;
  to.applied += from.applied;
  to.skipped += from.skipped;
  to.held += from.held;
  to.failed += from.failed;
  to.rows += from.rows;
  for (auto& [rule, count] : from.skipped_by) to.skipped_by[rule].add(count);
  for (auto& [key, group] : from.failures) {
    FailureGroup& into = to.failures[key];
    into.documents += group.documents;
    for (FailureSample& sample : group.samples) add_sample(into, std::move(sample));
  }
}

class Rehearsal {
 public:
  Rehearsal(const journal::View& view, const plan::ExpandedPlan& plan, const RehearsalOptions& options,
            const RehearsalProgress& progress, const List& list)
      : view_(view),
        plan_(plan),
        options_(options),
        progress_(progress),
        list_(list),
        known_(view, plan, options.memory_bytes / 2) {}

  RehearsalResult run() {
    choose();
    for (std::size_t i = 0; i < plan_.projections.size(); ++i) {
      if (!chosen_[i] || !result_.complete) continue;
      const std::vector<std::size_t> together = with_the_same_stream(i);
      for (const std::size_t projection : together) chosen_[projection] = false;
      map_stream(together);
    }
    const auto by_plan = [](const ProjectionResult& a, const ProjectionResult& b) {
      return a.projection < b.projection;
    };
    std::sort(result_.projections.begin(), result_.projections.end(), by_plan);
    return std::move(result_);
  }

 private:
  void choose() {
    for (const plan::Projection& projection : plan_.projections) {
      const auto& tables = options_.tables;
      const bool wanted =
          tables.empty() || std::find(tables.begin(), tables.end(), projection.table) != tables.end();
      chosen_.push_back(wanted);
      if (!wanted) continue;
      const auto stream = view_.find_stream(projection.stream);
      const auto last = stream ? view_.last_batch(*stream) : std::nullopt;
      if (last) total_ += last->first + last->count;
    }
  }

  /// Projections of one stream are mapped together where that does not put a child before its parent.
  std::vector<std::size_t> with_the_same_stream(std::size_t first) const {
    std::vector<std::size_t> together{first};
    for (std::size_t i = first + 1; i < plan_.projections.size(); ++i) {
      if (chosen_[i] && plan_.projections[i].stream == plan_.projections[first].stream &&
          parents_are_known(i)) {
        together.push_back(i);
      }
    }
    return together;
  }

  bool parents_are_known(std::size_t projection) const {
    const std::vector<std::size_t> parents = plan::parents_of(plan_.projections[projection]);
    return std::all_of(parents.begin(), parents.end(), [&](std::size_t p) { return known_.is_filled(p); });
  }

  void map_stream(const std::vector<std::size_t>& projections) {
    for (const std::size_t projection : projections) {
      for (const std::size_t parent : plan::parents_of(plan_.projections[projection])) {
        if (!known_.is_filled(parent)) known_.take_from_journal(parent);
      }
    }
    const std::string& name = plan_.projections[projections.front()].stream;
    std::vector<ProjectionResult> results(projections.size());
    for (std::size_t i = 0; i < projections.size(); ++i) results[i].projection = projections[i];
    if (const auto stream = view_.find_stream(name)) map_ranges(*stream, name, projections, results);
    for (ProjectionResult& result : results) result_.projections.push_back(std::move(result));
  }

  void map_ranges(journal::StreamId stream, const std::string& name,
                  const std::vector<std::size_t>& projections, std::vector<ProjectionResult>& results) {
    const std::vector<Range> ranges = ranges_of(view_, stream, options_.limit);
    const journal::InForce in_force(view_, stream, journal::Repeats::kNewest);
    const map::Mapper mapper(plan_, projections);
    fill_ = parents_to_fill(projections);
    listed_ranges_ = 0;
    std::atomic<std::size_t> next = 0;
    std::exception_ptr failure;
    const auto work = [&] {
      try {
        map::Mapper::Worker worker(mapper, known_);
        const std::shared_ptr<map::RowSink> sink =
            options_.make_sink ? options_.make_sink() : std::make_shared<map::DiscardSink>();
        while (!stopped_ && !stop_requested()) {
          const std::size_t i = next++;
          if (i >= ranges.size()) return;
          Found found(projections);
          map_range(stream, ranges[i], in_force, worker, *sink, found);
          const std::lock_guard alone(mutex_);
          take(name, projections, found, results);
          hand_over(i, std::move(found.listed));
        }
      } catch (...) {
        const std::lock_guard alone(mutex_);
        failure = std::current_exception();
        stopped_ = true;
      }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < std::min(thread_count(), ranges.size()); ++i) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    if (failure) std::rethrow_exception(failure);
    if (stopped_ || stop_requested()) result_.complete = false;
  }

  /// For each projection the parent that it is to others, if what becomes of its documents is still to be
  /// told.
  std::vector<std::optional<std::size_t>> parents_to_fill(const std::vector<std::size_t>& projections) {
    std::vector<std::optional<std::size_t>> fill;
    for (const std::size_t projection : projections) {
      const auto self = plan_.projections[projection].self;
      const bool open = self && !known_.is_filled(*self) && options_.limit == 0;
      fill.push_back(open ? self : std::nullopt);
      if (open) known_.expect(*self);
    }
    return fill;
  }

  void remember(const map::Document& document, std::size_t i, Found& found) const {
    const map::Fate fate = found.outcomes[i].fate;
    // A document that a rule leaves out makes no row and never will: a reference to it dangles.
    if (fate == map::Fate::kSkipped) return;
    const RowState state = fate == map::Fate::kApplied ? RowState::kRow : RowState::kNoRow;
    if (plan_.parents[*fill_[i]].derived.empty()) {
      found.known[i].push_back({.hash = hash64(document.key), .state = state, .identity = {}});
    } else {
      append_members(document.body, state, found.known[i]);
    }
  }

  void map_range(journal::StreamId stream, const Range& range, const journal::InForce& in_force,
                 map::Mapper::Worker& worker, map::RowSink& sink, Found& found) const {
    for (journal::LogCursor cursor = view_.log(stream, range.first);
         cursor.valid() && cursor.entry().sequence < range.past; cursor.next()) {
      const journal::LogEntry& entry = cursor.entry();
      if (!in_force.holds(entry.sequence) || entry.kind == journal::fb::Kind::Delete) continue;
      const map::Document document{.sequence = entry.sequence, .key = entry.key, .body = entry.body};
      worker.map(document, sink, found.outcomes, found.tallies);
      ++found.documents;
      found.bytes += entry.body.size();
      for (std::size_t i = 0; i < found.results.size(); ++i) {
        count_outcome(found.results[i], document, found.outcomes[i]);
        if (found.outcomes[i].fate == map::Fate::kStop) found.stop = true;
        if (fill_[i]) remember(document, i, found);
        if (list_ && is_listed(found.outcomes[i])) {
          found.listed.push_back(
              {found.results[i].projection, document.sequence, std::string(document.key), found.outcomes[i]});
        }
      }
    }
  }

  void take(const std::string& name, const std::vector<std::size_t>& projections, Found& found,
            std::vector<ProjectionResult>& results) {
    result_.documents += found.documents;
    result_.bytes += found.bytes;
    for (std::size_t i = 0; i < projections.size(); ++i) {
      add(results[i], std::move(found.results[i]));
      results[i].rows = results[i].applied;
      results[i].tally.add(found.tallies[i]);
      if (fill_[i]) known_.add(*fill_[i], found.known[i]);
    }
    done_ += found.documents * projections.size();
    if (found.stop) stopped_ = true;
    progress_(name, done_, total_);
  }

  /// Lists what the ranges found in the order of the ranges, whichever is ready first.
  void hand_over(std::size_t range, std::vector<Listed>&& listed) {
    waiting_[range] = std::move(listed);
    for (auto next = waiting_.find(listed_ranges_); next != waiting_.end();
         next = waiting_.find(++listed_ranges_)) {
      for (const Listed& document : next->second) list_(document);
      waiting_.erase(next);
    }
  }

  std::size_t thread_count() const {
    return options_.threads != 0 ? options_.threads
                                 : std::max<std::size_t>(1, std::thread::hardware_concurrency());
  }

  const journal::View& view_;
  const plan::ExpandedPlan& plan_;
  const RehearsalOptions& options_;
  const RehearsalProgress& progress_;
  const List& list_;
  KnownDocuments known_;
  std::vector<bool> chosen_;
  std::vector<std::optional<std::size_t>> fill_;  ///< Of the projections being mapped.
  RehearsalResult result_;
  std::uint64_t total_ = 0;

  std::mutex mutex_;  ///< Guards what `take` changes.
  std::uint64_t done_ = 0;
  std::map<std::size_t, std::vector<Listed>> waiting_;
  std::size_t listed_ranges_ = 0;
  std::atomic<bool> stopped_ = false;
};

}  // namespace

RehearsalResult rehearse(const journal::View& view, const plan::ExpandedPlan& plan,
                         const RehearsalOptions& options, const RehearsalProgress& progress,
                         const List& list) {
  return Rehearsal(view, plan, options, progress, list).run();
}

}  // namespace sojourn::apply
