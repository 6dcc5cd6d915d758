// What a rule leaves open, filled: from the plan's defaults, then by what the column allows.
#pragma once

#include "plan/expanding.h"

namespace sojourn::plan {

/// Answers every situation of the column and of its elements. An explicit null for a column that may not be
/// null is an error; one by default becomes a failure.
void fill_policies(Expanding& expanding, const std::string& table, ColumnRule& column);

/// Constants, answers and targets of `map` against the labels of an enum.
void check_labels(Expanding& expanding, const std::string& table, const ColumnRule& column);

/// The same of one text that a column is to hold always.
void check_label(Expanding& expanding, const ColumnType& type, const std::string& text,
                 const std::string& column, const Place& place);

/// The type of a column's single values: its own, or that of an array's elements.
[[nodiscard]] const ColumnType& single_type(const ColumnType& type);

/// Columns that hold "" as it is.
[[nodiscard]] bool is_text(TypeKind kind);

}  // namespace sojourn::plan
