#include "map/tally.h"

#include <algorithm>

namespace sojourn::map {
namespace {

/// Each loss has a place of its own behind the events.
constexpr std::size_t kPlaces = kEvents + plan::kLosses;

std::size_t place_of(std::size_t column, Event event, plan::Loss loss) {
  const std::size_t within =
      event == Event::kLoss ? kEvents + static_cast<std::size_t>(loss) : static_cast<std::size_t>(event);
  return column * kPlaces + within;
}

Tally::EventKey key_of(std::size_t place) {
  const std::size_t within = place % kPlaces;
  if (within < kEvents) return {.column = place / kPlaces, .event = static_cast<Event>(within)};
  return {place / kPlaces, Event::kLoss, static_cast<plan::Loss>(within - kEvents)};
}

}  // namespace

void Count::add(std::uint64_t sequence, std::string_view key) {
  ++count;
  note(sequence, key);
}

void Count::add(const Count& other) {
  count += other.count;
  for (const auto& [sequence, key] : other.samples) note(sequence, key);
}

void Count::note(std::uint64_t sequence, std::string_view key) {
  if (samples.size() == kSamples && samples.back().first <= sequence) return;
  const auto at = std::lower_bound(samples.begin(), samples.end(), sequence,
                                   [](const auto& sample, std::uint64_t s) { return sample.first < s; });
  if (at != samples.end() && at->first == sequence) return;
  samples.emplace(at, sequence, key);
  if (samples.size() > kSamples) samples.pop_back();
}

void Tally::add(std::size_t column, Event event, plan::Loss loss, std::uint64_t sequence,
                std::string_view key) {
  const std::size_t place = place_of(column, event, loss);
  if (place >= counts_.size()) counts_.resize((column + 1) * kPlaces);
  counts_[place].add(sequence, key);
}

void Tally::add_unmapped(std::string_view path, std::uint64_t sequence, std::string_view key) {
  auto at = unmapped_.find(path);
  if (at == unmapped_.end()) at = unmapped_.emplace(path, Count()).first;
  at->second.add(sequence, key);
}

void Tally::add(const Tally& other) {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t place = 0; place < other.counts_.size(); ++place) counts_[place].add(other.counts_[place]);
  for (const auto& [path, count] : other.unmapped_) unmapped_[path].add(count);
}

std::map<Tally::EventKey, Count> Tally::events() const {
  std::map<EventKey, Count> events;
  for (std::size_t place = 0; place < counts_.size(); ++place) {
    if (counts_[place].count > 0) events.emplace(key_of(place), counts_[place]);
  }
  return events;
}

}  // namespace sojourn::map
