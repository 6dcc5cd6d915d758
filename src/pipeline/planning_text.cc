#include "pipeline/planning_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/table.h"
#include "base/text.h"
#include "pipeline/page.h"

namespace sojourn::pipeline {
namespace {

using plan::Answer;
using plan::ColumnRule;
using plan::ExpandedPlan;
using plan::Origin;
using plan::Projection;

constexpr std::size_t kNameWidth = 24;
constexpr std::size_t kTypeWidth = 14;
constexpr std::size_t kFromWidth = 28;
constexpr std::size_t kWhyWidth = 26;
constexpr std::size_t kTwinsShown = 10;

std::string short_type(std::string name) {
  const auto replace = [&](const std::string& from, const std::string& to) {
    if (const auto at = name.find(from); at != std::string::npos) name.replace(at, from.size(), to);
  };
  if (name.find(" with time zone") != std::string::npos) replace("timestamp", "timestamptz");
  replace(" without time zone", "");
  replace(" with time zone", "");
  replace("character varying", "varchar");
  replace("double precision", "float8");
  return name;
}

/// An exclamation mark where null is not allowed.
std::string type_text(const ColumnRule& column) {
  return short_type(column.column.type.name) + (column.column.not_null ? " !" : "");
}

std::string targets_of(const ExpandedPlan& plan, const std::vector<std::size_t>& parents) {
  std::vector<std::string> names;
  for (const std::size_t index : parents) {
    const plan::Parent& parent = plan.parents.at(index);
    const std::string name = parent.table.empty() ? parent.stream : parent.table;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return fmt::format("{}", fmt::join(names, " or "));
}

/// What a column gets where its fields are missing, if the plan names something.
std::string fallback_of(const ColumnRule& column) {
  const auto& missing = column.rule.policies.missing;
  if (!missing || missing->place.line == 0) return {};
  switch (missing->answer) {
    case Answer::kValue:
      return ", else " + missing->text;
    case Answer::kField:
      return ", else " + missing->field;
    case Answer::kTimeOf:
      return ", else time of " + missing->field;
    case Answer::kNull:
      return ", else null";
    default:
      return {};
  }
}

std::string from_text(const ExpandedPlan& plan, const ColumnRule& column) {
  const std::string fields = fmt::format("{}", fmt::join(column.rule.fields, " or "));
  switch (column.rule.origin) {
    case Origin::kField:
      return fields + fallback_of(column);
    case Origin::kReference:
      return fmt::format("{} -> {}{}", fields, targets_of(plan, column.parents),
                         column.rule.deferred ? ", behind the load" : "");
    case Origin::kIdentity:
      return fields;
    case Origin::kConstant:
      return fmt::format("\"{}\"", column.rule.constant);
    case Origin::kTimeOf:
      return "time of " + fields;
    case Origin::kStreamName:
      return "name of the stream";
    case Origin::kRest:
      return "all other fields";
    case Origin::kRouted:
      return "route -> " + targets_of(plan, column.parents);
  }
  return {};
}

class PlanPage {
 public:
  PlanPage(const plan::Plan& plan, const Planning& planning) : plan_(plan), planning_(planning) {}

  std::string text() const {
    std::string page = complaints_text(planning_.expansion.complaints);
    if (!page.empty()) page += "\n";
    page += head();
    if (planning_.expansion.expanded) {
      const ExpandedPlan& expanded = *planning_.expansion.expanded;
      page += derived(expanded);
      for (std::size_t i = 0; i < expanded.projections.size(); ++i) page += projection(expanded, i);
    }
    return page + unmapped() + twins() + end();
  }

 private:
  std::string head() const;
  std::string derived(const ExpandedPlan& expanded) const;
  std::string projection(const ExpandedPlan& expanded, std::size_t number) const;
  std::string left_out(const Projection& projection) const;
  std::string unmapped() const;
  std::string twins() const;
  std::string end() const;
  std::string why(const ColumnRule& column) const;
  std::string rows_text(const Projection& projection) const;

  const plan::Plan& plan_;
  const Planning& planning_;
};

std::string PlanPage::head() const {
  const plan::Catalogue& catalogue = planning_.catalogue;
  return wrapped(fmt::format("Migration {} into database \"{}\", schema \"{}\" (PostgreSQL {}); {}.",
                             plan_.migration, catalogue.database, catalogue.schema,
                             catalogue.server_version.substr(0, catalogue.server_version.find(' ')),
                             planning_.extracted ? count_text(planning_.streams.size(), "stream")
                                                 : "nothing is extracted yet, so fields are taken on trust"),
                 "  ");
}

std::string PlanPage::derived(const ExpandedPlan& expanded) const {
  std::string text;
  for (const plan::Derived& each : expanded.derived) {
    if (each.kind == plan::DerivedKind::kMerge) {
      text += wrapped(fmt::format("Derived {}: one document for each {} of {}", each.name,
                                  fmt::join(each.merge.by, " and "), each.merge.stream),
                      "  ");
    } else {
      std::vector<std::string> sides;
      for (const plan::Pairs::From& from : each.pairs.from) sides.push_back(from.stream + "." + from.field);
      text += wrapped(fmt::format("Derived {}: pairs from {}", each.name, fmt::join(sides, " and ")), "  ");
    }
  }
  return text.empty() ? text : "\n" + text;
}

/// Places without the plan's folder, which is known.
std::string PlanPage::why(const ColumnRule& column) const {
  std::string text = column.why;
  const std::string folder = plan_.file.parent_path().string() + "/";
  for (auto at = text.find(folder); folder.size() > 1 && at != std::string::npos; at = text.find(folder)) {
    text.erase(at, folder.size());
  }
  // What it refers to stands under From.
  const auto reference = text.find("foreign key to ");
  return reference == std::string::npos ? text
                                        : text.substr(0, reference + std::string("foreign key").size());
}

std::string PlanPage::left_out(const Projection& projection) const {
  std::string text;
  for (const plan::LeftOut& each : projection.left_out) {
    text += wrapped(fmt::format("  left out: {} ({})", each.field, each.reason), "    ");
  }
  return text;
}

/// How many documents of a merge stream there will be is known once it is derived; not more than there are
/// now.
std::string PlanPage::rows_text(const Projection& projection) const {
  if (const auto documents = planning_.documents_of(projection)) return count_text(*documents, "row");
  const ExpandedPlan& expanded = *planning_.expansion.expanded;
  const auto facts = projection.self ? planning_.facts.find(expanded.parents[*projection.self].stream)
                                     : planning_.facts.end();
  if (facts == planning_.facts.end()) return "rows not known yet";
  return "at most " + count_text(facts->second.documents, "row");
}

std::string PlanPage::projection(const ExpandedPlan& expanded, std::size_t number) const {
  const Projection& each = expanded.projections[number];
  std::string text =
      "\n" + wrapped(fmt::format("{}. {} from {}, {}, key {}", number + 1, each.name,
                                 each.placeholder ? "the plan" : each.stream, rows_text(each),
                                 each.keyless ? "none" : fmt::format("{}", fmt::join(each.key, ", "))),
                     "    ");
  Table table({{"Column"}, {"Type"}, {"From"}, {"Why"}});
  for (const ColumnRule& column : each.columns) {
    table.add({cut(column.column.name, kNameWidth), cut(type_text(column), kTypeWidth),
               cut(from_text(expanded, column), kFromWidth), cut(why(column), kWhyWidth)});
  }
  return text + indented(table.text()) + left_out(each);
}

std::string PlanPage::unmapped() const {
  if (planning_.expansion.unmapped.empty()) return {};
  Table table({{"Stream"}, {"Field"}, {"Documents", Table::Align::kRight}, {"As in"}});
  for (const plan::UnmappedField& each : planning_.expansion.unmapped) {
    table.add({cut(each.stream, kNameWidth), cut(each.field, kNameWidth), with_commas(each.documents),
               cut(fmt::format("{}", fmt::join(each.sample_keys, " ")), kFromWidth)});
  }
  return "\nFields that no table takes; map them, or leave_out: { FIELD: WHY }\n" + indented(table.text());
}

std::string PlanPage::twins() const {
  if (planning_.twins.empty()) return {};
  Table table({{"Stream"}, {"Stream"}, {"Ids", Table::Align::kRight}, {"Such as"}});
  for (std::size_t i = 0; i < std::min(kTwinsShown, planning_.twins.size()); ++i) {
    const Twins& each = planning_.twins[i];
    table.add({cut(each.first, kNameWidth), cut(each.second, kNameWidth), with_commas(each.count),
               cut(fmt::format("{}", fmt::join(each.samples, " ")), kFromWidth)});
  }
  std::string text = "\nIds that occur in two streams\n" + indented(table.text());
  if (planning_.twins.size() > kTwinsShown) {
    text += fmt::format("  and {} more\n", count_text(planning_.twins.size() - kTwinsShown, "pair"));
  }
  return text;
}

std::string PlanPage::end() const {
  const std::string counts = complaint_counts(planning_.expansion.complaints);
  if (!planning_.expansion.expanded) return fmt::format("\nThe plan is wrong: {}.\n", counts);
  const ExpandedPlan& expanded = *planning_.expansion.expanded;
  return fmt::format("\nThe plan is sound: {}; {}. Hash {}.\n",
                     count_text(expanded.projections.size(), "projection"), counts, to_hex(expanded.hash));
}

}  // namespace

std::string complaints_text(const std::vector<plan::Complaint>& complaints) {
  std::string text;
  for (const plan::Complaint& each : complaints) {
    const bool is_error = each.weight == plan::Complaint::Weight::kError;
    text += wrapped(fmt::format("{}: {}: {}", each.place.text(), is_error ? "error" : "warning", each.cause),
                    "    ");
    if (!each.hint.empty()) text += wrapped("    " + each.hint, "    ");
  }
  return text;
}

std::string complaint_counts(const std::vector<plan::Complaint>& complaints) {
  const auto errors = std::count_if(complaints.begin(), complaints.end(), [](const plan::Complaint& each) {
    return each.weight == plan::Complaint::Weight::kError;
  });
  const auto all = static_cast<std::uint64_t>(complaints.size());
  return fmt::format("{}, {}", count_text(static_cast<std::uint64_t>(errors), "error"),
                     count_text(all - static_cast<std::uint64_t>(errors), "warning"));
}

std::string planning_text(const plan::Plan& plan, const Planning& planning) {
  return PlanPage(plan, planning).text();
}

}  // namespace sojourn::pipeline
