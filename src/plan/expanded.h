// The expanded plan: every projection with every column spelled out, in the order in which they are loaded.
//
// It says all that mapping needs, so that rows follow from documents and this alone (J5). Its text is kept in
// the journal under its hash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "plan/catalogue.h"
#include "plan/plan.h"
#include "plan/rule.h"

namespace sojourn::plan {

/// What references lead to: the documents of a stream that make the rows of a table, or a retired stream.
struct Parent {
  std::string stream;        ///< As references name its documents: "crm.Users", also where `merged`.
  std::string table;         ///< Empty: retired, its documents make no row.
  std::string derived;       ///< The merge stream whose groups are the rows; empty if documents are.
  bool keeps_ids = false;    ///< The id is the key itself, not derived from it.
  bool object_ids = true;    ///< The source's ids are ObjectIds as a rule: other values that lead nowhere are
                             ///< invalid, not dangling.
  bool placeholder = false;  ///< The table has a row for what dangles.
};

struct ColumnRule {
  Column column;  ///< Of the catalogue.
  Rule rule;      ///< Nothing left open.
  /// Indexes into ExpandedPlan::parents, for rule.to; of a JSON column all that its `ids` lead to.
  std::vector<std::size_t> parents;
  std::string why;  ///< For people: "same name", "primary key", "plan.yaml:12:7", "foreign key X to Users".
};

struct RouteRule {
  Route route;
  // Side by side, in the order of the branches; a branch whose table several streams feed stands there once
  // for each of them.
  std::vector<std::size_t> columns;  ///< Indexes into Projection::columns.
  std::vector<std::size_t> parents;
};

/// One stream into one table.
struct Projection {
  std::string name;    ///< The table's; "table:stream" where several streams fan in.
  std::string stream;  ///< "crm.Users", or a derived stream.
  std::string
      body;  ///< The member of the document that is mapped ("document" in merge streams); empty: all of it.
  std::string schema;
  std::string table;
  std::vector<ColumnRule>
      columns;  ///< In the order in which they are sent. Columns that nobody fills are not sent.
  std::vector<RouteRule> routes;
  std::vector<LeftOut> left_out;
  Unmapped unmapped = Unmapped::kReport;
  std::optional<std::size_t> self;  ///< This projection's own entry in ExpandedPlan::parents.
  std::vector<std::string> key;     ///< Columns that identify a row.
  bool keyless = false;
  Existing existing = Existing::kRefuse;
  std::vector<std::string> sensitive;  ///< Field paths whose values reach no message (J10).
  bool placeholder = false;  ///< Of the one document `placeholder_values`; `stream` has no part in it.
  std::vector<std::pair<std::string, std::string>> placeholder_values;
  /// Of all that decides about rows: the above without `existing`, places and reasons, with what its parents
  /// are and the migration's name. Rows of another shape are not these rows.
  Hash128 shape;
};

enum class DerivedKind : std::uint8_t { kMerge, kPairs };

struct Derived {
  std::string name;  ///< "crm.Users+merged", "DocumentsToInvoices+pairs".
  DerivedKind kind = DerivedKind::kMerge;
  Merge merge;
  Pairs pairs;
  /// Of pairs, per `from`: whether its documents are the first end; and what the two ends lead to.
  std::vector<bool> from_is_first;
  std::vector<std::size_t> end_parents;
};

struct ExpandedPlan {
  std::string migration;
  std::vector<Parent> parents;
  std::vector<Derived> derived;         ///< In the order in which they must be computed.
  std::vector<Projection> projections;  ///< Parents before children.
  std::vector<std::pair<std::string, Place>> after_load;
  Hash128 hash;  ///< Of all of it.
};

/// The parents that references and routes of a projection ask about, each once.
[[nodiscard]] std::vector<std::size_t> parents_of(const Projection& projection);

}  // namespace sojourn::plan
