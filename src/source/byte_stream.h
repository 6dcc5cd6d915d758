// The bytes of one file from front to back, inflated where it is compressed.
//
// A stream can be left and taken up again exactly (save, and `open_bytes` with the token). Offsets count
// delivered bytes: of the file itself, or of what it inflates to. Damage to the compression throws, or with
// `skip_damaged` ends the reading with a gap; behind a gap there may be more.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "source/file.h"
#include "source/source.h"
#include "source/token.h"

namespace sojourn::source {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Reads up to `size` bytes; 0 at the end or at a gap.
  [[nodiscard]] virtual std::size_t read(char* to, std::size_t size) = 0;
  /// The damage at which reading stopped; reading goes on behind it.
  [[nodiscard]] virtual std::optional<Damage> take_gap() { return std::nullopt; }
  /// Hands over damages that interrupted nothing, such as a wrong checksum at the end of sound data.
  virtual void tell(std::vector<Damage>&) {}
  /// Promises that no position before `offset` will be saved any more.
  virtual void forget(std::uint64_t offset) = 0;
  /// Writes what is needed to go on at `offset`. Returns how much of the file lies before it.
  virtual std::uint64_t save(TokenWriter& token, std::uint64_t offset) const = 0;
  /// Delivered bytes; the offset at which the next read begins.
  virtual std::uint64_t offset() const = 0;
  virtual const File& file() const = 0;
  /// How the offset is called in messages: "byte", or "inflated byte".
  virtual const char* offset_name() const = 0;
};

/// Opens a file at its start. One that is called .gz, or begins like a gzip file and is not called .bson, is
/// inflated. `owner` is named in complaints: "stream Users".
[[nodiscard]] std::unique_ptr<ByteStream> open_bytes(const std::filesystem::path& path, std::string owner,
                                                     const ReadOptions& options);
/// Opens a file where an earlier stream was saved.
[[nodiscard]] std::unique_ptr<ByteStream> open_bytes(const std::filesystem::path& path, std::string owner,
                                                     const ReadOptions& options, TokenReader& token);

}  // namespace sojourn::source
