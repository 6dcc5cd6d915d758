// The verbs of make_crm; each adds itself to the command line and runs when it is named.
#pragma once

#include <CLI/CLI.hpp>
#include <vector>

#include "tools/make_crm/dumps.h"

namespace sojourn::make_crm {

void add_sample_verb(CLI::App& app);
void add_bad_verb(CLI::App& app);
void add_large_verb(CLI::App& app);

/// The option that every verb has.
void add_seed_option(CLI::App& verb, std::uint64_t& seed);
/// Prints what was written, a line per collection, and how fast.
void print_written(const std::vector<Written>& written, double seconds);

/// Runs `make`, then prints what it wrote.
template <typename Make>
void run_and_print(Make make) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<Written> written = make();
  print_written(written, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace sojourn::make_crm
