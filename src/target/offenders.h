// The rows that are in the way of a key, an index or a foreign key.
#pragma once

#include <string>
#include <vector>

#include "target/put_back.h"

namespace sojourn::target {

struct Offender {
  std::uint64_t group = 0;       ///< Rows of one group have the same value of a unique key.
  std::vector<std::string> key;  ///< Of the row, as texts.
  friend bool operator==(const Offender&, const Offender&) = default;
};

/// All rows that are in the way: duplicates, rows too long for an index, rows that refer to nothing. `key`
/// are the columns that tell rows apart. Empty if the failure is of another kind.
[[nodiscard]] std::vector<Offender> offenders(Session& session, const LateFailure& failure,
                                              const std::vector<std::string>& key);

}  // namespace sojourn::target
