// Sorts more byte strings than memory holds: runs that are sorted in memory go to files, and are merged when
// read.
//
// Records sort as bytes, so what decides comes first in them. Files lie in a folder that the journal empties
// when it is opened, and are removed by the destructor; every block read back is checksummed (J7).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::derive {

class ExternalSort {
 public:
  /// `name` must be unlike that of every other sort in the folder at that time.
  ExternalSort(std::filesystem::path folder, std::string name, std::size_t memory_bytes);
  ~ExternalSort();
  ExternalSort(const ExternalSort&) = delete;
  ExternalSort& operator=(const ExternalSort&) = delete;

  void add(std::string_view record);
  /// Ends the adding; the first record can be read.
  void finish();

  // The records in order, equal ones as often as they were added. REQUIRES: finish() was called.
  [[nodiscard]] bool valid() const;
  void next();
  /// Valid until next().
  [[nodiscard]] std::string_view record() const;

 private:
  class RunReader;
  /// A record in the arena, with its front as a number that sorts as the record does: most comparisons end
  /// there.
  struct Slot {
    std::uint64_t front = 0;
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
  };

  [[nodiscard]] std::string_view bytes_of(const Slot& slot) const {
    return {arena_.data() + slot.offset, slot.size};
  }
  [[nodiscard]] std::filesystem::path new_run();
  void sort_slots();
  void spill();
  void open_runs();
  /// Makes one run of all, so that neither files nor their buffers become too many.
  void merge_runs();

  const std::filesystem::path folder_;
  const std::string name_;
  const std::size_t memory_bytes_;
  std::string arena_;
  std::vector<Slot> slots_;
  std::size_t at_ = 0;  ///< Of slots_, where nothing had to be spilled.
  std::vector<std::filesystem::path> runs_;
  std::size_t runs_made_ = 0;
  std::vector<std::unique_ptr<RunReader>> heap_;  ///< The reader with the least record first.
};

}  // namespace sojourn::derive
