#include "plan/catalogue.h"

#include <algorithm>

namespace sojourn::plan {

const Column* Table::find(const std::string& column) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& each) { return each.name == column; });
  return found == columns.end() ? nullptr : &*found;
}

const Key* Table::primary_key() const {
  const auto found = std::find_if(keys.begin(), keys.end(), [](const Key& each) { return each.primary; });
  return found == keys.end() ? nullptr : &*found;
}

}  // namespace sojourn::plan
