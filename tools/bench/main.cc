// bench: how fast sojourn is, as ratios to what the database itself takes for the same rows.
// docs/PERFORMANCE.md tells the method and the figures.
#include <fmt/format.h>

#include "base/error.h"
#include "tools/bench/extract.h"
#include "tools/bench/map.h"

namespace sojourn::bench {
namespace {

int run(int argc, char** argv) {
  CLI::App app("Measures sojourn against PostgreSQL itself, on this machine.", "bench");
  app.require_subcommand(1);
  add_extract_verb(app);
  add_map_verb(app);
  try {
    app.parse(argc, argv);
    return static_cast<int>(ExitCode::kDone);
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(app.exit(error) == 0 ? ExitCode::kDone : ExitCode::kUsage);
  }
}

}  // namespace
}  // namespace sojourn::bench

int main(int argc, char** argv) {
  try {
    return sojourn::bench::run(argc, argv);
  } catch (const sojourn::Error& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return static_cast<int>(sojourn::ExitCode::kFailed);
  }
}
