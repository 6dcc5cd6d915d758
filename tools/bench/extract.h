// bench extract: the extraction against the floor, interleaved, in one run on one machine.
#pragma once

#include <CLI/CLI.hpp>

namespace sojourn::bench {

/// Adds the verb to the program; it runs when it is named.
void add_extract_verb(CLI::App& app);

}  // namespace sojourn::bench
