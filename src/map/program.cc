#include "map/program.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/fold.h"

namespace sojourn::map {
namespace {

using plan::Answer;
using plan::Origin;
using plan::TypeKind;

/// The stream as references name its documents: of a merge the one that is merged.
std::string named_stream(const plan::ExpandedPlan& plan, const plan::Projection& projection) {
  for (const plan::Derived& derived : plan.derived) {
    const bool is_merge = derived.name == projection.stream && derived.kind == plan::DerivedKind::kMerge;
    if (is_merge) return derived.merge.stream;
  }
  return projection.stream;
}

/// Whether one path is the other, or lies within it.
bool overlap(std::string_view one, std::string_view other) {
  if (one.size() > other.size()) std::swap(one, other);
  return other.starts_with(one) && (other.size() == one.size() || other[one.size()] == '.');
}

std::string place_or(const plan::Place& place, const std::string& otherwise) {
  return place.line > 0 ? place.text() : otherwise;
}

const std::optional<plan::Policy>& written(const plan::Policies& policies, Situation situation) {
  switch (situation) {
    case Situation::kMissing:
      return policies.missing;
    case Situation::kNull:
      return policies.null;
    case Situation::kEmpty:
      return policies.empty;
    case Situation::kInvalid:
      return policies.invalid;
    case Situation::kUnknown:
      return policies.unknown;
    case Situation::kDangling:
      break;
  }
  return policies.dangling;
}

/// Calls `see` with each field of the document that a rule may look at.
template <typename See>
void each_field(const plan::Rule& rule, const See& see) {
  for (const std::string& field : rule.fields) see(field);
  for (std::size_t i = 0; i < kSituations; ++i) {
    const auto& policy = written(rule.policies, static_cast<Situation>(i));
    if (policy && !policy->field.empty()) see(policy->field);
  }
}

bool holds_ids(const plan::ColumnType& type) {
  return type.kind == TypeKind::kUuid || type.kind == TypeKind::kText ||
         ((type.kind == TypeKind::kVarchar || type.kind == TypeKind::kChar) &&
          type.length.value_or(36) >= 36);
}

bool is_secret(const plan::Projection& projection, std::string_view path) {
  return std::any_of(projection.sensitive.begin(), projection.sensitive.end(),
                     [&](const std::string& secret) { return overlap(path, secret); });
}

/// Whether "" is a value of the type; converters into the other types say that it is empty.
bool holds_empty(const plan::ColumnType& type) {
  return type.kind == TypeKind::kText || type.kind == TypeKind::kVarchar || type.kind == TypeKind::kChar ||
         type.kind == TypeKind::kJson || type.kind == TypeKind::kJsonb;
}

bool is_plain(const CompiledColumn& column) {
  return column.origin == Origin::kField && column.fields.size() == 1 && column.json == nullptr &&
         !column.array && !column.asks_empty && !column.routed;
}

class Compiler {
 public:
  Compiler(const plan::ExpandedPlan& plan, Program& program, std::vector<plan::Complaint>& complaints)
      : plan_(plan), program_(program), complaints_(complaints) {}

  void compile() {
    if (program_.indexes.empty()) return;
    const plan::Projection& first = plan_.projections[program_.indexes.front()];
    program_.body = first.body;
    program_.ours =
        std::any_of(plan_.derived.begin(), plan_.derived.end(), [&](const plan::Derived& derived) {
          return derived.name == first.stream && derived.kind == plan::DerivedKind::kPairs;
        });
    for (const std::size_t index : program_.indexes) projection(index);
    take_fields_of_stream(first);
  }

 private:
  // What other projections take is taken, also where these are not filled now.
  void take_fields_of_stream(const plan::Projection& first) {
    FieldTree& fields = program_.fields;
    fields.take("_id");  // The journal keeps it as the key.
    for (const plan::Projection& projection : plan_.projections) {
      if (projection.stream != first.stream || projection.placeholder) continue;
      for (const plan::ColumnRule& column : projection.columns) {
        if (column.rule.origin == Origin::kIdentity) continue;
        each_field(column.rule, [&](const std::string& path) { fields.take(path); });
      }
      for (const plan::RouteRule& route : projection.routes) {
        for (const std::string& path : route.route.fields) fields.take(path);
      }
      for (const plan::LeftOut& left_out : projection.left_out) fields.take(left_out.field);
    }
    const std::string named = named_stream(plan_, first);
    for (const plan::Derived& derived : plan_.derived) {
      for (const plan::Pairs::From& from : derived.pairs.from) {
        if (from.stream == named || from.stream == first.stream) fields.take(from.field);
      }
    }
  }

