#include "source/gzip_member.h"

#include <array>

namespace sojourn::source {
namespace {

constexpr const char* kEndsEarly = "the file ends within the header of compressed data";
constexpr unsigned char kHeaderCrc = 0x02;
constexpr unsigned char kExtra = 0x04;
constexpr unsigned char kName = 0x08;
constexpr unsigned char kComment = 0x10;
constexpr unsigned char kReserved = 0xe0;
constexpr std::size_t kMagicBytes = 4;

/// Reads header bytes and keeps their checksum.
class HeaderBytes {
 public:
  explicit HeaderBytes(FileInput& input) : input_(input) {}
  unsigned char next() {
    const auto byte = input_.next();
    if (!byte) ended_ = true;
    const char value = static_cast<char>(byte.value_or(0));
    crc_ = crc32_of(crc_, &value, 1);
    return byte.value_or(0);
  }
  unsigned next_two() {
    const unsigned low = next();
    return low | static_cast<unsigned>(next()) << 8;
  }
  void skip_text() {
    while (!ended_ && next() != 0) {
    }
  }
  void skip(unsigned count) {
    while (!ended_ && count-- > 0) next();
  }
  bool ended() const { return ended_; }
  std::uint32_t crc() const { return crc_; }

 private:
  FileInput& input_;
  std::uint32_t crc_ = 0;
  bool ended_ = false;
};

bool inflates_for_a_while(const File& file, std::uint64_t offset, Inflater& inflater) {
  FileInput input(file);
  input.seek(offset);
  if (skip_gzip_header(input) != nullptr) return false;
  inflater.start();
  std::array<char, 4096> scratch;
  for (std::size_t done = 0; done < (64u << 10);) {
    const Inflater::Result result = inflater.inflate_some(input, scratch.data(), scratch.size());
    done += result.size;
    if (result.ended) return true;
    if (result.problem != nullptr) return false;
  }
  return true;
}

}  // namespace

void MemberSums::add(const char* data, std::size_t bytes) {
  crc = crc32_of(crc, data, bytes);
  size += static_cast<std::uint32_t>(bytes);
}

bool has_gzip_magic(std::string_view head) {
  return head.size() >= kMagicBytes && head.substr(0, 3) == "\x1f\x8b\x08" &&
         (static_cast<unsigned char>(head[3]) & kReserved) == 0;
}

const char* skip_gzip_header(FileInput& input) {
  HeaderBytes bytes(input);
  const bool magic = bytes.next() == 0x1f && bytes.next() == 0x8b;
  if (bytes.ended()) return kEndsEarly;
  if (!magic) return "bytes that are no gzip header where one should be";
  const unsigned char method = bytes.next();
  const unsigned char flags = bytes.next();
  bytes.skip(6);  // Time, extra flags, operating system.
  if ((flags & kExtra) != 0) bytes.skip(bytes.next_two());
  if ((flags & kName) != 0) bytes.skip_text();
  if ((flags & kComment) != 0) bytes.skip_text();
  const unsigned crc = bytes.crc() & 0xffff;
  const bool crc_fits = (flags & kHeaderCrc) == 0 || bytes.next_two() == crc;
  if (bytes.ended()) return kEndsEarly;
  if (method != 8 || (flags & kReserved) != 0) return "a gzip header of an unknown kind";
  return crc_fits ? nullptr : "the checksum of a gzip header is wrong";
}

std::optional<MemberSums> read_gzip_trailer(FileInput& input) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < kGzipTrailerBytes; ++i) {
    const auto byte = input.next();
    if (!byte) return std::nullopt;
    value |= std::uint64_t{*byte} << (8 * i);
  }
  return MemberSums{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)};
}

bool only_zeros_left(FileInput& input) {
  const std::uint64_t start = input.offset();
  while (true) {
    const std::string_view bytes = input.view();
    if (bytes.empty()) return true;
    if (bytes.find_first_not_of('\0') != std::string_view::npos) break;
    input.take(bytes.size());
  }
  if (input.offset() != start) input.seek(start);
  return false;
}

std::uint64_t next_member(const File& file, std::uint64_t from) {
  constexpr std::size_t kStepBytes = 256u << 10;
  std::string bytes(kStepBytes + kMagicBytes, '\0');
  Inflater inflater;
  for (std::uint64_t start = from; start < file.size(); start += kStepBytes) {
    const std::string_view window(bytes.data(), file.read(bytes.data(), bytes.size(), start));
    for (auto at = window.find('\x1f'); at < kStepBytes; at = window.find('\x1f', at + 1)) {
      if (has_gzip_magic(window.substr(at)) && inflates_for_a_while(file, start + at, inflater)) {
        return start + at;
      }
    }
  }
  return file.size();
}

}  // namespace sojourn::source
