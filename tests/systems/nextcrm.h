// NextCRM as it is shipped: its schema on a server, its plan as it is read.
#pragma once

#include <cstdlib>
#include <string>

#include "plan/read_plan.h"
#include "target/server.h"

namespace sojourn::test {

/// Loads the schema.
inline constexpr const char* kNextcrmSchema = "\\i " SOURCE_DIR "/schema/systems/nextcrm/target.sql";

/// The schema without rows, loaded once for all tests.
inline const Database& nextcrm() {
  static const Database database({kNextcrmSchema});
  return database;
}

/// The variable of the target is not needed to read a plan.
inline plan::Plan nextcrm_plan(const std::string& dump) {
  setenv("CRM_DUMP", dump.c_str(), 1);
  return plan::read_plan(SOURCE_DIR "/schema/systems/nextcrm/plan.yaml");
}

}  // namespace sojourn::test
