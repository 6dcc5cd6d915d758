#include <algorithm>

#include "base/key.h"
#include "derive/derive.h"
#include "derive/pair_document.h"
#include "derive/samples.h"
#include "journal/in_force.h"

namespace sojourn::derive {
namespace {

/// Calls `use` with each entry in force of a stream.
template <typename Use>
void for_each_entry(const journal::View& view, const std::string& name, const Use& use) {
  const auto stream = view.find_stream(name);
  if (!stream) return;
  const journal::InForce in_force(view, *stream, journal::Repeats::kNewest);
  for (auto cursor = view.log(*stream); cursor.valid(); cursor.next()) {
    if (in_force.holds(cursor.entry().sequence)) use(cursor.entry());
  }
}

/// Adds a pair as the source states it.
void add_stated(PairsReport& report, const plan::Derived& derived, std::string_view pair) {
  const auto sides = bson::find(pair, "sides");
  bool first = false;
  bool second = false;
  for (std::size_t i = 0; sides && i < derived.pairs.from.size(); ++i) {
    const auto count = bson::find(sides->as_document(), from_name(derived.pairs.from[i]));
    if (!count) continue;
    (derived.from_is_first[i] ? first : second) = true;
    report.duplicates += static_cast<std::uint64_t>(count->as_int32()) - 1;
  }
  ++(first && second ? report.both : first ? report.first_only : report.second_only);
}

void add_pair(PairsReport& report, const plan::Derived& derived, std::string_view pair) {
  ++report.pairs;
  const auto merged = bson::find(pair, "merged");
  if (!merged) return add_stated(report, derived, pair);
  std::uint64_t count = 0;
  for (bson::Walker walker(merged->as_document()); walker.next(); ++count) {
    add_stated(report, derived, walker.element().as_document());
  }
  report.merged += count - 1;
}

/// "crm.Documents 65f0... invoiceIDs[2]"
std::string sample_of(const plan::Pairs& pairs, std::string_view unpaired) {
  const auto name = bson::find_path(unpaired, "_id.from");
  const auto of = bson::find_path(unpaired, "_id.of");
  const auto at = bson::find_path(unpaired, "_id.at");
  if (!name || !of || !at) return {};
  const auto from = std::find_if(pairs.from.begin(), pairs.from.end(),
                                 [&](const auto& each) { return from_name(each) == name->as_text(); });
  if (from == pairs.from.end()) return {};
  return from->stream + ' ' + key_text(key_of(id_of_element(*of))) + ' ' + from->field + '[' +
         std::to_string(at->as_int32()) + ']';
}

}  // namespace

PairsReport pairs_report(const journal::View& view, const plan::Derived& derived) {
  PairsReport report{.stream = derived.name, .dangling_samples = {}, .malformed_samples = {}};
  for_each_entry(view, derived.name,
                 [&](const journal::LogEntry& entry) { add_pair(report, derived, entry.body); });
  Samples dangling;
  Samples malformed;
  for_each_entry(view, unpaired_name(derived), [&](const journal::LogEntry& entry) {
    const auto cause = bson::find(entry.body, "cause");
    const bool is_dangling = cause && cause->as_text() == "dangling";
    ++(is_dangling ? report.dangling : report.malformed);
    (is_dangling ? dangling : malformed).add(entry.key, [&] { return sample_of(derived.pairs, entry.body); });
  });
  report.dangling_samples = dangling.texts();
  report.malformed_samples = malformed.texts();
  return report;
}

}  // namespace sojourn::derive
