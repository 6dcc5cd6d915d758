// The status of a journal as JSON for programs; docs/JSON.md describes every key.
#pragma once

#include <string>

#include "base/json_writer.h"
#include "pipeline/status.h"

namespace sojourn::pipeline {

/// Keys are only ever added.
[[nodiscard]] std::string status_json(const Status& status);

/// The same as a value within other JSON.
void write_status(JsonWriter& json, const Status& status);

}  // namespace sojourn::pipeline
