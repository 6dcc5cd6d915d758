#include "map/json_references.h"

namespace sojourn::map {

JsonIds::Answer JsonReferences::replace(std::size_t path, const bson::Element& value, std::string& to,
                                        Cause& cause) {
  const Resolution resolution = resolver_.resolve(column_.json_ids[path], value, Resolver::Ask::kFirst);
  switch (resolution.kind) {
    case Resolution::Kind::kFound:
      if (resolution.merged) row_.event(column_.index, Event::kMergedParent);
      if (resolution.keeps) return Answer::kKept;
      to += '"' + uuid_text(resolution.id) + '"';
      return Answer::kReplaced;
    case Resolution::Kind::kParentFailed:
      if (resolution.target->plan->keeps_ids) return Answer::kKept;
      to += '"' + uuid_text(resolution.target->scheme.id_of(resolution.key)) + '"';
      return Answer::kReplaced;
    case Resolution::Kind::kDangling:
      if (column_.policies[static_cast<std::size_t>(Situation::kDangling)].answer == plan::Answer::kNull) {
        row_.event(column_.index, Event::kNulledDangling);
        to += "null";
        return Answer::kReplaced;
      }
      cause = Cause::kDangling;
      return Answer::kInvalid;
    case Resolution::Kind::kNull:
    case Resolution::Kind::kEmpty:
      return Answer::kKept;
    case Resolution::Kind::kInvalid:
      break;
  }
  cause = resolution.cause;
  return Answer::kInvalid;
}

}  // namespace sojourn::map
