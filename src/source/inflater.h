// zlib's raw inflate over a file, with points at which inflating can begin again later.
//
// Knows neither gzip's headers nor its checksums; source/gzip_stream.h does. The one door to zlib.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "source/file.h"

namespace sojourn::source {

/// Buffered reading of a file from any offset on.
class FileInput {
 public:
  explicit FileInput(const File& file) : file_(file), buffer_(64u << 10) {}

  void seek(std::uint64_t offset);
  /// The file offset of the next byte.
  std::uint64_t offset() const { return read_to_ - left(); }
  /// The next byte, or nothing at the end.
  [[nodiscard]] std::optional<unsigned char> next();
  /// The bytes at hand; reads more if there are none. Empty at the end.
  [[nodiscard]] std::string_view view();
  void take(std::size_t size) { at_ += size; }

 private:
  std::size_t left() const { return end_ - at_; }

  const File& file_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::uint64_t read_to_ = 0;
};

/// Where within deflated data inflating can begin: a file offset and up to 7 bits of the byte before it.
struct InflatePoint {
  std::uint64_t file_offset = 0;
  int bits = 0;
  std::string window;  ///< The last 32 KB before, to which what follows refers.
};

class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Begins with new deflated data.
  void start();
  void start_at(const InflatePoint& point, FileInput& input);

  struct Result {
    std::size_t size = 0;           ///< Inflated bytes.
    bool at_block = false;          ///< A block begins here, so that a point can be taken.
    bool ended = false;             ///< The deflated data is complete.
    const char* problem = nullptr;  ///< It is damaged, or the file ends within it.
  };
  /// Inflates until `size` bytes are there or a block begins; always moves on or says why it cannot.
  [[nodiscard]] Result inflate_some(FileInput& input, char* to, std::size_t size);
  /// REQUIRES that the last result was `at_block`.
  [[nodiscard]] InflatePoint point(const FileInput& input);

 private:
  z_stream stream_{};
};

/// zlib's CRC-32, continued.
[[nodiscard]] std::uint32_t crc32_of(std::uint32_t crc, const char* data, std::size_t size);

// A window takes a quarter of its place in a position when packed.
[[nodiscard]] std::string pack_window(const std::string& window);
/// Empty optional if the bytes are not what pack_window made.
[[nodiscard]] std::optional<std::string> unpack_window(std::string_view packed);

}  // namespace sojourn::source
