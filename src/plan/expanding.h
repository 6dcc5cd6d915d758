// What the steps of an expansion share: what is given, what is wrong so far, and what is known by name.
//
// The steps, in order: references (who makes the rows that others refer to), derived streams, columns and
// policies of each projection, fields that nothing takes, order of loading.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "plan/complaints.h"
#include "plan/expand.h"

namespace sojourn::plan {

/// A stream into a table, as a table of the plan names it.
struct Input {
  std::string stream;   ///< "crm.Users": whose facts and sensitive fields count, also of a merge.
  std::string derived;  ///< The stream that is mapped instead, of merge and pairs.
  Place place;
};

struct Expanding {
  const Plan& plan;
  const Catalogue& catalogue;
  const std::vector<std::string>& streams;
  const Facts& facts;
  Complaints complaints;
  ExpandedPlan result;

  /// Null if nothing is known of the stream.
  [[nodiscard]] const StreamFacts* facts_of(const std::string& stream) const;
  /// Null, and a complaint, if the target has no such table.
  const Table* table(const std::string& name, const Place& place);
  /// False, and a complaint, if no source lists the stream.
  bool require_stream(const std::string& name, const Place& place);
  /// The parents that make the rows of a table: one for each stream that feeds it.
  [[nodiscard]] std::vector<std::size_t> parents_of(const std::string& table) const;
};

/// The streams that feed a table. Of pairs none.
[[nodiscard]] std::vector<Input> inputs_of(const TablePlan& table);
[[nodiscard]] std::string merged_name(const std::string& stream);
[[nodiscard]] std::string pairs_name(const std::string& table);

}  // namespace sojourn::plan
