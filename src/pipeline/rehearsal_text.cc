#include "pipeline/rehearsal_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_string.h"
#include "base/key.h"
#include "base/table.h"
#include "base/text.h"

namespace sojourn::pipeline {
namespace {

using apply::FailureGroup;
using apply::FailureSample;
using apply::ProjectionResult;
using Align = Table::Align;

/// One group of failures with the projection it belongs to.
struct Group {
  const plan::Projection* projection;
  map::Cause cause;
  std::size_t column;
  const FailureGroup* failures;
};

std::string column_name(const plan::Projection& projection, std::size_t column) {
  if (column == map::kNoColumn) return projection.table;
  return projection.table + "." + projection.columns[column].column.name;
}

/// The largest groups first, for they say the most about a plan; equal ones in the plan's order.
std::vector<Group> groups_of(const plan::ExpandedPlan& plan, const apply::RehearsalResult& result) {
  std::vector<Group> groups;
  for (const ProjectionResult& projection : result.projections) {
    for (const auto& [key, failures] : projection.failures) {
      groups.push_back({&plan.projections[projection.projection], key.first, key.second, &failures});
    }
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return a.failures->documents > b.failures->documents;
  });
  return groups;
}

std::string counts_text(const plan::ExpandedPlan& plan, const apply::RehearsalResult& result) {
  Table table({{"table"},
               {"documents", Align::kRight},
               {"rows", Align::kRight},
               {"skipped", Align::kRight},
               {"held", Align::kRight},
               {"failed", Align::kRight}});
  ProjectionResult sum;
  const auto cells = [](std::string name, const ProjectionResult& counts) {
    return std::vector<std::string>{std::move(name),          with_commas(counts.documents),
                                    with_commas(counts.rows), with_commas(counts.skipped),
                                    with_commas(counts.held), with_commas(counts.failed)};
  };
  for (const ProjectionResult& projection : result.projections) {
    table.add(cells(plan.projections[projection.projection].name, projection));
    sum.documents += projection.documents;
    sum.rows += projection.rows;
    sum.skipped += projection.skipped;
    sum.held += projection.held;
    sum.failed += projection.failed;
  }
  table.add_totals(cells("total", sum));
  return table.text();
}

std::string sample_text(const FailureSample& sample) {
  const map::Problem& problem = sample.problem;
  std::string text = key_text(sample.key);
  if (!problem.value.empty()) text += fmt::format("  {}: {}", problem.field, problem.value);
  return text;
}

std::string failures_text(const plan::ExpandedPlan& plan, const apply::RehearsalResult& result) {
  std::string text;
  for (const Group& group : groups_of(plan, result)) {
    const map::Problem& first = group.failures->samples.front().problem;
    text += fmt::format("\n{}  {}  {}", map::cause_code(group.cause),
                        column_name(*group.projection, group.column),
                        count_text(group.failures->documents, "document"));
    if (!first.rule.empty()) text += fmt::format("  (rule: {})", first.rule);
    text += '\n';
    for (const FailureSample& sample : group.failures->samples) text += "    " + sample_text(sample) + '\n';
    if (!first.hint.empty()) text += "    try: " + first.hint + '\n';
  }
  if (text.empty()) return text;
  return "\nWhat would fail or wait, by cause (docs/FAILURES.md explains each)\n" + text;
}

std::string samples_text(const map::Count& count) {
  std::string text;
  for (const auto& [sequence, key] : count.samples) text += (text.empty() ? "" : ", ") + key_text(key);
  return text;
}

std::string event_text(const map::Tally::EventKey& key) {
  std::string text(map::event_code(key.event));
  if (key.event == map::Event::kLoss) text += fmt::format(" ({})", plan::loss_name(key.loss));
  return text;
}

std::string events_text(const plan::ExpandedPlan& plan, const apply::RehearsalResult& result) {
  Table table({{"column"}, {"what"}, {"count", Align::kRight}, {"for example"}});
  bool any = false;
  for (const ProjectionResult& projection : result.projections) {
    for (const auto& [key, count] : projection.tally.events()) {
      any = true;
      table.add({column_name(plan.projections[projection.projection], key.column), event_text(key),
                 with_commas(count.count), samples_text(count)});
    }
  }
  return any ? "\nWhat would arrive otherwise than as it lies in its own field\n\n" + table.text()
             : std::string();
}

std::string skipped_text(const apply::RehearsalResult& result) {
  Table table({{"rule"}, {"documents", Align::kRight}, {"for example"}});
  bool any = false;
  for (const ProjectionResult& projection : result.projections) {
    for (const auto& [rule, count] : projection.skipped_by) {
      any = true;
      table.add({rule, with_commas(count.count), samples_text(count)});
    }
  }
  return any ? "\nDocuments that a rule of the plan leaves out\n\n" + table.text() : std::string();
}

std::string unmapped_text(const plan::ExpandedPlan& plan, const apply::RehearsalResult& result) {
  Table table({{"stream"}, {"field"}, {"documents", Align::kRight}, {"for example"}});
  bool any = false;
  for (const ProjectionResult& projection : result.projections) {
    for (const auto& [field, count] : projection.tally.unmapped()) {
      any = true;
      table.add({plan.projections[projection.projection].stream, field, with_commas(count.count),
                 samples_text(count)});
    }
  }
  return any ? "\nFields that go nowhere (map them, or say why not under leave_out)\n\n" + table.text()
             : std::string();
}

std::string_view fate_name(map::Fate fate) {
  switch (fate) {
    case map::Fate::kApplied:
      return "owed";  // Of the documents that are listed, those with a row owe a column.
    case map::Fate::kHeld:
      return "held";
    case map::Fate::kSkipped:
      return "skipped";
    case map::Fate::kFailed:
    case map::Fate::kStop:
      break;
  }
  return "failed";
}

/// Appends `"name":"value"`, behind a comma where something stands before it.
void append_member(std::string& to, std::string_view name, std::string_view value) {
  if (to.back() != '{') to += ',';
  append_json_string(to, name);
  to += ':';
  append_json_string(to, value);
}

std::string problem_object(const plan::Projection& projection, const map::Problem& problem) {
  std::string text = "{";
  append_member(text, "code", map::cause_code(problem.cause));
  if (problem.column != map::kNoColumn)
    append_member(text, "column", projection.columns[problem.column].column.name);
  if (!problem.field.empty()) append_member(text, "field", problem.field);
  if (!problem.value.empty()) append_member(text, "value", problem.value);
  if (!problem.rule.empty()) append_member(text, "rule", problem.rule);
  if (!problem.hint.empty()) append_member(text, "hint", problem.hint);
  return text + '}';
}

std::string wait_object(const plan::ExpandedPlan& plan, const plan::Projection& projection,
                        const map::Wait& wait) {
  std::string text = "{";
  append_member(text, "stream", plan.parents[wait.parent].stream);
  append_member(text, "key", key_text(wait.key));
  if (wait.column != map::kNoColumn)
    append_member(text, "column", projection.columns[wait.column].column.name);
  return text + '}';
}

void write_samples(JsonWriter& json, const map::Count& count) {
  json.field("count", count.count).key("samples").begin_list();
  for (const auto& [sequence, key] : count.samples) json.value(key_text(key));
  json.end_list();
}

void write_causes(JsonWriter& json, const plan::ExpandedPlan& plan, const apply::RehearsalResult& result) {
  json.key("causes").begin_list();
  for (const Group& group : groups_of(plan, result)) {
    json.begin_object().field("code", map::cause_code(group.cause));
    json.field("projection", group.projection->name).field("table", group.projection->table).key("column");
    if (group.column == map::kNoColumn) {
      json.null();
    } else {
      json.value(group.projection->columns[group.column].column.name);
    }
    json.field("count", group.failures->documents).key("samples").begin_list();
    for (const FailureSample& sample : group.failures->samples) {
      json.begin_object().field("key", key_text(sample.key)).field("field", sample.problem.field);
      json.field("value", sample.problem.value).field("rule", sample.problem.rule);
      json.field("hint", sample.problem.hint).end_object();
    }
    json.end_list().end_object();
  }
  json.end_list();
}

void write_projection(JsonWriter& json, const plan::Projection& projection, const ProjectionResult& result) {
  json.begin_object().field("projection", projection.name).field("stream", projection.stream);
  json.field("table", projection.table).field("documents", result.documents).field("rows", result.rows);
  json.field("applied", result.applied).field("skipped", result.skipped);
  json.field("held", result.held).field("failed", result.failed);
  json.key("outcomes").begin_list();
  for (const auto& [key, count] : result.tally.events()) {
    json.begin_object().field("column", projection.columns[key.column].column.name);
    json.field("event", map::event_code(key.event));
    if (key.event == map::Event::kLoss) json.field("loss", plan::loss_name(key.loss));
    write_samples(json, count);
    json.end_object();
  }
  json.end_list().key("skipped_by").begin_list();
  for (const auto& [rule, count] : result.skipped_by) {
    json.begin_object().field("rule", rule);
    write_samples(json, count);
    json.end_object();
  }
  json.end_list().key("unmapped").begin_list();
  for (const auto& [field, count] : result.tally.unmapped()) {
    json.begin_object().field("field", field);
    write_samples(json, count);
    json.end_object();
  }
  json.end_list().end_object();
}

}  // namespace

