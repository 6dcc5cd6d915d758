#include "plan/expand_policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sojourn::plan {
namespace {

using Member = std::optional<Policy> Policies::*;

struct Situation {
  const char* name;
  Member member;
  Answer silent;  ///< The answer where neither rule nor defaults say anything; kNull: where it may be null.
};

constexpr std::array<Situation, 6> kSituations = {{{"missing", &Policies::missing, Answer::kNull},
                                                   {"null", &Policies::null, Answer::kNull},
                                                   {"empty", &Policies::empty, Answer::kFail},
                                                   {"invalid", &Policies::invalid, Answer::kFail},
                                                   {"unknown", &Policies::unknown, Answer::kFail},
                                                   {"dangling", &Policies::dangling, Answer::kFail}}};

class PolicyFiller {
 public:
  PolicyFiller(Expanding& expanding, const std::string& table, ColumnRule& column)
      : expanding_(expanding),
        column_(column),
        name_(fmt::format("{}.{}", table, column.column.name)),
        may_be_null_(!column.column.not_null) {}

  void fill() {
    for (const Situation& situation : kSituations)
      fill(situation, column_.rule.policies, column_.column.type);
    if (column_.column.type.kind != TypeKind::kArray) return;
    const ColumnType& element = single_type(column_.column.type);
    may_be_null_ = true;
    for (const Situation& situation : kSituations) {
      if (situation.member != &Policies::missing) fill(situation, column_.rule.conversion.element, element);
    }
  }

 private:
  void fill(const Situation& situation, Policies& policies, const ColumnType& type);
  void check_written(const Situation& situation, const Policy& policy);

  Expanding& expanding_;
  ColumnRule& column_;
  std::string name_;
  bool may_be_null_;
};

void PolicyFiller::check_written(const Situation& situation, const Policy& policy) {
  const Place& place = policy.place.line > 0 ? policy.place : column_.rule.place;
  if (policy.answer == Answer::kNull && !may_be_null_) {
    expanding_.complaints.error(
        place, fmt::format("`{}: null` for {}, which may not be null", situation.name, name_),
        "give a value, another field, or `fail`");
  }
  if (policy.answer != Answer::kPlaceholder) return;
  for (const std::size_t parent : column_.parents) {
    const Parent& each = expanding_.result.parents[parent];
    if (each.placeholder) return;
  }
  expanding_.complaints.error(
      place, fmt::format("{} wants a placeholder, but no table that it refers to plans one", name_),
      "add `placeholder: { COLUMN: VALUE }` to the table that it refers to");
}

void PolicyFiller::fill(const Situation& situation, Policies& policies, const ColumnType& type) {
  std::optional<Policy>& policy = policies.*situation.member;
  if (policy) {
    check_written(situation, *policy);
    return;
  }
  // Texts hold "" as it is, unless the rule itself says otherwise.
  if (situation.member == &Policies::empty && is_text(type.kind)) return;
  policy = expanding_.plan.defaults.policies.*situation.member;
  if (!policy) policy = Policy{.answer = situation.silent, .text = {}, .field = {}, .place = {}};
  if (policy->answer == Answer::kNull && !may_be_null_) policy->answer = Answer::kFail;
}

}  // namespace

const ColumnType& single_type(const ColumnType& type) {
  return type.kind == TypeKind::kArray ? type.element.front() : type;
}

bool is_text(TypeKind kind) {
  return kind == TypeKind::kText || kind == TypeKind::kVarchar || kind == TypeKind::kChar ||
         kind == TypeKind::kJson || kind == TypeKind::kJsonb;
}

void fill_policies(Expanding& expanding, const std::string& table, ColumnRule& column) {
  PolicyFiller(expanding, table, column).fill();
}

void check_label(Expanding& expanding, const ColumnType& type, const std::string& text,
                 const std::string& column, const Place& place) {
  if (type.kind != TypeKind::kEnum) return;
  if (std::find(type.labels.begin(), type.labels.end(), text) != type.labels.end()) return;
  std::string all;
  for (const std::string& label : type.labels) all += (all.empty() ? "" : ", ") + label;
  expanding.complaints.error(
      place, fmt::format("\"{}\" is no value of the enum \"{}\" of {}", text, type.enum_name, column),
      did_you_mean(text, type.labels, "its values are " + all));
}

void check_labels(Expanding& expanding, const std::string& table, const ColumnRule& column) {
  const ColumnType& type = single_type(column.column.type);
  const Rule& rule = column.rule;
  const std::string name = fmt::format("{}.{}", table, column.column.name);
  if (rule.origin == Origin::kConstant) check_label(expanding, type, rule.constant, name, rule.place);
  for (const auto& [from, to] : rule.conversion.map) {
    if (to) check_label(expanding, type, *to, name, rule.place);
  }
  for (const Policies* policies : {&rule.policies, &rule.conversion.element}) {
    for (const Situation& situation : kSituations) {
      const std::optional<Policy>& policy = policies->*situation.member;
      if (!policy || policy->answer != Answer::kValue) continue;
      // What `defaults` says is meant for columns of any type; it has a place of its own.
      check_label(expanding, type, policy->text, name, policy->place.line > 0 ? policy->place : rule.place);
    }
  }
}

}  // namespace sojourn::plan
