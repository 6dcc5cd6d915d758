// sojourn-dump: the journal tool. One file per verb; this header is what they share.
//
// Only reads; links the journal and base rooms and no target, needs no plan.
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <memory>

#include "base/error.h"
#include "journal/reader.h"
#include "tools/dump/output.h"

namespace sojourn::dump {

/// One call of the tool: the options that every verb has, and what the chosen verb will do.
struct Session {
  Output* out = nullptr;      ///< Results.
  Output* remarks = nullptr;  ///< What an operator should know beside the result.
  std::filesystem::path journal;
  bool without_high = false;
  std::function<ExitCode(const Session&)> verb;

  [[nodiscard]] std::unique_ptr<journal::Reader> open() const;
};

// Each adds its verb to the tool. Parsing a command sets Session::verb.
void add_streams(CLI::App& tool, Session& session);
void add_count(CLI::App& tool, Session& session);
void add_cat(CLI::App& tool, Session& session);
void add_get(CLI::App& tool, Session& session);
void add_runs(CLI::App& tool, Session& session);
void add_plan(CLI::App& tool, Session& session);
void add_check(CLI::App& tool, Session& session);
void add_export(CLI::App& tool, Session& session);

/// The whole tool: parses, works, reports. Returns the exit code of the process.
[[nodiscard]] int run(int argc, const char* const* argv, Output& out, Output& remarks);

}  // namespace sojourn::dump
