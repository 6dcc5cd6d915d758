// Command lines that do not parse, and those that ask for help.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "base/error.h"

namespace sojourn::cli {

/// The words as argv, with a null behind them; valid as long as the words are.
[[nodiscard]] std::vector<const char*> argument_pointers(const std::vector<std::string>& words);

/// Prints the help that was asked for and returns kDone, or throws a usage_error that says what is wrong and
/// names the nearest verb or option.
[[nodiscard]] ExitCode explain(const CLI::App& program, const std::vector<std::string>& words,
                               const CLI::ParseError& problem);

}  // namespace sojourn::cli
