#include "plan/plan.h"

namespace sojourn::plan {

std::string Place::text() const {
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string_view kind_name(SourceKind kind) {
  return kind == SourceKind::kMongodump ? "mongodump" : "mongoexport";
}

std::filesystem::path Plan::default_journal() const {
  return file.parent_path() / (migration + ".journal");
}

}  // namespace sojourn::plan
