// A sink that holds whoever writes rows to the promises of row_sink.h, and keeps a hash of what was written.
//
// It throws where a promise is broken, so it serves property tests and fuzzers alike.
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "base/bson.h"
#include "base/hash.h"
#include "map/row_sink.h"

namespace sojourn::test {

class CheckedSink final : public map::RowSink {
 public:
  /// How many cells a row of each projection has.
  explicit CheckedSink(std::vector<std::size_t> columns) : columns_(std::move(columns)) {}

  std::size_t rows = 0;
  std::size_t abandoned = 0;
  std::uint64_t hash = 0;  ///< Of all rows that were ended, in their order.

  void begin_row(std::size_t projection) override {
    demand(!in_row_, "a row begins when the one before has ended");
    in_row_ = true;
    in_array_ = false;
    cells_ = 0;
    projection_ = projection;
    row_hash_ = 0;
    mix("row", projection);
  }
  void end_row() override {
    demand(in_row_ && !in_array_, "a row ends behind its cells");
    demand(cells_ == columns_.at(projection_), "a row has a cell for each column");
    in_row_ = false;
    ++rows;
    hash = combine(hash, row_hash_);
  }
  void abandon_row() override {
    demand(in_row_, "a row that is abandoned has begun");
    in_row_ = false;
    ++abandoned;
  }

  void null() override {
    demand(!in_array_ || has_null_, "an array with null says so");
    nulls_ += in_array_ ? 1 : 0;
    cell("null", 0);
  }
  void boolean(bool value) override { cell("boolean", value); }
  void int16(std::int16_t value) override { cell("int16", value); }
  void int32(std::int32_t value) override { cell("int32", value); }
  void int64(std::int64_t value) override { cell("int64", value); }
  void float4(float value) override { cell("float4", value); }
  void float8(double value) override { cell("float8", value); }
  void numeric(const map::Numeric& value) override {
    demand(value.groups <= value.group.size(), "a number has no more groups than there is room for");
    cell("numeric", value.weight,
         {reinterpret_cast<const char*>(value.group.data()), value.groups * sizeof value.group.front()});
  }
  void text(std::string_view value) override {
    demand(is_sound(value), "a text is UTF-8 without NUL");
    cell("text", 0, value);
  }
  void bytea(std::string_view value) override { cell("bytea", 0, value); }
  void uuid(const map::Uuid& value) override {
    cell("uuid", 0, {reinterpret_cast<const char*>(value.data()), value.size()});
  }
  void timestamp(std::int64_t value) override { cell("timestamp", value); }
  void date(std::int32_t value) override { cell("date", value); }
  void time(std::int64_t value) override { cell("time", value); }
  void interval(std::int32_t months, std::int32_t days, std::int64_t microseconds) override {
    cell("interval", combine(static_cast<std::uint64_t>(months), static_cast<std::uint64_t>(days)) ^
                         static_cast<std::uint64_t>(microseconds));
  }
  void json(std::string_view value) override {
    demand(is_sound(value) && !value.empty(), "JSON is UTF-8 without NUL");
    cell("json", 0, value);
  }
  void jsonb(std::string_view value) override {
    demand(is_sound(value) && !value.empty(), "JSON is UTF-8 without NUL");
    cell("jsonb", 0, value);
  }
  void inet(const map::Inet& value) override {
    cell("inet", value.bits, {reinterpret_cast<const char*>(value.address.data()), value.address.size()});
  }

  void begin_array(std::uint32_t element_oid, std::size_t elements, bool has_null) override {
    demand(in_row_ && !in_array_, "an array begins within a row and in no other array");
    in_array_ = true;
    has_null_ = has_null;
    elements_ = elements;
    nulls_ = 0;
    mix("array", combine(element_oid, elements));
  }
  void end_array() override {
    demand(in_array_ && elements_ == 0, "an array has as many elements as it announced");
    demand(has_null_ == (nulls_ > 0), "an array that announced a null has one");
    in_array_ = false;
    ++cells_;
  }

 private:
  static void demand(bool kept, const char* promise) {
    if (!kept) throw std::logic_error(promise);
  }
  static bool is_sound(std::string_view text) {
    return bson::is_utf8(text) && text.find('\0') == std::string_view::npos;
  }
  static std::uint64_t combine(std::uint64_t one, std::uint64_t other) {
    const std::uint64_t both[] = {one, other};
    return hash64({reinterpret_cast<const char*>(both), sizeof both});
  }
  void mix(std::string_view kind, std::uint64_t value, std::string_view bytes = {}) {
    row_hash_ = combine(combine(row_hash_, hash64(kind)), combine(value, hash64(bytes)));
  }
  template <typename Number>
  void cell(std::string_view kind, Number value, std::string_view bytes = {}) {
    demand(in_row_, "a cell lies within a row");
    demand(!in_array_ || elements_ > 0, "an array has no more elements than it announced");
    if (in_array_) {
      --elements_;
    } else {
      ++cells_;
    }
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    mix(kind, bits, bytes);
  }

  std::vector<std::size_t> columns_;
  bool in_row_ = false;
  bool in_array_ = false;
  bool has_null_ = false;
  std::size_t elements_ = 0;
  std::size_t nulls_ = 0;
  std::size_t cells_ = 0;
  std::size_t projection_ = 0;
  std::uint64_t row_hash_ = 0;
};

}  // namespace sojourn::test