  void projection(std::size_t index) {
    const plan::Projection& plan = plan_.projections[index];
    CompiledProjection compiled{.index = index, .plan = &plan};
    now_ = &plan;
    own_id(compiled);
    append_le(compiled.stream_value, static_cast<std::uint32_t>(named_stream(plan_, plan).size() + 1));
    compiled.stream_value += named_stream(plan_, plan) + '\0';
    for (std::size_t i = 0; i < plan.columns.size(); ++i) compiled.columns.push_back(column(i));
    for (const plan::RouteRule& rule : plan.routes) compiled.routes.push_back(route(rule, compiled));
    for (CompiledColumn& column : compiled.columns) column.plain = is_plain(column);
    compiled.rest = std::any_of(compiled.columns.begin(), compiled.columns.end(),
                                [](const CompiledColumn& column) { return column.origin == Origin::kRest; });
    program_.projections.push_back(std::move(compiled));
  }

  void own_id(CompiledProjection& compiled) {
    const plan::Parent* parent = now_->self ? &plan_.parents[*now_->self] : nullptr;
    if (parent == nullptr || !parent->keeps_ids) {
      compiled.own.emplace(plan_.migration, parent != nullptr ? parent->stream : named_stream(plan_, *now_));
      return;
    }
    if (!parent->derived.empty()) {
      complain({}, now_->table, "merged documents get derived ids; `id: keep` is not possible here");
    }
    compiled.id = field("_id");
  }

  CompiledColumn column(std::size_t index) {
    const plan::ColumnRule& rule = now_->columns[index];
    const plan::ColumnType& type = rule.column.type;
    CompiledColumn compiled{.index = index, .plan = &rule, .origin = rule.rule.origin};
    compiled.required = rule.column.not_null;
    compiled.array = type.kind == TypeKind::kArray;
    compiled.asks_empty = compiled.array || (holds_empty(type) && rule.rule.policies.empty.has_value());
    compiled.element_asks_empty = compiled.array && !type.element.empty() &&
                                  holds_empty(type.element.front()) &&
                                  rule.rule.conversion.element.empty.has_value();
    compiled.dedupe = rule.rule.conversion.dedupe;
    if (compiled.array && type.element.size() != 1) complain(rule, "the type of its elements is not known");
    const bool fills_arrays = compiled.origin == Origin::kField || compiled.origin == Origin::kReference ||
                              compiled.origin == Origin::kConstant;
    if (compiled.array && !fills_arrays) complain(rule, "an array is filled from a field, or is a constant");
    // Where ids come from is the stream's business; the rule's field only tells people.
    if (compiled.origin != Origin::kIdentity) {
      for (const std::string& path : rule.rule.fields) compiled.fields.push_back(field(path));
    }
    if (compiled.origin == Origin::kConstant) compiled.constant = constant(rule, rule.rule.constant);
    if (compiled.origin == Origin::kReference) {
      compiled.reference = std::make_unique<CompiledReference>(reference(rule));
    }
    compiled.converter = converter(compiled, rule);
    policies(compiled, rule);
    return compiled;
  }

  std::unique_ptr<Converter> converter(CompiledColumn& compiled, const plan::ColumnRule& rule) {
    const plan::ColumnType& whole = rule.column.type;
    const plan::ColumnType& type = compiled.array && !whole.element.empty() ? whole.element.front() : whole;
    const bool gets_derived_id = compiled.origin == Origin::kIdentity
                                     ? !now_->self || !plan_.parents[*now_->self].keeps_ids
                                     : compiled.reference != nullptr && !any_keeps_ids(*compiled.reference);
    if (gets_derived_id) {
      if (!holds_ids(type)) complain(rule, "a derived id is a UUID, which " + type.name + " does not hold");
      return nullptr;
    }
    if (compiled.origin == Origin::kConstant || compiled.origin == Origin::kRouted) return nullptr;
    if (compiled.origin == Origin::kRest && type.kind != TypeKind::kJson && type.kind != TypeKind::kJsonb) {
      complain(rule, "what nothing else takes goes into json or jsonb, not into " + type.name);
    }
    plan::Conversion conversion = rule.rule.conversion;
    if (compiled.origin != Origin::kField) conversion.verb.clear();
    if (!conversion.json_ids.empty()) return json_converter(compiled, rule);
    // What the conversion of an id says is about finding it.
    if (compiled.origin == Origin::kReference) conversion = {};
    return make(rule, type, conversion);
  }

