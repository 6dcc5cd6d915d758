// A sink for cells that nobody keeps: to learn whether a value fits before anything is written.
#pragma once

#include "map/row_sink.h"

namespace sojourn::map {

class DiscardSink final : public RowSink {
 public:
  void begin_row(std::size_t) override {}
  void end_row() override {}
  void abandon_row() override {}
  void null() override {}
  void boolean(bool) override {}
  void int16(std::int16_t) override {}
  void int32(std::int32_t) override {}
  void int64(std::int64_t) override {}
  void float4(float) override {}
  void float8(double) override {}
  void numeric(const Numeric&) override {}
  void text(std::string_view) override {}
  void bytea(std::string_view) override {}
  void uuid(const Uuid&) override {}
  void timestamp(std::int64_t) override {}
  void date(std::int32_t) override {}
  void time(std::int64_t) override {}
  void interval(std::int32_t, std::int32_t, std::int64_t) override {}
  void json(std::string_view) override {}
  void jsonb(std::string_view) override {}
  void inet(const Inet&) override {}
  void begin_array(std::uint32_t, std::size_t, bool) override {}
  void end_array() override {}
};

}  // namespace sojourn::map
