// Fills an array column from an array: each element by the plan's rules for elements.
//
// What becomes of all elements is known before the first one is written, since the sink must be told how many
// there are, and a problem must not leave half an array behind.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "map/discard_sink.h"
#include "map/program.h"
#include "map/resolver.h"
#include "map/row.h"

namespace sojourn::map {

class ArrayCell {
 public:
  ArrayCell(Resolver& resolver, Row& row) : resolver_(resolver), row_(row) {}

  /// Writes the cell, unless an element has a problem or says that the row is to be skipped. REQUIRES:
  /// `array` is one.
  void write(const CompiledColumn& column, const Subject& array, RowSink& sink);

 private:
  /// What is to be written for an element.
  struct Cell {
    enum class Kind : std::uint8_t { kValue, kClamped, kNull, kConstant, kId, kKeptId } kind = Kind::kNull;
    bson::Element value{};
    const Constant* constant = nullptr;
    Uuid id{};
    std::string kept{};
  };

  void element(const CompiledColumn& column, const Subject& subject);
  void reference(const CompiledColumn& column, const Subject& subject);
  void kept_id(const CompiledColumn& column, const Subject& subject, Resolution&& to);
  void answer(const CompiledColumn& column, const Subject& subject, Situation situation, Cause cause,
              bool clampable = false, const Target* retired = nullptr);
  /// Leaves it out if it was there before.
  void add(const CompiledColumn& column, Cell&& cell, std::string_view same_as);
  void write_cell(const CompiledColumn& column, const plan::ColumnType& type, const Cell& cell,
                  RowSink& sink);

  Resolver& resolver_;
  Row& row_;
  DiscardSink discard_;
  std::vector<Cell> cells_;
  std::unordered_set<std::string> seen_;
};

}  // namespace sojourn::map
