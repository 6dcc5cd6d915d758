// The status of a journal as text for people.
#pragma once

#include <string>

#include "pipeline/status.h"

namespace sojourn::pipeline {

/// The whole page: head line, table of streams, later passes, and all that was lost or is odd.
[[nodiscard]] std::string status_text(const Status& status);

/// Only what was lost or is odd, a line each; empty if there is nothing. The end of an extraction shows it.
[[nodiscard]] std::string findings_text(const Status& status);

}  // namespace sojourn::pipeline
