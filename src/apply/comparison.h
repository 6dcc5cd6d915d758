// Maps what the journal holds by two plans and tells where they differ: which documents have a row under only
// one of them, and which cells of the others change.
//
// One pass over the journal with all cores; no target is touched. Where both plans say the same of a table,
// its documents are counted and not mapped. References are answered as the journal has them: each document
// that is there counts as a row.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal/view.h"
#include "map/tally.h"
#include "plan/expanded.h"

namespace sojourn::apply {

/// One cell under both plans.
struct CellChange {
  std::uint64_t sequence = 0;
  std::string key;                    ///< Canonical, of the document.
  std::optional<std::string> before;  ///< Empty for null.
  std::optional<std::string> after;
};

struct ChangedColumn {
  enum class In : std::uint8_t { kBoth, kOld, kNew };
  std::string column;
  In in = In::kBoth;       ///< A plan that does not send it leaves it to the server's default.
  bool sensitive = false;  ///< Its samples are keys without values (J10).
  std::uint64_t rows = 0;
  std::vector<CellChange> samples;  ///< The lowest sequences, rising; map::kSamples at most.
};

/// One stream into one table. Where documents are mapped,
/// documents = same + changed + lost + gained + neither.
struct TableComparison {
  std::string table;
  std::string stream;  ///< Whose documents are mapped: "crm.Users", or a derived stream.
  bool in_old = false;
  bool in_new = false;
  bool alike = false;  ///< Both plans say the same of it, so its documents are just counted.
  std::string
      incomparable{};  ///< Why its rows cannot be compared one by one; its documents are just counted.
  std::uint64_t documents = 0;
  std::uint64_t same = 0;
  std::uint64_t neither = 0;  ///< No row under either plan.
  map::Count changed;
  map::Count lost;                            ///< A row under the old plan only.
  map::Count gained;                          ///< A row under the new plan only.
  std::map<std::string, map::Count> no_rows;  ///< Of both: what the plan without the row says of them.
  std::vector<ChangedColumn> columns{};       ///< Those with changes, in the table's order.

  [[nodiscard]] bool differs() const {
    return changed.count + lost.count + gained.count > 0 || !incomparable.empty();
  }
};

struct ComparisonOptions {
  std::size_t threads = 0;  ///< 0: as many as there are cores.
  std::size_t memory_bytes = 512u << 20;
};

/// Documents mapped so far, and to be mapped.
using ComparisonProgress =
    std::function<void(const std::string& stream, std::uint64_t done, std::uint64_t total)>;

/// In the order of the new plan, then what only the old one has. Throws `paused` if the operator wishes to
/// stop. REQUIRES: both plans are of the same catalogue, and map::check found nothing in either.
[[nodiscard]] std::vector<TableComparison> compare(const journal::View& view,
                                                   const plan::ExpandedPlan& before,
                                                   const plan::ExpandedPlan& after,
                                                   const ComparisonOptions& options,
                                                   const ComparisonProgress& progress);

}  // namespace sojourn::apply
