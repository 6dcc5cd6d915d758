#include "derive/regroup.h"

#include <algorithm>

#include "journal/in_force.h"

namespace sojourn::derive {

using journal::KeyEntry;

Id identity_of(std::string_view group) {
  const auto identity = bson::find(group, "identity");
  return identity ? id_of_element(*identity) : Id{};
}

std::vector<Id> contributor_ids(std::string_view group) {
  std::vector<Id> ids;
  const auto contributors = bson::find(group, "contributors");
  if (!contributors || contributors->type != bson::Type::kArray) return ids;
  for (bson::Walker walker(contributors->as_document()); walker.next();) {
    const auto id = bson::find(walker.element().as_document(), "_id");
    if (id) ids.push_back(plain_id(*id));
  }
  return ids;
}

void put_group(Output& output, const plan::Merge& merge, const Grouping& grouping, const Id& identity,
               const std::vector<Member>& members) {
  const Member& first = members.front();
  const std::string id = grouping.id_of(first.body, first.key);
  const bool invalid_utf8 =
      std::any_of(members.begin(), members.end(), [](const Member& member) { return member.invalid_utf8; });
  output.put(key_of_derived(id), merged_document(merge, id, identity, members), invalid_utf8);
}

Regroup::Regroup(const journal::View& view, const plan::Merge& merge, const Grouping& grouping,
                 Streams streams, const std::vector<std::string>& changed)
    : merge_(merge), grouping_(grouping), source_(view, streams.source), derived_(view, streams.derived) {
  find_groups(changed);
  find_candidates();
  find_members();
  choose_identities();
}

/// Those of all versions of the changed documents: where they were, are, or will be if a conflict is decided.
void Regroup::find_groups(const std::vector<std::string>& changed) {
  for (const std::string& key : changed) {
    for (const KeyEntry& version : source_.versions(key)) {
      if (version.deletes) continue;
      const journal::LogEntry entry = source_.entry(version.sequence);
      const std::string group_key = key_of_derived(grouping_.id_of(entry.body, key));
      groups_[group_key].candidates.insert(key);
      groups_of_[key].insert(group_key);
    }
  }
}

void Regroup::find_candidates() {
  for (auto& [key, group] : groups_) {
    const auto known = derived_.find(key);
    if (!known) continue;
    group.is_new = false;
    group.identity = identity_of(known->body);
    for (const Id& contributor : contributor_ids(known->body)) group.candidates.insert(key_of(contributor));
  }
}

void Regroup::find_members() {
  for (auto& [key, group] : groups_) {
    for (const std::string& candidate : group.candidates) {
      const auto& place = place_of(candidate);
      if (!place || place->group_key != key) continue;
      group.members.push_back({.key = candidate, .first = place->first, .at = place->at, .body = {}});
    }
    std::sort(group.members.begin(), group.members.end(),
              [](const Member& a, const Member& b) { return a.first < b.first; });
  }
}

const std::optional<Regroup::Place>& Regroup::place_of(const std::string& key) {
  const auto [at, absent] = places_.try_emplace(key);
  if (!absent) return at->second;
  const auto versions = source_.versions(key);
  const auto in_force = journal::in_force(versions, journal::Repeats::kNewest);
  if (in_force.empty()) return at->second;
  const journal::LogEntry entry = source_.entry(in_force.front());
  at->second = {.group_key = key_of_derived(grouping_.id_of(entry.body, key)),
                .first = versions.back().sequence,
                .at = in_force.front()};
  return at->second;
}

void Regroup::choose_identities() {
  for (auto& [key, group] : groups_) {
    if (!group.is_new || group.members.empty()) continue;
    for (const Member& member : group.members) {
      const Id id = id_of_document(source_.entry(member.at).body, member.key);
      if (is_taken(member, id, key)) continue;
      group.identity = id;
      break;
    }
    if (!group.identity) group.identity = made_identity(key);
  }
}

/// Only a group in which the member once was can have its id; and who comes into a new group has changed.
bool Regroup::is_taken(const Member& member, const Id& id, const std::string& by_other_than) {
  const auto& others = groups_of_[member.key];
  return std::any_of(others.begin(), others.end(), [&](const std::string& other) {
    const Group& group = groups_.at(other);
    return other != by_other_than && !group.is_new && !group.members.empty() &&
           key_of(*group.identity) == key_of(id);
  });
}

void Regroup::read_bodies(std::vector<Member>& members) {
  for (Member& member : members) {
    const journal::LogEntry entry = source_.entry(member.at);
    member.body = entry.body;
    member.invalid_utf8 = entry.invalid_utf8;
  }
}

void Regroup::write(Output& output) {
  for (auto& [key, group] : groups_) {
    if (group.members.empty()) {
      output.erase(key);
      continue;
    }
    read_bodies(group.members);
    put_group(output, merge_, grouping_, *group.identity, group.members);
    group.members.clear();
  }
}

}  // namespace sojourn::derive
