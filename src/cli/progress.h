// Shows how far a run is: on a terminal one line redrawn in place, else a plain line now and then.
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
  std::string total_text;  ///< In its unit: "1.57 GB".
  std::optional<double> bytes_per_second;
  std::optional<double> documents_per_second;
  std::optional<std::uint64_t> seconds_left;

  /// With a bar, cut to fit into `columns`.
  [[nodiscard]] std::string for_terminal(std::size_t columns) const;
  /// For a log.
  [[nodiscard]] std::string plain() const;
};

/// The place where the lines of one run appear; it is empty again when the run ends.
class ProgressArea {
 public:
  ProgressArea() = default;
  ~ProgressArea();
  ProgressArea(const ProgressArea&) = delete;
  ProgressArea& operator=(const ProgressArea&) = delete;

  void show(RateMeter::Clock::time_point now, const ProgressLine& line);

  static constexpr std::chrono::seconds kPlainInterval{5};

 private:
  RateMeter::Clock::time_point next_plain_ = RateMeter::Clock::now() + kPlainInterval;
};

/// Of an extraction, which knows bytes.
class ProgressDisplay : public extract::Observer {
 public:
  void progress(const extract::Progress& progress) override;
  [[nodiscard]] const extract::Progress& last() const { return last_; }

 private:
  ProgressArea area_;
  RateMeter bytes_;
  RateMeter documents_;
  extract::Progress last_;
};

/// Of work on documents that the journal holds.
class DocumentsDisplay {
 public:
  void progress(const std::string& stream, std::uint64_t done, std::uint64_t total);

 private:
  ProgressArea area_;
  RateMeter documents_;
};

}  // namespace sojourn::cli
