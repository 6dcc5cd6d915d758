// The opaque part of a Position: numbers and strings, one behind another.
//
// Written and read only within this room. What is read back may come from a damaged or foreign journal, so
// reading throws an Error instead of trusting it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace sojourn::source {

class TokenWriter {
 public:
  void number(std::uint64_t value);
  void text(std::string_view value);
  [[nodiscard]] std::string take() { return std::move(token_); }

 private:
  std::string token_;
};

class TokenReader {
 public:
  explicit TokenReader(std::string_view token) : rest_(token) {}
  [[nodiscard]] std::uint64_t number();
  [[nodiscard]] std::string_view text();
  /// Throws unless the next number is `kind`: a token of one reader must not be taken for another's.
  void expect(std::uint64_t kind);

 private:
  std::string_view rest_;
};

/// The complaint about a token that this program did not write.
[[nodiscard]] Error bad_token();

}  // namespace sojourn::source
