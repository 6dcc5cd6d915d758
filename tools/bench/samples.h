// The same thing measured several times.
#pragma once

#include <algorithm>
#include <vector>

namespace sojourn::bench {

class Samples {
 public:
  void add(double value) { values_.insert(std::upper_bound(values_.begin(), values_.end(), value), value); }
  // All of these REQUIRE at least one value.
  [[nodiscard]] double least() const { return values_.front(); }
  [[nodiscard]] double most() const { return values_.back(); }
  [[nodiscard]] double median() const {
    const std::size_t half = values_.size() / 2;
    return values_.size() % 2 == 1 ? values_[half] : (values_[half - 1] + values_[half]) / 2;
  }

 private:
  std::vector<double> values_;  ///< Rising.
};

/// Wall clock and processor time of the same work. On a machine that others use, too, the latter tells more.
struct Timings {
  Samples seconds;
  Samples cpu_seconds;
};

}  // namespace sojourn::bench
