#include <algorithm>
#include <map>

#include "base/key.h"
#include "derive/derive.h"
#include "derive/regroup.h"
#include "derive/samples.h"
#include "journal/in_force.h"

namespace sojourn::derive {
namespace {

/// Of one group in a sample.
constexpr std::size_t kMembersMax = 5;

std::string sample_of(const std::string& stream, const std::vector<Id>& ids) {
  std::string sample = stream;
  for (std::size_t i = 0; i < std::min(ids.size(), kMembersMax); ++i) {
    sample += (i == 0 ? " " : ", ") + key_text(key_of(ids[i]));
  }
  return sample + (ids.size() > kMembersMax ? ", ..." : "");
}

}  // namespace

MergeReport merge_report(const journal::View& view, const plan::Derived& derived) {
  MergeReport report{.stream = derived.name, .differed = {}};
  const auto stream = view.find_stream(derived.name);
  if (!stream) return report;
  struct Field {
    std::uint64_t groups = 0;
    Samples samples;
  };
  std::map<std::string, Field> differed;
  const journal::InForce in_force(view, *stream, journal::Repeats::kNewest);
  for (auto cursor = view.log(*stream); cursor.valid(); cursor.next()) {
    if (!in_force.holds(cursor.entry().sequence)) continue;
    const std::string_view group = cursor.entry().body;
    const auto ids = contributor_ids(group);
    ++report.groups;
    report.documents += ids.size();
    report.without_key += bson::find_path(group, "_id.") ? 1 : 0;
    const auto fields = bson::find(group, "differed");
    if (!fields) continue;
    for (bson::Walker walker(fields->as_document()); walker.next();) {
      auto& field = differed[std::string(walker.element().as_text())];
      ++field.groups;
      field.samples.add(cursor.entry().key, [&] { return sample_of(derived.merge.stream, ids); });
    }
  }
  report.merged = report.documents - report.groups;
  for (const auto& [name, field] : differed) {
    report.differed.push_back({.field = name, .groups = field.groups, .samples = field.samples.texts()});
  }
  return report;
}

}  // namespace sojourn::derive
