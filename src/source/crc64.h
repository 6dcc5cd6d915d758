// CRC-64 of ECMA-182 in its reflected form, as mongodump's archives carry it.
#pragma once

#include <cstdint>
#include <string_view>

namespace sojourn::source {

/// Continues `crc`, which is 0 at the start, by `bytes`.
[[nodiscard]] std::uint64_t crc64(std::uint64_t crc, std::string_view bytes);

}  // namespace sojourn::source
