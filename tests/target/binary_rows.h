// Rows in the binary format of COPY, cell by cell, right or wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sojourn::test {

inline std::string big_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i));
  return text;
}

/// The bytes of an int4.
inline std::string int4(int value) {
  return big_endian(static_cast<std::uint32_t>(value), 4);
}

inline std::string binary_row(const std::vector<std::optional<std::string>>& cells) {
  std::string row = big_endian(static_cast<std::uint32_t>(cells.size()), 2);
  for (const auto& cell : cells) {
    row += big_endian(cell ? static_cast<std::uint32_t>(cell->size()) : ~0U, 4) + cell.value_or("");
  }
  return row;
}

}  // namespace sojourn::test
