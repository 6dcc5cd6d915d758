#include "apply/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "apply/cell_texts.h"
#include "apply/compared_tables.h"
#include "apply/known_documents.h"
#include "base/error.h"
#include "base/stop.h"
#include "journal/in_force.h"
#include "map/mapper.h"

namespace sojourn::apply {
namespace {

using In = ChangedColumn::In;

constexpr std::uint64_t kRangeEntries = 10'000;

/// What one thread found of one table; added up in any order.
struct Found {
  explicit Found(const ComparedTable& table) : result(table.result) {
    for (const ComparedColumn& column : table.columns) {
      const In in = column.before && column.after ? In::kBoth : column.before ? In::kOld : In::kNew;
      result.columns.push_back(
          {.column = column.name, .in = in, .sensitive = column.sensitive, .samples = {}});
    }
  }
  TableComparison result;
};

void add_sample(ChangedColumn& column, CellChange change) {
  const auto later = [](const CellChange& a, const CellChange& b) { return a.sequence < b.sequence; };
  column.samples.insert(std::upper_bound(column.samples.begin(), column.samples.end(), change, later),
                        std::move(change));
  if (column.samples.size() > map::kSamples) column.samples.pop_back();
}

bool wants_sample(const ChangedColumn& column, std::uint64_t sequence) {
  return column.samples.size() < map::kSamples || sequence < column.samples.back().sequence;
}

void add(TableComparison& to, TableComparison&& from) {
  to.documents += from.documents;
  to.same += from.same;
  to.neither += from.neither;
  to.changed.add(from.changed);
  to.lost.add(from.lost);
  to.gained.add(from.gained);
  for (const auto& [reason, count] : from.no_rows) to.no_rows[reason].add(count);
  for (std::size_t i = 0; i < from.columns.size(); ++i) {
    to.columns[i].rows += from.columns[i].rows;
    for (CellChange& sample : from.columns[i].samples) {
      if (wants_sample(to.columns[i], sample.sequence)) add_sample(to.columns[i], std::move(sample));
    }
  }
}

/// What a plan says of a document that has no row under it.
std::string reason_of(const plan::Projection& projection, const map::Outcome& outcome) {
  if (outcome.problems.empty()) return "left out: " + outcome.skipped_by;
  const map::Problem& first = outcome.problems.front();
  std::string text(map::cause_code(first.cause));
  if (first.column != map::kNoColumn) text += " in " + projection.columns[first.column].column.name;
  return text;
}

/// One of the plans, as far as one stream goes.
class Side {
 public:
  Side(const journal::View& view, const plan::ExpandedPlan& plan, std::size_t memory_bytes)
      : plan_(plan_with_what_is_derived(view, plan)), known_(view, plan_, memory_bytes) {}

  void prepare(const std::vector<std::size_t>& projections) {
    mapper_.reset();
    if (projections.empty()) return;
    for (const std::size_t projection : projections) {
      for (const std::size_t parent : plan::parents_of(plan_.projections[projection])) {
        if (!known_.is_filled(parent)) known_.take_from_journal(parent);
      }
    }
    mapper_.emplace(plan_, projections);
  }
  [[nodiscard]] const map::Mapper* mapper() const { return mapper_ ? &*mapper_ : nullptr; }
  [[nodiscard]] const KnownDocuments& known() const { return known_; }
  [[nodiscard]] const plan::Projection& projection(std::size_t index) const {
    return plan_.projections[index];
  }

 private:
  /// A merge that was never computed has nothing to say: then each document counts for itself.
  static plan::ExpandedPlan plan_with_what_is_derived(const journal::View& view, plan::ExpandedPlan plan) {
    for (plan::Parent& parent : plan.parents) {
      if (!parent.derived.empty() && !view.find_stream(parent.derived)) parent.derived.clear();
    }
    return plan;
  }

  const plan::ExpandedPlan plan_;
  KnownDocuments known_;
  std::optional<map::Mapper> mapper_;
};

/// The rows of one document under one plan, made by one thread.
class Rows {
 public:
  explicit Rows(const Side& side) : side_(side) {
    if (side.mapper() == nullptr) return;
    worker_.emplace(*side.mapper(), side.known());
    outcomes_.resize(side.mapper()->projections().size());
    tallies_.resize(outcomes_.size());
  }