  std::unique_ptr<Converter> json_converter(CompiledColumn& compiled, const plan::ColumnRule& rule) {
    const plan::ColumnType& type = rule.column.type;
    if (type.kind != TypeKind::kJson && type.kind != TypeKind::kJsonb) {
      complain(rule, "`ids` are within json or jsonb, not within " + type.name);
      return nullptr;
    }
    for (const auto& [path, table] : rule.rule.conversion.json_ids) {
      std::vector<std::size_t> parents;
      for (const std::size_t parent : rule.parents) {
        if (plan_.parents[parent].table == table) parents.push_back(parent);
      }
      if (parents.empty()) complain(rule, "nothing is known of the table " + table + " of `ids`");
      compiled.json_ids.push_back(reference_to(parents));
    }
    std::vector<std::string> problems;
    auto made = make_json_converter(type, rule.rule.conversion, problems);
    for (const std::string& problem : problems) complain(rule, problem);
    compiled.json = made.get();
    return made;
  }

  std::unique_ptr<Converter> make(const plan::ColumnRule& rule, const plan::ColumnType& type,
                                  const plan::Conversion& conversion) {
    std::vector<std::string> problems;
    auto made = make_converter(type, conversion, problems);
    for (const std::string& problem : problems) complain(rule, problem);
    return made;
  }

  std::unique_ptr<Constant> constant(const plan::ColumnRule& rule, const std::string& text) {
    if (rule.column.type.kind == TypeKind::kArray) {
      if (text != "[]") complain(rule, "of arrays, only the empty one, \"[]\", can be a planned value");
      return nullptr;
    }
    return constant_of(rule, rule.column.type, text);
  }

  std::unique_ptr<Constant> constant_of(const plan::ColumnRule& rule, const plan::ColumnType& type,
                                        const std::string& text) {
    std::vector<std::string> problems;
    auto made = make_constant(type, text, problems);
    for (const std::string& problem : problems) complain(rule, problem);
    return made;
  }

  static bool any_keeps_ids(const CompiledReference& reference) {
    return std::any_of(reference.targets.begin(), reference.targets.end(), [](const Target& target) {
      return target.plan->keeps_ids && !target.plan->table.empty();
    });
  }

  CompiledReference reference(const plan::ColumnRule& rule) {
    CompiledReference compiled = reference_to(rule.parents);
    std::vector<std::string> problems;
    compiled.rules = ConversionRules(rule.rule.conversion, problems);
    for (const std::string& problem : problems) complain(rule, problem);
    // That both ends of a pair are there is known already, but not whether they have rows.
    compiled.check = rule.rule.check || program_.ours;
    compiled.fold_case = rule.rule.conversion.fold_case;
    compiled.map = rule.rule.conversion.map;
    return compiled;
  }

  CompiledReference reference_to(const std::vector<std::size_t>& parents) {
    CompiledReference compiled;
    for (const std::size_t parent : parents) {
      const plan::Parent& plan = plan_.parents[parent];
      compiled.targets.push_back({parent, &plan, IdentityScheme(plan_.migration, plan.stream)});
      const bool has_placeholder = plan.placeholder && !plan.keeps_ids && !plan.table.empty();
      if (has_placeholder && !compiled.placeholder) {
        compiled.placeholder = compiled.targets.back().scheme.id_of(placeholder_key());
      }
    }
    return compiled;
  }

  CompiledRoute route(const plan::RouteRule& rule, CompiledProjection& compiled) {
    CompiledRoute route{
        .fields = {}, .reference = reference_to(rule.parents), .columns = rule.columns, .none = {}};
    for (const std::string& path : rule.route.fields) route.fields.push_back(field(path));
    route.none.answer = rule.route.none.answer;
    route.none.rule = place_or(rule.route.none.place, place_or(rule.route.place, "route"));
    const Answer none = route.none.answer;
    if (none != Answer::kFail && none != Answer::kNull && none != Answer::kSkip && none != Answer::kStop) {
      complain(rule.route.none.place, now_->table, "`none` of a route is one of fail, null, skip, stop");
    }
    for (std::size_t i = 0; i < rule.columns.size(); ++i) {
      CompiledColumn& column = compiled.columns[rule.columns[i]];
      const plan::ColumnType& type = column.plan->column.type;
      column.routed = true;
      if (route.reference.targets[i].plan->keeps_ids) {
        if (!column.converter) column.converter = make(*column.plan, type, {});
      } else if (!holds_ids(type)) {
        complain(*column.plan, "a derived id is a UUID, which " + type.name + " does not hold");
      }
    }
    return route;
  }

