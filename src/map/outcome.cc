#include "map/outcome.h"

namespace sojourn::map {

void Outcome::clear() {
  fate = Fate::kApplied;
  problems.clear();
  waits.clear();
  skipped_by.clear();
}

}  // namespace sojourn::map
