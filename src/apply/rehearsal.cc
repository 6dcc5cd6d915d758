#include "apply/rehearsal.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "apply/known_documents.h"
#include "apply/look_ups.h"
#include "base/hash.h"
#include "base/stop.h"
#include "journal/in_force.h"
#include "map/discard_sink.h"
#include "map/identity.h"
#include "map/mapper.h"

namespace sojourn::apply {
namespace {

/// Documents that one thread maps before it looks for the next ones: few enough to keep all threads busy to
/// the end.
constexpr std::uint64_t kRangeDocuments = 30'000;
constexpr std::string_view kEmptyDocument("\5\0\0\0\0", 5);

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

bool is_listed(const map::Outcome& outcome) {
  return outcome.fate == map::Fate::kApplied ? !outcome.waits.empty() : outcome.fate != map::Fate::kSkipped;
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
    is_asked_.resize(plan_.parents.size());
    for (const plan::Projection& projection : plan_.projections) {
      for (const std::size_t parent : plan::parents_of(projection)) is_asked_[parent] = true;
    }
    for (const plan::Projection& projection : plan_.projections) {
      const auto& tables = options_.tables;
      const bool wanted =
          tables.empty() || std::find(tables.begin(), tables.end(), projection.table) != tables.end();
      chosen_.push_back(wanted);
      if (!wanted || projection.placeholder) continue;
      const auto stream = view_.find_stream(projection.stream);
      const auto last = stream ? view_.last_batch(*stream) : std::nullopt;
      if (last) total_ += last->first + last->count;
    }
  }

