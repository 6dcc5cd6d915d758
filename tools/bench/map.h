// bench map: a rehearsal of the mapping on one core against the floor of loading the same rows.
#pragma once

#include <CLI/CLI.hpp>

namespace sojourn::bench {

/// Adds the verb to the program; it runs when it is named.
void add_map_verb(CLI::App& app);

}  // namespace sojourn::bench
