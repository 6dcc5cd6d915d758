#include "plan/plan.h"

#include "plan/environment.h"

namespace sojourn::plan {

std::string_view kind_name(SourceKind kind) {
  return kind == SourceKind::kMongodump ? "mongodump" : "mongoexport";
}

std::filesystem::path SourcePlan::path() const {
  return (folder / expanded_text(path_text, place)).lexically_normal();
}

std::string TargetPlan::connection() const {
  return expanded_text(connection_text, place);
}

std::filesystem::path Plan::default_journal() const {
  return file.parent_path() / (migration + ".journal");
}

}  // namespace sojourn::plan