  /// Projections of one stream are mapped together where that does not put a child before its parent.
  std::vector<std::size_t> with_the_same_stream(std::size_t first) const {
    std::vector<std::size_t> together{first};
    if (plan_.projections[first].placeholder) return together;
    for (std::size_t i = first + 1; i < plan_.projections.size(); ++i) {
      const plan::Projection& other = plan_.projections[i];
      if (chosen_[i] && !other.placeholder && other.stream == plan_.projections[first].stream &&
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
    const plan::Projection& first = plan_.projections[projections.front()];
    std::vector<ProjectionResult> results(projections.size());
    for (std::size_t i = 0; i < projections.size(); ++i) results[i].projection = projections[i];
    if (first.placeholder) {
      map_placeholder(results.front());
    } else if (const auto stream = view_.find_stream(first.stream)) {
      map_ranges(*stream, first.stream, projections, results);
    }
    for (ProjectionResult& result : results) result_.projections.push_back(std::move(result));
  }

  /// The one row for what dangles is made of the plan alone: of a document with its key and nothing else.
  void map_placeholder(ProjectionResult& result) {
    const map::Mapper mapper(plan_, {result.projection});
    map::Mapper::Worker worker(mapper, known_);
    const std::string key = map::placeholder_key();
    const map::Document document{.sequence = 0, .key = key, .body = kEmptyDocument};
    map::Outcome outcome;
    const auto sink = make_sink();
    worker.map(document, *sink, {&outcome, 1}, {&result.tally, 1});
    result.count(document, outcome);
    result.rows = result.applied;
  }

  [[nodiscard]] std::shared_ptr<map::RowSink> make_sink() const {
    return options_.make_sink ? options_.make_sink() : std::make_shared<map::DiscardSink>();
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
        LookUps look_ups(known_);
        map::Mapper::Worker worker(mapper, look_ups);
        const auto sink = make_sink();
        const bool asks_first = has_parents_to_look_up(projections);
        while (!stopped_ && !stop_requested()) {
          const std::size_t i = next++;
          if (i >= ranges.size()) return;
          Found found(projections);
          if (asks_first) ask_for_range(stream, ranges[i], in_force, worker, look_ups);
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
    for (std::size_t i = 0; i < projections.size(); ++i) {
      if (fill_[i] && fill_[i]->asked_already) known_.add(fill_[i]->parent, late_[i]);
    }
    if (stopped_ || stop_requested()) result_.complete = false;
  }

  /// The parent that the documents of a projection are to others.
  struct Fill {
    std::size_t parent = 0;
    /// Tables that refer to themselves, or in a circle: a document was taken to be a row when it was asked
    /// for. Those that made none are told when all are mapped, to whoever asks later.
    bool asked_already = false;
  };

  std::vector<std::optional<Fill>> parents_to_fill(const std::vector<std::size_t>& projections) {
    std::vector<std::optional<Fill>> fill(projections.size());
    late_.assign(projections.size(), {});
    for (std::size_t i = 0; i < projections.size(); ++i) {
      const auto self = plan_.projections[projections[i]].self;
      if (!self || !is_asked_[*self] || options_.limit != 0) continue;
      fill[i] = Fill{.parent = *self, .asked_already = known_.is_filled(*self)};
      known_.expect(*self);
    }
    return fill;
  }

  void remember(const map::Document& document, std::size_t i, Found& found) const {
    const map::Fate fate = found.outcomes[i].fate;
    // A document that a rule leaves out makes no row and never will: a reference to it dangles.
    if (fate == map::Fate::kSkipped) return;
    const RowState state = fate == map::Fate::kApplied ? RowState::kRow : RowState::kNoRow;
    if (fill_[i]->asked_already && state == RowState::kRow) return;
    if (plan_.parents[fill_[i]->parent].derived.empty()) {
      found.known[i].push_back({.hash = hash64(document.key), .state = state, .identity = {}});
    } else {
      append_members(document.body, state, found.known[i]);
    }
  }

  [[nodiscard]] bool has_parents_to_look_up(const std::vector<std::size_t>& projections) const {
    return std::any_of(projections.begin(), projections.end(), [&](std::size_t projection) {
      const std::vector<std::size_t> parents = plan::parents_of(plan_.projections[projection]);
      return std::any_of(parents.begin(), parents.end(),
                         [&](std::size_t p) { return !known_.is_in_memory(p); });
    });
  }

  /// Calls `use` with the documents of a range that are in force.
  template <typename Use>
  void for_each_document(journal::StreamId stream, const Range& range, const journal::InForce& in_force,
                         const Use& use) const {
    for (journal::LogCursor cursor = view_.log(stream, range.first);
         cursor.valid() && cursor.entry().sequence < range.past; cursor.next()) {
      const journal::LogEntry& entry = cursor.entry();
      if (!in_force.holds(entry.sequence) || entry.kind == journal::fb::Kind::Delete) continue;
      use(map::Document{.sequence = entry.sequence, .key = entry.key, .body = entry.body});
    }
  }

  void ask_for_range(journal::StreamId stream, const Range& range, const journal::InForce& in_force,
                     map::Mapper::Worker& worker, LookUps& look_ups) const {
    map::DiscardSink nowhere;
    std::vector<map::Outcome> outcomes(fill_.size());
    std::vector<map::Tally> tallies(fill_.size());
    look_ups.begin_asking();
    for_each_document(stream, range, in_force, [&](const map::Document& document) {
      worker.map(document, nowhere, outcomes, tallies);
    });
    look_ups.answer();
  }

  void map_range(journal::StreamId stream, const Range& range, const journal::InForce& in_force,
                 map::Mapper::Worker& worker, map::RowSink& sink, Found& found) const {
    for_each_document(stream, range, in_force, [&](const map::Document& document) {
      worker.map(document, sink, found.outcomes, found.tallies);
      ++found.documents;
      found.bytes += document.body.size();
      for (std::size_t i = 0; i < found.results.size(); ++i) {
        found.results[i].count(document, found.outcomes[i]);
        if (found.outcomes[i].fate == map::Fate::kStop) found.stop = true;
        if (fill_[i]) remember(document, i, found);
        if (list_ && is_listed(found.outcomes[i])) {
          found.listed.push_back(
              {found.results[i].projection, document.sequence, std::string(document.key), found.outcomes[i]});
        }
      }
    });
  }

  void take(const std::string& name, const std::vector<std::size_t>& projections, Found& found,
            std::vector<ProjectionResult>& results) {
    result_.documents += found.documents;
    result_.bytes += found.bytes;
    for (std::size_t i = 0; i < projections.size(); ++i) {
      found.results[i].rows = found.results[i].applied;
      found.results[i].tally = std::move(found.tallies[i]);
      results[i].add(std::move(found.results[i]));
      if (!fill_[i]) continue;
      if (fill_[i]->asked_already) {
        late_[i].insert(late_[i].end(), found.known[i].begin(), found.known[i].end());
      } else {
        known_.add(fill_[i]->parent, found.known[i]);
      }
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
  std::vector<bool> is_asked_;  ///< Of each parent: something refers to it.
  // Of the projections being mapped:
  std::vector<std::optional<Fill>> fill_;
  std::vector<std::vector<KnownDocument>> late_;  ///< Without a row, although somebody took it for one.
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
