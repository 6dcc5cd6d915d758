// Keys, indexes and foreign keys of tables that are loaded empty: taken away before, put back after, since
// keeping them up to date row by row costs several times as much.
//
// What was taken away stands in the ledger, as the statements that put it back, from the transaction that
// takes it away on. Each step of putting back is a transaction with its ledger row, so a kill at any moment
// loses nothing, and an operator can finish by hand. docs/LEDGER.md shows how.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "target/ledger.h"
#include "target/session.h"
#include "target/sql_text.h"

namespace sojourn::target {

/// The kinds, as the ledger spells them.
inline constexpr char kPrimaryKey[] = "primary key";
inline constexpr char kUniqueKey[] = "unique key";
inline constexpr char kIndex[] = "index";
inline constexpr char kForeignKey[] = "foreign key";

struct HeldBack {
  TableName table;
  std::string kind;
  std::string name;
  std::vector<std::string> steps;        ///< What puts it back; each a transaction.
  std::size_t done = 0;                  ///< Of the steps.
  std::vector<std::string> columns;      ///< As SQL expressions.
  std::optional<std::string> condition;  ///< Of a partial index.
  bool nulls_distinct = true;
  std::string to_table;                 ///< Of a foreign key, as SQL.
  std::vector<std::string> to_columns;  ///< As SQL.
  bool match_full = false;
};

struct KeptInPlace {
  TableName table;
  std::string kind;
  std::string name;
  std::string reason;  ///< "our role does not own the table".
};

struct HoldBack {
  std::vector<HeldBack> held;
  std::vector<KeptInPlace> kept;
};

/// What of the tables, all of which are to be loaded, can be held back, and what not and why. Changes
/// nothing.
[[nodiscard]] HoldBack what_to_hold_back(Session& session, const std::vector<TableName>& tables);
/// Takes that away, in one transaction. Throws if one of the tables holds a row.
HoldBack hold_back(Session& session, const Ledger& ledger, const std::vector<TableName>& tables);

/// What is not yet put back.
[[nodiscard]] std::vector<HeldBack> still_held(Session& session, const Ledger& ledger);

}  // namespace sojourn::target
