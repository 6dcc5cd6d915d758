#include "apply/projection_result.h"

#include <algorithm>

namespace sojourn::apply {
namespace {

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

}  // namespace

void ProjectionResult::count(const map::Document& document, const map::Outcome& outcome) {
  ++documents;
  switch (outcome.fate) {
    case map::Fate::kApplied:
      ++applied;
      return;
    case map::Fate::kSkipped:
      ++skipped;
      skipped_by[outcome.skipped_by].add(document.sequence, document.key);
      return;
    case map::Fate::kHeld:
      ++held;
      break;
    case map::Fate::kFailed:
    case map::Fate::kStop:
      ++failed;
      break;
  }
  count_failure(*this, document, outcome);
}

void ProjectionResult::add(ProjectionResult&& other) {
  documents += other.documents;
  applied += other.applied;
  skipped += other.skipped;
  held += other.held;
  failed += other.failed;
  rows += other.rows;
  for (auto& [rule, count] : other.skipped_by) skipped_by[rule].add(count);
  tally.add(other.tally);
  for (auto& [key, group] : other.failures) {
    FailureGroup& into = failures[key];
    into.documents += group.documents;
    for (FailureSample& sample : group.samples) add_sample(into, std::move(sample));
  }
}

}  // namespace sojourn::apply
