// The fields of streams, as far as documents are known: those that a plan names and no document has, and
// those that documents have and no table takes.
#pragma once

#include <set>
#include <string>

#include "plan/expanding.h"

namespace sojourn::plan {

/// Whether documents are known and none has the field. Paths that step into arrays are taken to be there.
[[nodiscard]] bool is_absent(const StreamFacts* facts, const std::string& path);

/// "; did you mean \"fullName\"?" and the like: the nearest field of the stream.
[[nodiscard]] std::string nearest_field(const StreamFacts& facts, const std::string& path,
                                        std::string otherwise = {});

/// Complains of fields that rules name and no document has. REQUIRES: all projections are there.
void check_fields(Expanding& expanding);

/// Finds the fields that no projection of their stream takes, leaves out or refers to.
[[nodiscard]] std::vector<UnmappedField> unmapped_fields(Expanding& expanding);

/// Complains of fields that a table both takes and leaves out. REQUIRES: `projection` is of that table.
void check_left_out(Expanding& expanding, const TablePlan& table, const Projection& projection);

/// Complains of texts in the documents that are no labels of their enum, as far as the facts know them.
void check_labels(Expanding& expanding, const TablePlan& plan, const Projection& projection,
                  const std::string& stream);

/// Complains of texts too long for a btree index on their column.
void check_index_sizes(Expanding& expanding, const TablePlan& plan, const Table& table,
                       const Projection& projection, const std::string& stream);

}  // namespace sojourn::plan
