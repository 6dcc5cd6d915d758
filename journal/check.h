// The whole check of a journal: every checksum, keys against log, running hashes, no hole, HIGH (J7).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sojourn::journal {

struct CheckOptions {
  bool without_high = false;  ///< Leave the file HIGH unread.
};

struct CheckReport {
  std::uint64_t streams = 0;
  std::uint64_t batches = 0;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  /// What is wrong, each with its place; empty if the journal is sound.
  std::vector<std::string> findings;
};

/// Never throws for damage; that is what it reports. `progress` gets the entries checked so far, now and
/// then.
[[nodiscard]] CheckReport check_journal(const std::filesystem::path& folder, const CheckOptions& options,
                                        const std::function<void(std::uint64_t)>& progress);

}  // namespace sojourn::journal
