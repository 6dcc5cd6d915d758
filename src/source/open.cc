#include "source/open.h"

#include "base/error.h"
#include "source/mongodump.h"

namespace sojourn::source {

std::unique_ptr<Source> open_source(plan::SourceKind kind, const std::filesystem::path& path) {
  switch (kind) {
    case plan::SourceKind::kMongodump:
      return open_mongodump(path);
    case plan::SourceKind::kMongoexport:
      break;
  }
  throw usage_error({.doing = "open a source",
                     .subject = path.string(),
                     .cause = "this release cannot read what mongoexport writes"});
}

}  // namespace sojourn::source