  void policies(CompiledColumn& compiled, const plan::ColumnRule& rule) {
    for (std::size_t i = 0; i < kSituations; ++i) {
      const auto situation = static_cast<Situation>(i);
      const bool absent = situation == Situation::kMissing || situation == Situation::kNull;
      const auto& own = written(rule.rule.policies, situation);
      CompiledPolicy& policy = compiled.policies[i];
      if (own) {
        policy = written_policy(compiled, rule, *own);
        if (own->answer == Answer::kValue) policy.constant = constant(rule, own->text);
      } else if (absent) {
        policy.answer = compiled.required ? Answer::kFail : Answer::kNull;
      }
      if (policy.rule.empty()) {
        policy.rule = absent && compiled.required ? "not null" : place_or(rule.rule.place, rule.why);
      }
      if (compiled.array) element_policy(compiled, rule, situation);
    }
  }

  void element_policy(CompiledColumn& compiled, const plan::ColumnRule& rule, Situation situation) {
    const auto& own = written(rule.rule.conversion.element, situation);
    CompiledPolicy& policy = compiled.element[static_cast<std::size_t>(situation)];
    if (own) {
      policy = written_policy(compiled, rule, *own);
      if (own->answer == Answer::kField || own->answer == Answer::kTimeOf) {
        complain(rule, "an element of an array cannot come from another field");
      }
      if (own->answer == Answer::kValue && !rule.column.type.element.empty()) {
        policy.constant = constant_of(rule, rule.column.type.element.front(), own->text);
      }
    } else if (situation == Situation::kNull) {
      policy.answer = Answer::kNull;
    }
    if (policy.rule.empty()) policy.rule = place_or(rule.rule.place, rule.why);
  }

  CompiledPolicy written_policy(const CompiledColumn& compiled, const plan::ColumnRule& rule,
                                const plan::Policy& policy) {
    CompiledPolicy made{
        .answer = policy.answer, .rule = place_or(policy.place, ""), .field = {}, .constant = nullptr};
    if (!policy.field.empty()) made.field = field(policy.field);
    const bool can_hold = policy.answer == Answer::kField
                              ? compiled.converter != nullptr || compiled.reference != nullptr
                              : compiled.converter != nullptr && !compiled.array;
    if (!policy.field.empty() && !can_hold) complain(rule, "its answer leads to a field that it cannot hold");
    // Whoever wrote the null for all columns that may be null did not mean this one.
    if (policy.answer == Answer::kNull && compiled.required) made.answer = Answer::kFail;
    const bool has_placeholder = compiled.reference != nullptr && compiled.reference->placeholder;
    if (policy.answer == Answer::kPlaceholder && !has_placeholder) {
      complain(rule, "it leads to no table that plans a `placeholder` and derives its ids");
    }
    return made;
  }

  Field field(const std::string& path) {
    return {.path = path, .slot = program_.fields.slot(path), .sensitive = is_secret(*now_, path)};
  }

  void complain(const plan::ColumnRule& rule, const std::string& cause) {
    complain(rule.rule.place, now_->table + "." + rule.column.name, cause);
  }
  void complain(const plan::Place& place, const std::string& subject, const std::string& cause) {
    complaints_.push_back({.place = place, .cause = subject + ": " + cause, .hint = {}});
  }

  const plan::ExpandedPlan& plan_;
  Program& program_;
  std::vector<plan::Complaint>& complaints_;
  const plan::Projection* now_ = nullptr;
};

}  // namespace

bool CompiledProjection::is_sensitive(std::string_view path) const {
  return is_secret(*plan, path);
}

std::string CompiledProjection::skip_rule(std::size_t column, Situation situation) const {
  return plan->table + "." + plan->columns[column].column.name + " " + std::string(words_of(situation).name);
}

bool is_empty_text(const CompiledColumn& column, const bson::Element& value) {
  if (value.type != bson::Type::kString) return false;
  const std::string_view text = value.as_text();
  return column.plan->rule.conversion.trim ? trim(text).empty() : text.empty();
}

Program compile(const plan::ExpandedPlan& plan, std::vector<std::size_t> projections,
                std::vector<plan::Complaint>& complaints) {
  Program program;
  program.indexes = std::move(projections);
  Compiler(plan, program, complaints).compile();
  return program;
}

}  // namespace sojourn::map
