// The references of an expansion: which documents make the rows of which table, and what a column of ids
// leads to.
#pragma once

#include "plan/expanding.h"

namespace sojourn::plan {

/// An entry for each stream that feeds a table under the ids of its documents.
void find_parents(Expanding& expanding);

/// The foreign key of just this column to a primary key of just one; null if there is none.
[[nodiscard]] const ForeignKey* foreign_key_of(const Expanding& expanding, const Table& table,
                                               const std::string& column);

/// The parents that `to` names, with complaints about those that it must not name.
[[nodiscard]] std::vector<std::size_t> parents_named(Expanding& expanding, const std::vector<ReferenceTo>& to,
                                                     const std::string& column, const Place& place);

}  // namespace sojourn::plan
