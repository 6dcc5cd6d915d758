#include "source/source.h"

namespace sojourn::source {

void DocumentBatch::clear() {
  documents.clear();
  damages.clear();
}

}  // namespace sojourn::source
