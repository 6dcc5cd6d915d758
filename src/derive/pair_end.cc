#include "derive/pair_end.h"

#include <algorithm>
#include <vector>

#include "base/bytes.h"
#include "derive/inputs.h"
#include "derive/pair_document.h"
#include "derive/regroup.h"
#include "journal/in_force.h"

namespace sojourn::derive {

PairEnd::PairEnd(Context& context, const plan::Parent& parent, const std::string& name)
    : context_(context),
      parent_(parent),
      cursor_(context.view().keys(complete_input(context.view(), parent.stream).id)),
      groups_(context.writer.scratch_folder(), name, context.options.memory_bytes / 16) {
  if (is_merged()) read_groups();
  groups_.finish();
}

void PairEnd::read_groups() {
  const journal::StreamId stream = complete_input(context_.view(), parent_.derived).id;
  const journal::InForce in_force(context_.view(), stream, journal::Repeats::kNewest);
  for (auto cursor = context_.view().log(stream); cursor.valid(); cursor.next()) {
    if (!in_force.holds(cursor.entry().sequence)) continue;
    const std::string_view group = cursor.entry().body;
    const Id identity = plain_id(identity_of(group).element());
    const auto members = contributor_ids(group);
    const bool is_member = std::find(members.begin(), members.end(), identity) != members.end();
    const Id& lead = is_member ? identity : members.front();
    for (const Id& member : members) {
      if (member == identity && member == lead) continue;
      const std::string key = key_of(member);
      std::string record = key + pair_id(identity, lead);
      append_le(record, static_cast<std::uint16_t>(key.size()));
      groups_.add(record);
    }
  }
}

bool PairEnd::has(std::string_view key) {
  if (key == key_) return has_;
  key_ = key;
  has_ = false;
  if (!cursor_.valid()) return false;
  cursor_.seek(key_);
  std::vector<journal::KeyEntry> versions;
  for (; cursor_.valid() && cursor_.entry().key == key_; cursor_.next()) {
    versions.push_back(cursor_.entry());
    versions.back().key = {};
  }
  has_ = !journal::in_force(versions, journal::Repeats::kNewest).empty();
  return has_;
}

std::optional<std::string> PairEnd::group_of(std::string_view key) {
  for (; groups_.valid(); groups_.next()) {
    const std::string_view record = groups_.record();
    const std::size_t size = load_le<std::uint16_t>(record.data() + record.size() - sizeof(std::uint16_t));
    const std::string_view member = record.substr(0, size);
    if (member < key) continue;
    if (member > key) break;
    return std::string(record.substr(size, record.size() - size - sizeof(std::uint16_t)));
  }
  return std::nullopt;
}

}  // namespace sojourn::derive
