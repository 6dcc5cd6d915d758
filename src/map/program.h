// What an expanded plan says about one stream, compiled: paths are slots, types are converters, texts are
// cells, references know how ids are made.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "map/conversion_rules.h"
#include "map/convert_json.h"
#include "map/converter.h"
#include "map/field_tree.h"
#include "map/identity.h"
#include "map/situation.h"
#include "plan/expand.h"
#include "plan/expanded.h"

namespace sojourn::map {

/// A field, as columns name it.
struct Field {
  std::string path;
  std::size_t slot = 0;
  bool sensitive = false;  ///< No message may hold any of it.
};

/// A plan::Policy, whether it was written down or follows from the column.
struct CompiledPolicy {
  plan::Answer answer = plan::Answer::kFail;
  std::string rule;                    ///< Where it says so.
  Field field;                         ///< Of kField and kTimeOf.
  std::unique_ptr<Constant> constant;  ///< Of kValue; null for the empty array.
};
using CompiledPolicies = std::array<CompiledPolicy, kSituations>;

/// What a reference may lead to.
struct Target {
  std::size_t parent = 0;  ///< Index into ExpandedPlan::parents.
  const plan::Parent* plan = nullptr;
  IdentityScheme scheme;
};

struct CompiledReference {
  std::vector<Target> targets;
  bool check = true;
  bool fold_case = false;
  std::vector<std::pair<std::string, std::optional<std::string>>> map;  ///< Text -> other text, or null.
  ConversionRules rules;                                                ///< `accept` and `trim`.
  std::optional<Uuid> placeholder;
};

struct CompiledColumn {
  std::size_t index = 0;  ///< Within the projection.
  const plan::ColumnRule* plan = nullptr;
  plan::Origin origin = plan::Origin::kField;
  bool required = false;  ///< Not null.
  bool array = false;
  bool asks_empty = false;  ///< The plan has an answer to "", though the type may hold it.
  bool element_asks_empty = false;
  bool dedupe = false;
  bool routed = false;  ///< A route may fill it.
  bool plain = false;   ///< One field, one converter: nothing is to be decided unless the value does not fit.
  std::vector<Field> fields{};
  std::unique_ptr<Converter> converter{};  ///< Of the type, or of the elements of an array.
  std::unique_ptr<Constant> constant{};
  std::unique_ptr<CompiledReference> reference{};
  const JsonConverter* json = nullptr;        ///< The converter, where ids within JSON are rewritten,
  std::vector<CompiledReference> json_ids{};  ///< by these: one for each path.
  CompiledPolicies policies{};
  CompiledPolicies element{};
};

struct CompiledRoute {
  std::vector<Field> fields;
  CompiledReference reference;
  std::vector<std::size_t> columns;  ///< Of each of the targets.
  CompiledPolicy none;
};

struct CompiledProjection {
  std::size_t index = 0;  ///< Of the plan.
  const plan::Projection* plan = nullptr;
  std::vector<CompiledColumn> columns{};
  std::vector<CompiledRoute> routes{};
  std::optional<IdentityScheme> own{};  ///< Of its rows' ids; none if they are kept.
  Field id{};                           ///< `_id`, of ids that are kept.
  std::string stream_value{};           ///< The stream's name as BSON has it.
  bool rest = false;                    ///< A column takes what nothing else takes.

  [[nodiscard]] bool is_sensitive(std::string_view path) const;
  /// "Users.email missing".
  [[nodiscard]] std::string skip_rule(std::size_t column, Situation situation) const;
};

struct Program {
  std::vector<std::size_t> indexes;
  std::vector<CompiledProjection> projections;
  FieldTree fields;
  std::string body;   ///< The member that is mapped; empty: the whole document.
  bool ours = false;  ///< Documents that we made ourselves: not all fields are meant to be taken.
};

/// Whether it is "", or blanks where the plan trims them.
[[nodiscard]] bool is_empty_text(const CompiledColumn& column, const bson::Element& value);

/// What is wrong is appended to `complaints`; then the program is of no use.
[[nodiscard]] Program compile(const plan::ExpandedPlan& plan, std::vector<std::size_t> projections,
                              std::vector<plan::Complaint>& complaints);

}  // namespace sojourn::map