  void map(const map::Document& document) {
    texts_.clear();
    if (worker_) worker_->map(document, texts_, outcomes_, tallies_);
  }
  [[nodiscard]] bool has_row(std::optional<std::size_t> projection) const {
    return projection && texts_.has_row(*projection);
  }
  [[nodiscard]] std::optional<std::string_view> cell(std::size_t projection, std::size_t column) const {
    return texts_.cell(projection, column);
  }
  /// Empty where the plan has no such projection. REQUIRES: no row.
  [[nodiscard]] std::string reason(std::optional<std::size_t> projection) const {
    if (!projection) return {};
    const std::vector<std::size_t>& all = side_.mapper()->projections();
    const auto at = std::find(all.begin(), all.end(), *projection) - all.begin();
    return reason_of(side_.projection(*projection), outcomes_[static_cast<std::size_t>(at)]);
  }

 private:
  const Side& side_;
  std::optional<map::Mapper::Worker> worker_;
  std::vector<map::Outcome> outcomes_;
  std::vector<map::Tally> tallies_;
  CellTexts texts_;
};

/// One thread's look at both plans.
class Comparer {
 public:
  Comparer(const Side& before, const Side& after, const std::vector<const ComparedTable*>& tables)
      : before_(before), after_(after), tables_(tables) {}

  void compare(const map::Document& document, std::vector<Found>& found) {
    before_.map(document);
    after_.map(document);
    for (std::size_t i = 0; i < tables_.size(); ++i) compare(document, *tables_[i], found[i].result);
  }

 private:
  void compare(const map::Document& document, const ComparedTable& table, TableComparison& result) const {
    const bool was = before_.has_row(table.before);
    const bool is = after_.has_row(table.after);
    ++result.documents;
    if (was && is) {
      compare_cells(document, table, result);
    } else if (!was && !is) {
      ++result.neither;
    } else {
      (was ? result.lost : result.gained).add(document.sequence, document.key);
      const std::string reason = was ? after_.reason(table.after) : before_.reason(table.before);
      if (!reason.empty()) result.no_rows[reason].add(document.sequence, document.key);
    }
  }

  void compare_cells(const map::Document& document, const ComparedTable& table,
                     TableComparison& result) const {
    bool any = false;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const ComparedColumn& column = table.columns[i];
      const auto before = column.before ? before_.cell(*table.before, *column.before) : std::nullopt;
      const auto after = column.after ? after_.cell(*table.after, *column.after) : std::nullopt;
      const bool defaulted = column.has_default && (!column.before || !column.after);
      if (before == after && !defaulted) continue;
      any = true;
      note(document, before, after, result.columns[i]);
    }
    if (any) {
      result.changed.add(document.sequence, document.key);
    } else {
      ++result.same;
    }
  }

  static void note(const map::Document& document, std::optional<std::string_view> before,
                   std::optional<std::string_view> after, ChangedColumn& column) {
    ++column.rows;
    if (!wants_sample(column, document.sequence)) return;
    CellChange change{
        .sequence = document.sequence, .key = std::string(document.key), .before = {}, .after = {}};
    if (before && !column.sensitive) change.before = std::string(*before);
    if (after && !column.sensitive) change.after = std::string(*after);
    add_sample(column, std::move(change));
  }

  Rows before_;
  Rows after_;
  const std::vector<const ComparedTable*>& tables_;
};

class Comparison {
 public:
  Comparison(const journal::View& view, const plan::ExpandedPlan& before, const plan::ExpandedPlan& after,
             const ComparisonOptions& options, const ComparisonProgress& progress)
      : view_(view),
        threads_(options.threads != 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency())),
        progress_(progress),
        before_(view, before, options.memory_bytes / 2),
        after_(view, after, options.memory_bytes / 2),
        tables_(pair_tables(view, before, after)) {}

  std::vector<TableComparison> run() {
    for (const ComparedTable& table : tables_) {
      if (table.is_mapped()) total_ += entries_of(table.result.stream);
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (!tables_[i].is_mapped()) {
        for (const std::string& stream : tables_[i].inputs) tables_[i].result.documents += count(stream);
      } else if (is_first_of_its_stream(i)) {
        compare_stream(tables_[i].result.stream);
      }
    }
    std::vector<TableComparison> results;
    for (ComparedTable& table : tables_) {
      std::erase_if(table.result.columns, [](const ChangedColumn& column) { return column.rows == 0; });
      results.push_back(std::move(table.result));
    }
    return results;
  }

