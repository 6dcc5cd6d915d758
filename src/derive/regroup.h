// The groups of a merge stream that some changed documents touch, computed again.
//
// A group's identity was fixed when it was first formed and stays, whoever is in it. A group that is formed
// now gets the id of its first member that is not the identity of another group; if there is none, an
// identity that follows from its key.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "derive/documents.h"
#include "derive/group.h"
#include "derive/output.h"

namespace sojourn::derive {

/// The member `identity` of a merge stream's document.
[[nodiscard]] Id identity_of(std::string_view group);
/// The ids of its contributors, in order of precedence; whole numbers as int64.
[[nodiscard]] std::vector<Id> contributor_ids(std::string_view group);
/// Puts the document of a group. REQUIRES: members by rising `first`.
void put_group(Output& output, const plan::Merge& merge, const Grouping& grouping, const Id& identity,
               const std::vector<Member>& members);

class Regroup {
 public:
  struct Streams {
    journal::StreamId source = 0;
    journal::StreamId derived = 0;
  };

  /// `changed` are keys of documents, each once.
  Regroup(const journal::View& view, const plan::Merge& merge, const Grouping& grouping, Streams streams,
          const std::vector<std::string>& changed);

  void write(Output& output);

 private:
  /// Where a document is now.
  struct Place {
    std::string group_key;
    journal::Sequence first = 0;
    journal::Sequence at = 0;
  };
  struct Group {
    std::set<std::string> candidates;  ///< Keys of documents that were or are in it.
    std::vector<Member> members;       ///< Without bodies, by rising `first`.
    std::optional<Id> identity;
    bool is_new = true;
  };

  void find_groups(const std::vector<std::string>& changed);
  void find_candidates();
  void find_members();
  void choose_identities();
  [[nodiscard]] bool is_taken(const Member& member, const Id& id, const std::string& by_other_than);
  [[nodiscard]] const std::optional<Place>& place_of(const std::string& key);
  void read_bodies(std::vector<Member>& members);

  const plan::Merge& merge_;
  const Grouping& grouping_;
  Documents source_;
  Documents derived_;
  std::map<std::string, Group> groups_;                     ///< By key.
  std::map<std::string, std::set<std::string>> groups_of_;  ///< Of changed documents, those of all versions.
  std::map<std::string, std::optional<Place>> places_;
};

}  // namespace sojourn::derive
