#include "source/open.h"

#include "base/error.h"
#include "source/mongodump.h"
#include "source/mongoexport.h"

namespace sojourn::source {

std::unique_ptr<Source> open_source(plan::SourceKind kind, const std::filesystem::path& path) {
  switch (kind) {
    case plan::SourceKind::kMongodump:
      return open_mongodump(path);
    case plan::SourceKind::kMongoexport:
      return open_mongoexport(path);
  }
  throw usage_error(
      {.doing = "open a source", .subject = path.string(), .cause = "a kind that is not known"});
}

}  // namespace sojourn::source