 private:
  [[nodiscard]] std::uint64_t entries_of(const std::string& name) const {
    const auto stream = view_.find_stream(name);
    const auto last = stream ? view_.last_batch(*stream) : std::nullopt;
    return last ? last->first + last->count : 0;
  }

  [[nodiscard]] std::uint64_t count(const std::string& name) const {
    for (const auto& [id, info] : view_.streams()) {
      if (info.name == name) return journal::count_documents(view_, journal::summarize(view_, id, info));
    }
    return 0;
  }

  [[nodiscard]] bool is_first_of_its_stream(std::size_t index) const {
    const auto same = [&](const ComparedTable& each) {
      return each.is_mapped() && each.result.stream == tables_[index].result.stream;
    };
    const auto end = tables_.begin() + static_cast<std::ptrdiff_t>(index);
    return std::none_of(tables_.begin(), end, same);
  }

  void compare_stream(const std::string& name) {
    std::vector<const ComparedTable*> tables;
    std::vector<std::size_t> before;
    std::vector<std::size_t> after;
    std::vector<TableComparison*> results;
    for (ComparedTable& table : tables_) {
      if (!table.is_mapped() || table.result.stream != name) continue;
      table.result.columns = Found(table).result.columns;
      tables.push_back(&table);
      results.push_back(&table.result);
      if (table.before) before.push_back(*table.before);
      if (table.after) after.push_back(*table.after);
    }
    before_.prepare(before);
    after_.prepare(after);
    if (const auto stream = view_.find_stream(name)) compare_ranges(*stream, name, tables, results);
  }

  void compare_ranges(journal::StreamId stream, const std::string& name,
                      const std::vector<const ComparedTable*>& tables,
                      const std::vector<TableComparison*>& results);
  void compare_range(journal::StreamId stream, journal::Sequence first, const journal::InForce& in_force,
                     Comparer& comparer, std::vector<Found>& found) const;

  const journal::View& view_;
  const std::size_t threads_;
  const ComparisonProgress& progress_;
  Side before_;
  Side after_;
  std::vector<ComparedTable> tables_;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
};

void Comparison::compare_range(journal::StreamId stream, journal::Sequence first,
                               const journal::InForce& in_force, Comparer& comparer,
                               std::vector<Found>& found) const {
  if (stop_requested()) throw paused({.doing = "compare the plans", .cause = "stopped on request"});
  for (journal::LogCursor cursor = view_.log(stream, first);
       cursor.valid() && cursor.entry().sequence < first + kRangeEntries; cursor.next()) {
    const journal::LogEntry& entry = cursor.entry();
    if (!in_force.holds(entry.sequence) || entry.kind == journal::fb::Kind::Delete) continue;
    comparer.compare({.sequence = entry.sequence, .key = entry.key, .body = entry.body}, found);
  }
}

void Comparison::compare_ranges(journal::StreamId stream, const std::string& name,
                                const std::vector<const ComparedTable*>& tables,
                                const std::vector<TableComparison*>& results) {
  const journal::InForce in_force(view_, stream, journal::Repeats::kNewest);
  const journal::Sequence past = entries_of(name);
  std::vector<Found> empty;
  empty.reserve(tables.size());
  for (const ComparedTable* table : tables) empty.emplace_back(*table);
  std::atomic<journal::Sequence> next = 0;
  std::atomic<bool> failed = false;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      Comparer comparer(before_, after_, tables);
      for (auto first = next.fetch_add(kRangeEntries); first < past && !failed;
           first = next.fetch_add(kRangeEntries)) {
        std::vector<Found> found = empty;
        compare_range(stream, first, in_force, comparer, found);
        const std::lock_guard alone(mutex_);
        for (std::size_t i = 0; i < found.size(); ++i) add(*results[i], std::move(found[i].result));
        done_ += (std::min(past, first + kRangeEntries) - first) * tables.size();
        progress_(name, done_, total_);
      }
    } catch (...) {
      failed = true;
      const std::lock_guard alone(mutex_);
      failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min<std::size_t>(threads_, past / kRangeEntries + 1); ++i)
      helpers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

std::vector<TableComparison> compare(const journal::View& view, const plan::ExpandedPlan& before,
                                     const plan::ExpandedPlan& after, const ComparisonOptions& options,
                                     const ComparisonProgress& progress) {
  return Comparison(view, before, after, options, progress).run();
}

}  // namespace sojourn::apply
