// What became of one document in one projection: its problems, all of them, and what it waits for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "map/cause.h"

namespace sojourn::map {

enum class Fate : std::uint8_t {
  kApplied,  ///< It made its row.
  kSkipped,  ///< A rule of the plan says that it makes none.
  kHeld,     ///< No row yet: a required parent failed.
  kFailed,   ///< No row: see the problems.
  kStop,     ///< The plan says that the run stops at this.
};

inline constexpr std::size_t kNoColumn = ~std::size_t{0};

struct Problem {
  Cause cause = Cause::kWrongType;
  std::size_t column = kNoColumn;  ///< Index into Projection::columns.
  std::string field;               ///< Path in the document, with the index of an element: "tags[3]".
  std::string rule;                ///< What decided: "plan.yaml:12:7", or the catalogue's words: "not null".
  std::string value;  ///< Excerpt as Extended JSON, at most 100 bytes; empty if sensitive or absent.
  std::string hint;
};

/// A parent that failed, for which this document is held or owes a column.
struct Wait {
  std::size_t parent = 0;  ///< Index into ExpandedPlan::parents.
  std::string key;         ///< Canonical.
  std::size_t column = kNoColumn;
};

struct Outcome {
  Fate fate = Fate::kApplied;
  std::vector<Problem> problems;  ///< Of kFailed and kStop: all. Of kHeld: one for each failed parent.
  std::vector<Wait> waits;        ///< Of kHeld, and of kApplied where columns are owed.
  std::string skipped_by;         ///< The rule, of kSkipped: "Users.email missing".

  void clear();
};

}  // namespace sojourn::map
