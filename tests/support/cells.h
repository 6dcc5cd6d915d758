// A sink that keeps the cells of a row as readable text, for tests of what writes rows.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "map/row_sink.h"

namespace sojourn::test {

class Cells final : public map::RowSink {
 public:
  /// All cells since the last call, with blanks between them.
  std::string take() {
    std::string text;
    for (const std::string& cell : cells_) text += (text.empty() ? "" : " ") + cell;
    cells_.clear();
    return text;
  }

  void begin_row(std::size_t projection) override { cells_.push_back("row " + std::to_string(projection)); }
  void end_row() override { cells_.emplace_back("end"); }
  void abandon_row() override { cells_.emplace_back("abandoned"); }

  void null() override { cells_.emplace_back("null"); }
  void boolean(bool value) override { cells_.emplace_back(value ? "true" : "false"); }
  void int16(std::int16_t value) override { add("int16", std::to_string(value)); }
  void int32(std::int32_t value) override { add("int32", std::to_string(value)); }
  void int64(std::int64_t value) override { add("int64", std::to_string(value)); }
  void float4(float value) override { add("float4", shortest(value)); }
  void float8(double value) override { add("float8", shortest(value)); }
  void numeric(const map::Numeric& value) override { add("numeric", numeric_text(value)); }
  void text(std::string_view value) override { add("text", value); }
  void bytea(std::string_view value) override { add("bytea", to_hex(value)); }
  void uuid(const map::Uuid& value) override { add("uuid", hex(value.data(), value.size())); }
  void timestamp(std::int64_t value) override { add("timestamp", std::to_string(value)); }
  void date(std::int32_t value) override { add("date", std::to_string(value)); }
  void time(std::int64_t value) override { add("time", std::to_string(value)); }
  void interval(std::int32_t months, std::int32_t days, std::int64_t microseconds) override {
    add("interval", std::to_string(months) + "," + std::to_string(days) + "," + std::to_string(microseconds));
  }
  void json(std::string_view text) override { add("json", text); }
  void jsonb(std::string_view text) override { add("jsonb", text); }
  void inet(const map::Inet& value) override {
    add(value.cidr ? "cidr" : "inet",
        hex(value.address.data(), value.v6 ? 16 : 4) + "/" + std::to_string(value.bits));
  }
  void begin_array(std::uint32_t element_oid, std::size_t elements, bool has_null) override {
    cells_.push_back("array " + std::to_string(element_oid) + " of " + std::to_string(elements) +
                     (has_null ? " with null" : ""));
  }
  void end_array() override { cells_.emplace_back("end"); }

 private:
  void add(std::string_view type, std::string_view value) {
    cells_.push_back(std::string(type) + "(" + std::string(value) + ")");
  }

  template <typename Real>
  static std::string shortest(Real value) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
  }

  static std::string hex(const std::uint8_t* bytes, std::size_t size) {
    return to_hex({reinterpret_cast<const char*>(bytes), size});
  }

  /// "-12|3400 e0 s2": the groups, the weight, the scale.
  static std::string numeric_text(const map::Numeric& value) {
    using Kind = map::Numeric::Kind;
    if (value.kind == Kind::kNaN) return "NaN";
    if (value.kind == Kind::kInfinity) return "Infinity";
    if (value.kind == Kind::kMinusInfinity) return "-Infinity";
    std::string text = value.negative ? "-" : "";
    for (std::size_t i = 0; i < value.groups; ++i)
      text += (i > 0 ? "|" : "") + std::to_string(value.group[i]);
    return text + " e" + std::to_string(value.weight) + " s" + std::to_string(value.scale);
  }

  std::vector<std::string> cells_;
};

}  // namespace sojourn::test
