// Ids that occur in two streams: where a reference may lead into either, or both feed one table, they would
// be mistaken for one another.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "journal/view.h"

namespace sojourn::pipeline {

struct Twins {
  std::string first;
  std::string second;
  std::uint64_t count = 0;
  std::vector<std::string> samples;  ///< Three keys at most, the lowest.
};

/// Walks the keys of all streams side by side. Most twins first.
[[nodiscard]] std::vector<Twins> find_twins(
    const journal::View& view, const std::vector<std::pair<journal::StreamId, std::string>>& streams);

}  // namespace sojourn::pipeline
