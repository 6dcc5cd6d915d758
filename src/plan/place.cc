#include "plan/place.h"

namespace sojourn::plan {

std::string Place::text() const {
  return line == 0 ? file : file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

Error wrong_plan(const Place& place, std::string cause, std::string hint) {
  return usage_error({.doing = "read the plan",
                      .subject = place.text(),
                      .cause = std::move(cause),
                      .hint = std::move(hint)});
}

}  // namespace sojourn::plan
