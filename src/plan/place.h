// A place in a file, for messages.
#pragma once

#include <string>

namespace sojourn::plan {

/// Prints as "plan.yaml:3:5".
struct Place {
  std::string file;
  int line = 0;    ///< From 1; 0 where nothing was written.
  int column = 0;  ///< From 1.
  [[nodiscard]] std::string text() const;
};

}  // namespace sojourn::plan
