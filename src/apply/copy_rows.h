// Rows as PostgreSQL's binary COPY takes them, encoded straight into one growing buffer per table.
//
// A batch is the header, the rows and the trailer. Its buffer is filled again and again without being given
// back, so that the steady state allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "map/row_sink.h"

namespace sojourn::apply {

/// The rows of one projection.
class CopyBatch {
 public:
  CopyBatch() { clear(); }

  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  /// Bytes so far, with the header.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Ends the batch and returns all of it, until `clear`.
  [[nodiscard]] std::string_view finish();
  /// Begins a new batch in the same memory.
  void clear();

 private:
  friend class CopyRows;
  /// The next so many bytes, to be written.
  char* take(std::size_t bytes) {
    if (capacity_ - size_ < bytes) grow(bytes);
    char* const at = bytes_.get() + size_;
    size_ += bytes;
    return at;
  }
  void grow(std::size_t bytes);

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::uint64_t rows_ = 0;
};

class CopyRows final : public map::RowSink {
 public:
  /// REQUIRES: all projections that rows are begun for.
  explicit CopyRows(const std::vector<std::size_t>& projections);

  [[nodiscard]] CopyBatch& batch(std::size_t projection);

  void begin_row(std::size_t projection) override;
  void end_row() override;
  void abandon_row() override;

  void null() override;
  void boolean(bool value) override;
  void int16(std::int16_t value) override;
  void int32(std::int32_t value) override;
  void int64(std::int64_t value) override;
  void float4(float value) override;
  void float8(double value) override;
  void numeric(const map::Numeric& value) override;
  void text(std::string_view value) override;
  void bytea(std::string_view value) override;
  void uuid(const map::Uuid& value) override;
  void timestamp(std::int64_t microseconds) override;
  void date(std::int32_t days) override;
  void time(std::int64_t microseconds) override;
  void interval(std::int32_t months, std::int32_t days, std::int64_t microseconds) override;
  void json(std::string_view text) override;
  void jsonb(std::string_view text) override;
  void inet(const map::Inet& value) override;
  void begin_array(std::uint32_t element_oid, std::size_t elements, bool has_null) override;
  void end_array() override;

 private:
  /// A cell of so many bytes, behind its length.
  char* cell(std::size_t bytes);
  void bytes_cell(std::string_view bytes);

  std::vector<std::size_t> projections_;
  std::vector<CopyBatch> batches_;  ///< One for each of `projections_`.
  CopyBatch* batch_ = nullptr;      ///< Of the row that is open.
  std::size_t row_ = 0;             ///< Where it begins.
  std::size_t array_ = 0;           ///< Where the open array's cell begins; 0: none is open.
  std::uint32_t cells_ = 0;         ///< Of the row, or of the array that is open.
  std::uint32_t cells_of_row_ = 0;  ///< Those before the array.
};

}  // namespace sojourn::apply
