// The frame of a gzip member (RFC 1952): header, trailer, and finding the next one behind damage.
#pragma once

#include <cstdint>
#include <optional>

#include "source/inflater.h"

namespace sojourn::source {

inline constexpr std::uint64_t kGzipTrailerBytes = 8;

/// What a member's trailer says about what it inflates to.
struct MemberSums {
  std::uint32_t crc = 0;
  std::uint32_t size = 0;  ///< Modulo 2^32.
  void add(const char* data, std::size_t bytes);
  friend bool operator==(const MemberSums&, const MemberSums&) = default;
};

/// Whether a file of these first bytes is likely a gzip file.
[[nodiscard]] bool has_gzip_magic(std::string_view head);

/// Steps over a member's header. Returns what is wrong with it, or null.
[[nodiscard]] const char* skip_gzip_header(FileInput& input);
/// Empty if the file ends within it.
[[nodiscard]] std::optional<MemberSums> read_gzip_trailer(FileInput& input);
/// At the end of the file, or before padding with zeros, which tapes and block devices leave. Moves `input`
/// to the end if so.
[[nodiscard]] bool only_zeros_left(FileInput& input);
/// The offset, from `from` on, of the next member that can be inflated at least for a while; else the file's
/// size.
[[nodiscard]] std::uint64_t next_member(const File& file, std::uint64_t from);

}  // namespace sojourn::source
