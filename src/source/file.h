// A file that is read: opened once, read at offsets, closed at its end.
//
// Owns the descriptor. Every failure is an Error that names the file; after one the file may still be read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace sojourn::source {

class File {
 public:
  explicit File(std::filesystem::path path);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// Reads up to `size` bytes at `offset`; fewer only at the end of the file.
  [[nodiscard]] std::size_t read(char* to, std::size_t size, std::uint64_t offset) const;

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }  ///< When it was opened.
  std::int64_t modified_ns() const { return modified_ns_; }
  /// Size and hash of the first and the last 64 KB: tells another file under the same name.
  [[nodiscard]] std::string fingerprint() const;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::int64_t modified_ns_ = 0;
};

}  // namespace sojourn::source
