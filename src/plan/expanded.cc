#include "plan/expanded.h"

#include <set>

namespace sojourn::plan {

std::vector<std::size_t> parents_of(const Projection& projection) {
  std::set<std::size_t> parents;
  for (const ColumnRule& column : projection.columns)
    parents.insert(column.parents.begin(), column.parents.end());
  for (const RouteRule& route : projection.routes) parents.insert(route.parents.begin(), route.parents.end());
  return {parents.begin(), parents.end()};
}

}  // namespace sojourn::plan
