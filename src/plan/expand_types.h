// Whether what a rule makes can go into a column at all: its verb against the column's type.
#pragma once

#include <optional>
#include <string>

#include "plan/catalogue.h"
#include "plan/rule.h"

namespace sojourn::plan {

/// What is wrong, and what to try.
struct Misfit {
  std::string cause;  ///< "`timestamp` makes no uuid".
  std::string hint;
};

/// Empty if it can. What depends on values and formats is for mapping to say.
[[nodiscard]] std::optional<Misfit> misfit(const ColumnType& type, const Rule& rule);

/// Whether ids that are derived, which are UUIDs, can go into a column.
[[nodiscard]] bool holds_derived_ids(const ColumnType& type);

}  // namespace sojourn::plan
