// A place in a file, and the complaint about what stands there.
#pragma once

#include <string>

#include "base/error.h"

namespace sojourn::plan {

/// Prints as "plan.yaml:3:5".
struct Place {
  std::string file;
  int line = 0;    ///< From 1; 0 where nothing was written.
  int column = 0;  ///< From 1.
  [[nodiscard]] std::string text() const;
};

/// The error that a plan is wrong there: exit code 2.
[[nodiscard]] Error wrong_plan(const Place& place, std::string cause, std::string hint = {});

}  // namespace sojourn::plan
