#include "journal/high.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/bytes.h"
#include "base/error.h"

namespace sojourn::journal {
namespace {

// One slot for each stream, at 64 times its id: stream, past, batch, running hash, then a checksum over
// these. 64 bytes never straddle a page, so an overwritten slot is either the old one or the new one.
constexpr std::size_t kSlotBytes = 64;
constexpr std::size_t kChecksumAt = kSlotBytes - sizeof(std::uint64_t);

std::filesystem::path high_path(const std::filesystem::path& folder) {
  return folder / "HIGH";
}

std::string encode(StreamId stream, const HighMark& mark) {
  std::string slot;
  append_be(slot, stream);
  append_be(slot, mark.past);
  append_be(slot, mark.batch);
  append_be(slot, mark.running.high);
  append_be(slot, mark.running.low);
  slot.resize(kChecksumAt);
  append_be(slot, hash64(slot));
  return slot;
}

[[noreturn]] void throw_damaged_high(const std::filesystem::path& path, std::size_t offset) {
  throw Error({.doing = "read the journal's high marks",
               .subject = fmt::format("{}, byte {}", path.string(), offset),
               .cause = "a mark's checksum does not match",
               .hint = "run `sojourn-dump JOURNAL check --without-high`; if it finds nothing else, delete "
                       "this one file"});
}

}  // namespace

std::map<StreamId, HighMark> read_high(const std::filesystem::path& folder) {
  std::ifstream file(high_path(folder), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::map<StreamId, HighMark> marks;
  for (std::size_t at = 0; at < bytes.size(); at += kSlotBytes) {
    const std::string_view slot = std::string_view(bytes).substr(at, kSlotBytes);
    // Slots of streams that have no mark yet are holes in the file.
    if (std::all_of(slot.begin(), slot.end(), [](char byte) { return byte == 0; })) continue;
    if (slot.size() < kSlotBytes) throw_damaged_high(high_path(folder), at);
    const HighMark mark{
        .past = load_be<std::uint64_t>(slot.data() + 4),
        .batch = load_be<std::uint64_t>(slot.data() + 12),
        .running = {load_be<std::uint64_t>(slot.data() + 20), load_be<std::uint64_t>(slot.data() + 28)}};
    const auto stream = static_cast<StreamId>(at / kSlotBytes);
    if (encode(stream, mark) != slot) throw_damaged_high(high_path(folder), at);
    marks[stream] = mark;
  }
  return marks;
}

HighFile::HighFile(const std::filesystem::path& folder)
    : path_(high_path(folder)), descriptor_(open(path_.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)) {
  if (descriptor_ >= 0) return;
  throw Error({.doing = "open the journal's high marks", .subject = path_.string(), .cause = errno_text()});
}

HighFile::~HighFile() {
  close(descriptor_);
}

void HighFile::write(StreamId stream, const HighMark& mark) {
  const std::string slot = encode(stream, mark);
  const auto written = pwrite(descriptor_, slot.data(), slot.size(),
                              static_cast<off_t>(stream) * static_cast<off_t>(kSlotBytes));
  if (written == static_cast<ssize_t>(slot.size())) return;
  throw Error({.doing = "write the journal's high marks", .subject = path_.string(), .cause = errno_text()});
}

}  // namespace sojourn::journal
