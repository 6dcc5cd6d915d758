// All that is wrong with a plan, collected while it is expanded.
#pragma once

#include <string>
#include <vector>

#include "plan/expand.h"

namespace sojourn::plan {

class Complaints {
 public:
  void error(const Place& place, std::string cause, std::string hint = {});
  void warning(const Place& place, std::string cause, std::string hint = {});

  [[nodiscard]] bool any_error() const;
  /// Errors first, each kind by place; what was said twice of one place stands there once.
  [[nodiscard]] std::vector<Complaint> sorted() const;

 private:
  std::vector<Complaint> all_;
};

/// `did you mean "Users"?`, or `otherwise` if no valid name is near.
[[nodiscard]] std::string did_you_mean(const std::string& name, const std::vector<std::string>& valid,
                                       std::string otherwise = {});

}  // namespace sojourn::plan
