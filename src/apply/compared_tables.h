// Which projections of two plans belong together, and which of their columns: what is to be compared before a
// document is read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apply/comparison.h"
#include "journal/view.h"
#include "plan/expanded.h"

namespace sojourn::apply {

/// A column of a table that at least one of the plans sends.
struct ComparedColumn {
  std::string name;
  std::optional<std::size_t> before;  ///< Index into Projection::columns.
  std::optional<std::size_t> after;
  bool has_default = false;  ///< Where it is not sent the server gives it something.
  bool sensitive = false;
};

struct ComparedTable {
  TableComparison result;             ///< Nothing is counted yet.
  std::optional<std::size_t> before;  ///< Index into ExpandedPlan::projections.
  std::optional<std::size_t> after;
  std::vector<std::string> inputs;  ///< The extracted streams from which its documents come.
  std::vector<ComparedColumn> columns;

  [[nodiscard]] bool is_mapped() const { return !result.alike && result.incomparable.empty(); }
};

/// In the order of the new plan, then what only the old one has.
[[nodiscard]] std::vector<ComparedTable> pair_tables(const journal::View& view,
                                                     const plan::ExpandedPlan& before,
                                                     const plan::ExpandedPlan& after);

}  // namespace sojourn::apply
