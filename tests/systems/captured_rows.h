// The rows of a rehearsal, as text: what each cell would be, without a server.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "map/identity.h"
#include "map/row_sink.h"

namespace sojourn::test {

/// A cell of each kind as text, unlike for unlike cells.
inline std::string cell_text(bool value) {
  return value ? "true" : "false";
}
inline std::string cell_text(std::string_view kind, std::string_view text) {
  return std::string(kind) + "'" + std::string(text) + "'";
}

/// By projection; filled by several sinks at once.
class CapturedRows {
 public:
  using Cells = std::vector<std::string>;

  void add(std::size_t projection, Cells cells) {
    const std::lock_guard alone(mutex_);
    rows_[projection].push_back(std::move(cells));
  }
  [[nodiscard]] const std::vector<Cells>& of(std::size_t projection) const {
    static const std::vector<Cells> kNone;
    const auto found = rows_.find(projection);
    return found == rows_.end() ? kNone : found->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::size_t, std::vector<Cells>> rows_;
};

class CapturingSink final : public map::RowSink {
 public:
  explicit CapturingSink(CapturedRows& rows) : rows_(rows) {}

  void begin_row(std::size_t projection) override {
    projection_ = projection;
    cells_.clear();
    in_array_ = false;
  }
  void end_row() override { rows_.add(projection_, cells_); }
  void abandon_row() override { cells_.clear(); }

  void null() override { add("null"); }
  void boolean(bool value) override { add(cell_text(value)); }
  void int16(std::int16_t value) override { add(std::to_string(value)); }
  void int32(std::int32_t value) override { add(std::to_string(value)); }
  void int64(std::int64_t value) override { add(std::to_string(value)); }
  void float4(float) override { other(); }
  void float8(double) override { other(); }
  void numeric(const map::Numeric&) override { other(); }
  void text(std::string_view value) override { add(cell_text("", value)); }
  void bytea(std::string_view) override { other(); }
  void uuid(const map::Uuid& value) override { add(map::uuid_text(value)); }
  void timestamp(std::int64_t microseconds) override { add(cell_text("at", std::to_string(microseconds))); }
  void date(std::int32_t) override { other(); }
  void time(std::int64_t) override { other(); }
  void interval(std::int32_t, std::int32_t, std::int64_t) override { other(); }
  void json(std::string_view value) override { add(cell_text("json", value)); }
  void jsonb(std::string_view value) override { add(cell_text("json", value)); }
  void inet(const map::Inet&) override { other(); }

  void begin_array(std::uint32_t, std::size_t, bool) override {
    add("[");
    in_array_ = true;
  }
  void end_array() override {
    cells_.back() += "]";
    in_array_ = false;
  }

 private:
  void other() { add("a kind of cell that no column of these tables has"); }
  void add(std::string text) {
    if (in_array_) {
      cells_.back() += text + ",";
    } else {
      cells_.push_back(std::move(text));
    }
  }

  CapturedRows& rows_;
  std::size_t projection_ = 0;
  CapturedRows::Cells cells_;
  bool in_array_ = false;
};

}  // namespace sojourn::test
