#include "journal/high.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>

#include "base/bytes.h"
#include "journal/files.h"

namespace sojourn::journal {
namespace {

// One slot for each stream, at 64 times its id: stream, past, batch, running hash, then a checksum over
// these. 64 bytes never straddle a page, so an overwritten slot is either the old one or the new one.
constexpr std::size_t kSlotBytes = 64;
constexpr std::size_t kChecksumAt = kSlotBytes - sizeof(std::uint64_t);
// No stream has this id: here past, batch and the running hash's first half stand for small writes, manifest
// number and manifest size.
constexpr StreamId kJournalSlot = 0;

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

HighMark decode(const std::filesystem::path& path, std::size_t at, std::string_view slot) {
  if (slot.size() < kSlotBytes) throw_damaged_high(path, at);
  const auto number = [&](std::size_t from) { return load_be<std::uint64_t>(slot.data() + from); };
  const HighMark mark{.past = number(4), .batch = number(12), .running = {number(20), number(28)}};
  if (encode(static_cast<StreamId>(at / kSlotBytes), mark) != slot) throw_damaged_high(path, at);
  return mark;
}

std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file && errno != ENOENT) throw system_error("read the journal's high marks", path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

High read_high(const std::filesystem::path& folder) {
  const auto path = high_path(folder);
  const std::string bytes = read_all(path);
  High high;
  for (std::size_t at = 0; at < bytes.size(); at += kSlotBytes) {
    const std::string_view slot = std::string_view(bytes).substr(at, kSlotBytes);
    // Slots of streams that have no mark yet are holes in the file.
    if (std::all_of(slot.begin(), slot.end(), [](char byte) { return byte == 0; })) continue;
    const HighMark mark = decode(path, at, slot);
    const auto stream = static_cast<StreamId>(at / kSlotBytes);
    if (stream == kJournalSlot) {
      high.journal = {.small_writes = mark.past, .manifest = mark.batch, .manifest_bytes = mark.running.high};
    } else {
      high.streams[stream] = mark;
    }
  }
  return high;
}

HighFile::HighFile(const std::filesystem::path& folder)
    : path_(high_path(folder)), descriptor_(open(path_.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) throw system_error("open the journal's high marks", path_);
}

HighFile::~HighFile() {
  close(descriptor_);
}

void HighFile::write(const JournalMark& mark) {
  write_slot(kJournalSlot,
             {.past = mark.small_writes, .batch = mark.manifest, .running = {mark.manifest_bytes, 0}});
}

void HighFile::write(StreamId stream, const HighMark& mark) {
  write_slot(stream, mark);
}

void HighFile::write_slot(StreamId stream, const HighMark& mark) {
  const std::string slot = encode(stream, mark);
  const auto written = pwrite(descriptor_, slot.data(), slot.size(),
                              static_cast<off_t>(stream) * static_cast<off_t>(kSlotBytes));
  if (written == static_cast<ssize_t>(slot.size())) return;
  if (written >= 0) errno = ENOSPC;  // A short write says nothing else.
  throw system_error("write the journal's high marks", path_);
}

}  // namespace sojourn::journal
