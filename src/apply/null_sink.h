// A sink that only counts rows: for a rehearsal, which wants to know what becomes of values and not their bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "map/row_sink.h"

namespace sojourn::apply {

class NullSink : public map::RowSink {
 public:
  explicit NullSink(std::size_t projections) : rows_(projections) {}
  [[nodiscard]] std::uint64_t rows(std::size_t projection) const { return rows_[projection]; }

  void begin_row(std::size_t projection) override { current_ = projection; }
  void end_row() override { ++rows_[current_]; }
  void abandon_row() override {}
  void null() override {}
  void boolean(bool) override {}
  void int16(std::int16_t) override {}
  void int32(std::int32_t) override {}
  void int64(std::int64_t) override {}
  void float4(float) override {}
  void float8(double) override {}
  void numeric(const map::Numeric&) override {}
  void text(std::string_view) override {}
  void bytea(std::string_view) override {}
  void uuid(const map::Uuid&) override {}
  void timestamp(std::int64_t) override {}
  void date(std::int32_t) override {}
  void time(std::int64_t) override {}
  void interval(std::int32_t, std::int32_t, std::int64_t) override {}
  void json(std::string_view) override {}
  void jsonb(std::string_view) override {}
  void inet(const map::Inet&) override {}
  void begin_array(std::uint32_t, std::size_t, bool) override {}
  void end_array() override {}

 private:
  std::vector<std::uint64_t> rows_;
  std::size_t current_ = 0;
};

}  // namespace sojourn::apply
