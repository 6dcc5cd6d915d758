// Shows how far an extraction is: on a terminal one line redrawn in place, else a plain line now and then.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "cli/rate_meter.h"
#include "extract/extract.h"

namespace sojourn::cli {

/// The parts of a progress line, ready to be put together for any width.
struct ProgressLine {
  std::string stream;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::optional<double> bytes_per_second;
  std::optional<double> documents_per_second;
  std::optional<std::uint64_t> seconds_left;

  /// With a bar, cut to fit into `columns`.
  [[nodiscard]] std::string for_terminal(std::size_t columns) const;
  /// For a log.
  [[nodiscard]] std::string plain() const;
};

class ProgressDisplay : public extract::Observer {
 public:
  ProgressDisplay() = default;
  ~ProgressDisplay() override;
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  void progress(const extract::Progress& progress) override;
  [[nodiscard]] const extract::Progress& last() const { return last_; }

  static constexpr std::chrono::seconds kPlainInterval{5};

 private:
  RateMeter bytes_;
  RateMeter documents_;
  RateMeter::Clock::time_point next_plain_ = RateMeter::Clock::now() + kPlainInterval;
  extract::Progress last_;
};

}  // namespace sojourn::cli
