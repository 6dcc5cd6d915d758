// Where mapping puts the cells of a row, one by one, in the order of the projection's columns.
//
// The applier encodes them for COPY; verify makes digests of them without sharing that encoding (J8). A cell
// is final: every rounding, cutting and refusal was decided before it came here, so the server changes
// nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sojourn::map {

using Uuid = std::array<std::uint8_t, 16>;

/// A number as PostgreSQL's `numeric` keeps it: groups of four decimal digits.
struct Numeric {
  enum class Kind : std::uint8_t { kFinite, kNaN, kInfinity, kMinusInfinity } kind = Kind::kFinite;
  bool negative = false;
  std::int16_t weight = 0;  ///< Of the first group: its value counts 10000^weight.
  std::uint16_t scale = 0;  ///< Decimal digits behind the point that are shown.
  std::size_t groups = 0;
  std::array<std::int16_t, 320> group{};  ///< Enough for a Decimal128 and any text that we accept.
};

struct Inet {
  bool v6 = false;
  bool cidr = false;
  std::uint8_t bits = 32;
  std::array<std::uint8_t, 16> address{};  ///< Four bytes of it, or all.
};

class RowSink {
 public:
  virtual ~RowSink() = default;

  /// REQUIRES: the number of a projection of the expanded plan. One row per begin; it ends with end_row or is
  /// taken back whole with abandon_row, also in the middle of an array.
  virtual void begin_row(std::size_t projection) = 0;
  virtual void end_row() = 0;
  virtual void abandon_row() = 0;

  virtual void null() = 0;
  virtual void boolean(bool value) = 0;
  virtual void int16(std::int16_t value) = 0;
  virtual void int32(std::int32_t value) = 0;
  virtual void int64(std::int64_t value) = 0;
  virtual void float4(float value) = 0;
  virtual void float8(double value) = 0;
  virtual void numeric(const Numeric& value) = 0;
  virtual void text(
      std::string_view value) = 0;  ///< text, varchar, char and labels of enums: valid UTF-8 without NUL.
  virtual void bytea(std::string_view value) = 0;
  virtual void uuid(const Uuid& value) = 0;
  virtual void timestamp(std::int64_t microseconds) = 0;  ///< Both kinds, since 1970 in UTC.
  virtual void date(std::int32_t days) = 0;               ///< Since 1970.
  virtual void time(std::int64_t microseconds) = 0;       ///< Since midnight.
  virtual void interval(std::int32_t months, std::int32_t days, std::int64_t microseconds) = 0;
  virtual void json(std::string_view text) = 0;
  virtual void jsonb(std::string_view text) = 0;
  virtual void inet(const Inet& value) = 0;

  /// The next `elements` cells are the elements of a one-dimensional array of the type with this oid.
  virtual void begin_array(std::uint32_t element_oid, std::size_t elements, bool has_null) = 0;
  virtual void end_array() = 0;
};

}  // namespace sojourn::map
