// The command line of sojourn: finds the verb, runs it, and turns whatever comes of it into an exit code.
//
// One file per verb, each with its options, its setup and its run. Results go to standard output; progress,
// warnings and errors to standard error.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace sojourn::cli {

/// What every verb can be told.
struct Common {
  std::string journal;  ///< Empty: beside the plan.
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool log_json = false;
};

/// What the verbs share while one of them runs.
struct Context {
  std::vector<std::string> words;  ///< The command line, program first.
  Common common;
  std::uint64_t memory_min = 0;        ///< The least that --memory may say.
  std::function<ExitCode()> run_verb;  ///< Set by the verb that was named.

  /// The command that goes on where this one paused: the same.
  [[nodiscard]] std::string command() const;
};

/// Adds --json, --quiet, --verbose and --log-json to a verb.
void add_common_options(CLI::App& verb, Common& common);
/// Adds --journal, and the plan as the verb's argument.
void add_plan_options(CLI::App& verb, Common& common, std::string& plan_file);

// Each adds its verb to the program.
void add_extract(CLI::App& program, Context& context);
void add_status(CLI::App& program, Context& context);
void add_plan(CLI::App& program, Context& context);
void add_check(CLI::App& program, Context& context);
void add_journal(CLI::App& program, Context& context);
void add_apply(CLI::App& program, Context& context);

// Those below `plan`.
void add_plan_diff(CLI::App& plan, Context& context);
void add_plan_init(CLI::App& plan, Context& context);

/// The whole program, for main and for tests: all verbs, without running any.
void add_verbs(CLI::App& program, Context& context);

/// Below this the journal's own buffers would not fit.
inline constexpr std::uint64_t kMemoryMin = 64u << 20;

/// Runs the program and returns its exit code. Throws nothing. A crash test allows less memory, so that a
/// small dump takes many batches.
[[nodiscard]] int run(int argc, const char* const* argv, std::uint64_t memory_min = kMemoryMin);

}  // namespace sojourn::cli
