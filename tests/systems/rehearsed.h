// A dump of NextCRM, extracted, derived and rehearsed with the shipped plan: what would become of every
// document, and every row.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "apply/rehearsal.h"
#include "derive/derive.h"
#include "pipeline/planning.h"
#include "plan/plan.h"
#include "support/temp_dir.h"
#include "systems/captured_rows.h"
#include "target/session.h"
#include "tools/make_crm/manifest.h"

namespace sojourn::test {

class Rehearsed {
 public:
  explicit Rehearsed(const std::filesystem::path& dump);

  [[nodiscard]] const plan::ExpandedPlan& plan() const { return *planning_.expansion.expanded; }
  [[nodiscard]] const apply::RehearsalResult& result() const { return result_; }
  /// The plan beside the journal: what it warns of, and ids that are in two collections.
  [[nodiscard]] const pipeline::Planning& planning() const { return planning_; }

  [[nodiscard]] const plan::Projection& projection(const std::string& table) const;
  [[nodiscard]] const plan::ColumnRule& column(const std::string& table, const std::string& name) const;
  [[nodiscard]] const apply::ProjectionResult& of(const std::string& table) const;
  [[nodiscard]] derive::PairsReport pairs(const std::string& table) const;

  /// What was told of a document of a collection, found by its canonical key; null: it was applied and owes
  /// nothing, or makes no row of its own.
  [[nodiscard]] const map::Outcome* told(const std::string& table, const std::string& key) const;
  /// All documents of which something was told, as "table key".
  [[nodiscard]] const std::map<std::string, map::Outcome>& all_told() const { return told_; }
  /// The keys of documents that share the row of another one.
  [[nodiscard]] const std::vector<std::string>& merged() const { return merged_; }

  /// How often something was done in a column that is not plain.
  using EventKey = std::tuple<std::string, std::string, map::Event>;  ///< Table, column, event.
  [[nodiscard]] std::map<EventKey, std::uint64_t> events() const;
  /// Copies all rows into tables that are empty, parents before children; returns how many.
  std::uint64_t load(target::Session& session) const;

  /// The id of the row that a document makes or leads to, as a cell.
  [[nodiscard]] std::string id_cell(const std::string& stream, const std::string& key) const;
  /// A cell of the row with this id; none if there is no such row.
  [[nodiscard]] std::optional<std::string> cell(const std::string& table, const std::string& id,
                                                const std::string& column) const;
  /// The rows of a table of pairs, as "first second".
  [[nodiscard]] bool has_pair(const std::string& table, const std::string& first,
                              const std::string& second) const;

 private:
  void extract(const plan::Plan& plan);
  void expand(const plan::Plan& plan);
  void derive();
  void rehearse();
  void read_groups(const journal::View& view);

  TempDir folder_;
  pipeline::Planning planning_;
  apply::RehearsalResult result_;
  CapturedRows rows_;
  std::map<std::string, map::Outcome> told_;
  std::map<std::string, std::string> first_of_group_;  ///< Of users, by the key of the group.
  std::vector<std::string> merged_;
  std::map<std::string, const CapturedRows::Cells*> by_id_;  ///< "table id".
};

/// Of the dumps that tests rehearse.
inline constexpr std::uint64_t kDumpSeed = 11;
/// The clean dump, rehearsed once for all tests.
[[nodiscard]] const Rehearsed& rehearsed_sample();
/// The bad dump, likewise, and its manifest.
struct RehearsedBad {
  TempDir folder;
  make_crm::Manifest manifest;
  Rehearsed rehearsed;
  RehearsedBad();
};
[[nodiscard]] const RehearsedBad& rehearsed_bad();

}  // namespace sojourn::test
