// Fills the columns of one row after the other: finds the value, has it converted, and gives the plan's
// answer where there is none or none that fits.
#pragma once

#include <string>
#include <string_view>

#include "map/array_cell.h"
#include "map/field_tree.h"
#include "map/program.h"
#include "map/resolver.h"
#include "map/routes.h"
#include "map/row.h"

namespace sojourn::map {

class Cells {
 public:
  Cells(const FieldWalk& fields, const References& references, Row& row);

  /// `key` is the one that the row's own id follows from. All stays until the row is done.
  void begin_row(const CompiledProjection& projection, std::string_view key, RowSink& sink);
  /// Writes one cell, unless the row has a problem.
  void write(const CompiledColumn& column);

 private:
  /// A value that is to fill a column; `second` if an answer of the plan led to it.
  struct Value {
    const CompiledColumn& column;
    Subject subject;
    bool second = false;
    const Target* retired = nullptr;  ///< The stream without rows that a dangling reference leads to.
  };

  bool plain(const CompiledColumn& column);
  void from_fields(const CompiledColumn& column);
  void from_field(const CompiledColumn& column, const Field& field, bool second);
  void without_value(const CompiledColumn& column, Situation situation);
  void note_candidates(const CompiledColumn& column, std::size_t taken);
  bool has_routed(const CompiledColumn& column) const;
  void routed(const CompiledColumn& column, const Routed& routed);
  void value(const Value& value);
  void reference(const Value& value);
  void id(const CompiledColumn& column, const Resolution& resolution);
  void identity(const CompiledColumn& column);
  void creation_time(const CompiledColumn& column, const Field& field, bool second);
  void rest(const CompiledColumn& column);
  void converted(const Value& value, const Result& result);
  void constant(const Constant* constant, const CompiledColumn& column);
  void answer(const Value& value, Situation situation, Cause cause, bool clampable = false);

  const FieldWalk& fields_;
  Row& row_;
  Resolver resolver_;
  Routes routes_;
  ArrayCell array_;
  const CompiledProjection* projection_ = nullptr;
  std::string_view key_;
  RowSink* sink_ = nullptr;
  std::string rest_;
};

/// Writes an id that is derived as the column's type has it.
void write_uuid(const plan::ColumnType& type, const Uuid& id, RowSink& sink);

}  // namespace sojourn::map
