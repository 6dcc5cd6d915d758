// Watches the disk of the journal, so that a run pauses before it is full instead of failing on it.
#pragma once

#include <cstdint>
#include <filesystem>

namespace sojourn::extract {

class DiskGuard {
 public:
  /// `reserve` is the part of the disk that must stay free, 0 to 1.
  DiskGuard(std::filesystem::path folder, double reserve) : folder_(std::move(folder)), reserve_(reserve) {}

  /// Says what the journal will take, and warns if that is more than the disk has above the reserve.
  void forecast(std::uint64_t source_bytes) const;
  /// Throws an Error with exit code 3 if `bytes` more would reach into the reserve.
  void require_room(std::uint64_t bytes) const;

 private:
  struct Space {
    std::uint64_t free = 0;
    std::uint64_t reserved = 0;
  };
  [[nodiscard]] Space space() const;

  std::filesystem::path folder_;
  double reserve_;
};

}  // namespace sojourn::extract
