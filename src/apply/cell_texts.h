// A sink that keeps the cells of one document's rows as texts, to be compared and shown to people.
//
// Equal cells of one type have equal texts, and different ones different texts. They look much as the server
// prints them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "map/row_sink.h"

namespace sojourn::apply {

class CellTexts final : public map::RowSink {
 public:
  /// Forgets all rows.
  void clear();
  [[nodiscard]] bool has_row(std::size_t projection) const;
  /// Empty for null; valid until the next row begins. REQUIRES: has_row, and a column that was sent.
  [[nodiscard]] std::optional<std::string_view> cell(std::size_t projection, std::size_t column) const;

  void begin_row(std::size_t projection) override;
  void end_row() override;
  void abandon_row() override;

  void null() override;
  void boolean(bool value) override { put(value ? "true" : "false"); }
  void int16(std::int16_t value) override { put(std::to_string(value)); }
  void int32(std::int32_t value) override { put(std::to_string(value)); }
  void int64(std::int64_t value) override { put(std::to_string(value)); }
  void float4(float value) override;
  void float8(double value) override;
  void numeric(const map::Numeric& value) override;
  void text(std::string_view value) override { put(value); }
  void bytea(std::string_view value) override;
  void uuid(const map::Uuid& value) override;
  void timestamp(std::int64_t microseconds) override;
  void date(std::int32_t days) override;
  void time(std::int64_t microseconds) override;
  void interval(std::int32_t months, std::int32_t days, std::int64_t microseconds) override;
  void json(std::string_view text) override { put(text); }
  void jsonb(std::string_view text) override { put(text); }
  void inet(const map::Inet& value) override;

  void begin_array(std::uint32_t element_oid, std::size_t elements, bool has_null) override;
  void end_array() override;

 private:
  struct Cell {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool null = false;
  };
  struct Row {
    std::size_t projection = 0;
    std::size_t first_cell = 0;
  };

  void put(std::string_view text);
  [[nodiscard]] const Row* find(std::size_t projection) const;

  std::string texts_;
  std::vector<Cell> cells_;
  std::vector<Row> rows_;  ///< The last one may not have ended.
  bool in_array_ = false;
  std::size_t array_begin_ = 0;
};

}  // namespace sojourn::apply
