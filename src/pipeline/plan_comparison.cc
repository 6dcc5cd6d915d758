#include "pipeline/plan_comparison.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "journal/reader.h"
#include "map/mapper.h"
#include "pipeline/planning.h"

namespace sojourn::pipeline {
namespace {

constexpr char kDoing[] = "compare the plans";

void require_comparable(const plan::Plan& before, const plan::Plan& after,
                        const std::filesystem::path& journal) {
  if (before.migration != after.migration) {
    throw usage_error({.doing = kDoing,
                       .subject = after.file.string(),
                       .cause = fmt::format("it is of the migration \"{}\", and {} of \"{}\"",
                                            after.migration, before.file.string(), before.migration),
                       .hint = "name two plans of one migration"});
  }
  if (std::filesystem::exists(journal)) return;
  throw usage_error({.doing = kDoing,
                     .subject = journal.string(),
                     .cause = "there is no journal yet, and so no document to compare them by",
                     .hint = shell_text({"sojourn", "extract", after.file.string()}) +
                             " makes one; --journal names another place"});
}

/// All streams, whatever either plan ignores.
Planning look_around(const plan::Plan& plan, const std::filesystem::path& journal) {
  plan::Plan curious = plan;
  for (plan::SourcePlan& source : curious.sources) source.ignored.clear();
  return make_planning(curious, journal);
}

bool is_error(const plan::Complaint& complaint) {
  return complaint.weight == plan::Complaint::Weight::kError;
}

plan::ExpandedPlan expanded(const plan::Plan& plan, const Planning& around) {
  plan::Expansion expansion = plan::expand(plan, around.catalogue, around.streams, around.facts);
  std::vector<plan::Complaint> complaints = std::move(expansion.complaints);
  if (expansion.expanded) complaints = map::check(*expansion.expanded);
  const auto errors = std::count_if(complaints.begin(), complaints.end(), is_error);
  if (errors == 0) return *std::move(expansion.expanded);
  const plan::Complaint& first = *std::find_if(complaints.begin(), complaints.end(), is_error);
  const std::string more =
      errors > 1 ? fmt::format(", the first of {} errors", with_commas(static_cast<std::uint64_t>(errors)))
                 : "";
  throw usage_error(
      {.doing = kDoing,
       .subject = first.place.text(),
       .cause = first.cause + more,
       .hint = shell_text({"sojourn", "plan", plan.file.string()}) +
               " shows all that is wrong with it; both plans must fit the target of the second"});
}

}  // namespace

bool PlanComparison::any_difference() const {
  return std::any_of(tables.begin(), tables.end(), [](const auto& each) { return each.differs(); });
}

PlanComparison compare_plans(const plan::Plan& before, const plan::Plan& after,
                             const std::filesystem::path& journal,
                             const apply::ComparisonProgress& progress) {
  require_comparable(before, after, journal);
  const Planning around = look_around(after, journal);
  PlanComparison comparison{
      .before = before.file.string(), .after = after.file.string(), .journal = journal, .tables = {}};
  const auto reader = journal::Reader::open(journal);
  comparison.tables =
      apply::compare(reader->view(), expanded(before, around), expanded(after, around), {}, progress);
  return comparison;
}

}  // namespace sojourn::pipeline
