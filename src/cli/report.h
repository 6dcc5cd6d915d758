// The one place that tells the operator of an error: what went wrong, then what to try.
#pragma once

#include "base/error.h"
#include "cli/cli.h"

namespace sojourn::cli {

/// Logs the error; with --json also prints it as the result. Returns the exit code.
[[nodiscard]] ExitCode report_error(const Error& error, const Context& context);

/// Prints a verb's result to standard output. Throws if it cannot be written.
void print(const std::string& text);

}  // namespace sojourn::cli