std::string listed_line(const plan::ExpandedPlan& plan, const apply::Listed& document) {
  const plan::Projection& projection = plan.projections[document.projection];
  std::string text = "{";
  append_member(text, "stream", projection.stream);
  append_member(text, "key", key_text(document.key));
  append_member(text, "projection", projection.name);
  append_member(text, "fate", fate_name(document.outcome.fate));
  text += ",\"problems\":[";
  for (const map::Problem& problem : document.outcome.problems)
    text += (text.back() == '[' ? "" : ",") + problem_object(projection, problem);
  text += "],\"waits\":[";
  for (const map::Wait& wait : document.outcome.waits)
    text += (text.back() == '[' ? "" : ",") + wait_object(plan, projection, wait);
  return text + "]}\n";
}

std::string rehearsal_text(const plan::ExpandedPlan& plan, const apply::RehearsalResult& result) {
  return counts_text(plan, result) + failures_text(plan, result) + skipped_text(result) +
         events_text(plan, result) + unmapped_text(plan, result);
}

void write_rehearsal(JsonWriter& json, const plan::ExpandedPlan& plan, const apply::RehearsalResult& result) {
  json.field("documents", result.documents).field("bytes", result.bytes);
  json.key("projections").begin_list();
  for (const ProjectionResult& projection : result.projections) {
    write_projection(json, plan.projections[projection.projection], projection);
  }
  json.end_list();
  write_causes(json, plan, result);
}

}  // namespace sojourn::pipeline
