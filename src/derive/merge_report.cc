#include <algorithm>
#include <map>

#include "base/key.h"
#include "derive/derive.h"
#include "derive/regroup.h"
#include "journal/in_force.h"

namespace sojourn::derive {
namespace {

constexpr std::size_t kSamplesMax = 3;
/// Of one group in a sample.
constexpr std::size_t kMembersMax = 5;

std::string sample_of(const std::string& stream, const std::vector<std::string>& keys) {
  std::string sample = stream;
  for (std::size_t i = 0; i < std::min(keys.size(), kMembersMax); ++i) {
    sample += (i == 0 ? " " : ", ") + key_text(keys[i]);
  }
  return sample + (keys.size() > kMembersMax ? ", ..." : "");
}

}  // namespace

MergeReport merge_report(const journal::View& view, const plan::Derived& derived) {
  MergeReport report{.stream = derived.name, .differed = {}};
  const auto stream = view.find_stream(derived.name);
  if (!stream) return report;
  std::map<std::string, MergeReport::Differed> differed;
  const journal::InForce in_force(view, *stream, journal::Repeats::kNewest);
  for (auto cursor = view.log(*stream); cursor.valid(); cursor.next()) {
    if (!in_force.holds(cursor.entry().sequence)) continue;
    const std::string_view group = cursor.entry().body;
    const auto keys = contributor_keys(group);
    ++report.groups;
    report.documents += keys.size();
    report.without_key += bson::find_path(group, "_id.") ? 1 : 0;
    const auto fields = bson::find(group, "differed");
    if (!fields) continue;
    for (bson::Walker walker(fields->as_document()); walker.next();) {
      auto& field = differed[std::string(walker.element().as_text())];
      ++field.groups;
      if (field.samples.size() < kSamplesMax) field.samples.push_back(sample_of(derived.merge.stream, keys));
    }
  }
  report.merged = report.documents - report.groups;
  for (auto& [name, field] : differed) {
    field.field = name;
    report.differed.push_back(std::move(field));
  }
  return report;
}

}  // namespace sojourn::derive
