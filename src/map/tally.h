// What was done that is not plain, counted per projection, column and event, with the first keys as samples;
// and the fields that nothing takes.
//
// Each thread counts for itself; sums do not depend on how the documents were divided, since samples are
// those of the lowest sequences.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "map/cause.h"
#include "plan/rule.h"

namespace sojourn::map {

inline constexpr std::size_t kSamples = 3;

struct Count {
  std::uint64_t count = 0;
  std::vector<std::pair<std::uint64_t, std::string>>
      samples;  ///< Sequence and canonical key of different documents; the lowest sequences, rising.
  void add(std::uint64_t sequence, std::string_view key);
  void add(const Count& other);

 private:
  void note(std::uint64_t sequence, std::string_view key);
};

class Tally {
 public:
  /// REQUIRES: for kLoss the loss, else the default.
  void add(std::size_t column, Event event, plan::Loss loss, std::uint64_t sequence, std::string_view key);
  void add_unmapped(std::string_view path, std::uint64_t sequence, std::string_view key);
  void add(const Tally& other);

  struct EventKey {
    std::size_t column = 0;
    Event event = Event::kConverted;
    plan::Loss loss = plan::Loss::kFraction;
    bool operator==(const EventKey&) const = default;
    bool operator<(const EventKey& other) const {
      return std::tie(column, event, loss) < std::tie(other.column, other.event, other.loss);
    }
  };
  [[nodiscard]] std::map<EventKey, Count> events() const;
  [[nodiscard]] const std::map<std::string, Count, std::less<>>& unmapped() const { return unmapped_; }

 private:
  std::vector<Count> counts_;  ///< By column, then event or loss: counting must not look anything up.
  std::map<std::string, Count, std::less<>> unmapped_;
};

}  // namespace sojourn::map
