// The extraction under measurement: sojourn run as an operator runs it, on a plan and a journal of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "tools/bench/samples.h"
#include "tools/harness/process.h"

namespace sojourn::bench {

class Extraction {
 public:
  /// Writes the plan for a dump folder into `folder`. `program` is sojourn.
  Extraction(std::filesystem::path program, std::filesystem::path folder, const std::filesystem::path& dump);

  /// One extraction into an empty journal, from start to exit.
  void measure(Timings& timings);
  /// `sojourn status` on the journal of the last extraction, from start to exit.
  [[nodiscard]] double open_seconds() const;
  /// Kills an extraction of `documents` near its end and starts it again; seconds from that start to the
  /// first batch that is durable. Empty if it came to its end before it could be killed.
  [[nodiscard]] std::optional<double> resume_seconds(std::uint64_t documents);

  /// Of the last extraction: all files of its journal.
  [[nodiscard]] std::uint64_t journal_bytes() const;
  /// The most that any extraction so far has used.
  [[nodiscard]] std::uint64_t anonymous_peak() const { return anonymous_peak_; }

 private:
  [[nodiscard]] harness::Command command(const std::string& verb) const;
  [[nodiscard]] std::uint64_t durable_documents() const;

  std::filesystem::path program_;
  std::filesystem::path plan_;
  std::filesystem::path journal_;
  std::uint64_t anonymous_peak_ = 0;
};

}  // namespace sojourn::bench
