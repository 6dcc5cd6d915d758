#include "extract/disk_guard.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace sojourn::extract {
namespace {

/// What a journal takes of its source's size where compression does little. Measured: 0.45 to 0.75.
constexpr double kJournalPerSourceByte = 0.8;

}  // namespace

DiskGuard::Space DiskGuard::space() const {
  const auto disk = std::filesystem::space(folder_);
  return {.free = disk.available,
          .reserved = static_cast<std::uint64_t>(static_cast<double>(disk.capacity) * reserve_)};
}

void DiskGuard::forecast(std::uint64_t source_bytes) const {
  const auto expected = static_cast<std::uint64_t>(static_cast<double>(source_bytes) * kJournalPerSourceByte);
  const Space now = space();
  const std::uint64_t usable = now.free > now.reserved ? now.free - now.reserved : 0;
  log::debug("the journal will take about {}; the disk has {} above its reserve", size_text(expected),
             size_text(usable));
  if (expected <= usable) return;
  log::warning(
      "the journal will take about {}, but the disk of {} has only {} above its reserve of {}: the run will "
      "probably pause before its end",
      size_text(expected), folder_.string(), size_text(usable), size_text(now.reserved));
}

void DiskGuard::require_room(std::uint64_t bytes) const {
  const Space now = space();
  if (now.free >= now.reserved + bytes) return;
  throw paused(
      {.doing = "go on extracting",
       .subject = "journal " + folder_.string(),
       .cause = fmt::format("its disk has {} free, and {} of that are kept in reserve", size_text(now.free),
                            size_text(now.reserved)),
       .hint = "free space, or lower the reserve with --disk-reserve, and give the same command again"});
}

}  // namespace sojourn::extract
