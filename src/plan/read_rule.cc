#include "plan/read_rule.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/bson.h"
#include "plan/read_policy.h"
#include "plan/read_value.h"
#include "plan/rule_options.h"

namespace sojourn::plan {
namespace {

bool is_verb(const Entry& entry) {
  return contains(kFieldVerbs, entry.key) || contains(kOtherVerbs, entry.key);
}

void read_constant(Rule& rule, const Value& value) {
  if (value.is_empty()) {
    throw value.wrong("the constant is null", "leave the column out: what nothing fills is null by itself");
  }
  rule.constant = value.text("a constant");
  if (value.is_word() && (rule.constant == "now" || rule.constant == "now()")) {
    throw value.wrong("the same document must give the same row on any day (J5), so there is no `now`",
                      "take a time of the document, or let the column's own default say it");
  }
}

/// `stream_name: true` and `rest: true` have nothing else to say.
void require_true(const Entry& verb) {
  if (!read_flag(verb.value, verb.key)) throw verb.value.wrong(fmt::format("{} can only be true", verb.key));
}

void read_verb(Rule& rule, const Entry& verb) {
  if (contains(kFieldVerbs, verb.key)) {
    rule.fields = read_paths(verb.value, "a field");
    if (verb.key != "field") rule.conversion.verb = verb.key;  // `field` leaves all to the column's type.
  } else if (verb.key == "ref") {
    rule.origin = Origin::kReference;
    rule.fields = read_paths(verb.value, "a field");
  } else if (verb.key == "constant") {
    rule.origin = Origin::kConstant;
    read_constant(rule, verb.value);
  } else if (verb.key == "time_of") {
    rule.origin = Origin::kTimeOf;
    rule.fields = {read_path(verb.value, "a field")};
  } else {
    rule.origin = verb.key == "rest" ? Origin::kRest : Origin::kStreamName;
    require_true(verb);
  }
}

const Entry& find_verb(const Entry& column, const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    if (!contains(kRuleOptions, entry.key)) refuse_later(entry);
    if (is_verb(entry) || contains(kRuleOptions, entry.key)) continue;
    Words valid = kFieldVerbs;
    valid.insert(valid.end(), kOtherVerbs.begin(), kOtherVerbs.end());
    valid.insert(valid.end(), kRuleOptions.begin(), kRuleOptions.end());
    throw unknown_key(entry, "the rule of a column", valid);
  }
  const auto verb = std::find_if(entries.begin(), entries.end(), is_verb);
  if (verb == entries.end()) {
    throw column.key_value.wrong(
        fmt::format("the rule of column \"{}\" does not say where its value comes from", column.key),
        fmt::format("begin with one of field, {}", fmt::join(kOtherVerbs, ", ")));
  }
  const auto second = std::find_if(verb + 1, entries.end(), is_verb);
  if (second != entries.end()) {
    throw second->key_value.wrong(
        fmt::format("the rule of column \"{}\" says `{}` and `{}`", column.key, verb->key, second->key),
        "a rule has one verb");
  }
  return *verb;
}

}  // namespace

Rule read_rule(const Entry& column) {
  Rule rule;
  rule.place = column.key_value.place();
  if (!column.value.is_mapping()) {
    if (!column.value.is_text() && !column.value.is_list()) {
      throw column.value.wrong_kind(fmt::format("the rule of column \"{}\"", column.key),
                                    "a field, a list of fields or a mapping");
    }
    rule.fields = read_paths(column.value, "a field");
    return rule;
  }
  const std::vector<Entry> entries = column.value.entries("the rule of a column");
  const Entry& verb = find_verb(column, entries);
  read_verb(rule, verb);
  for (const Entry& entry : entries) {
    if (!is_verb(entry)) read_option(rule, verb.key, entry);
  }
  return rule;
}

}  // namespace sojourn::plan
