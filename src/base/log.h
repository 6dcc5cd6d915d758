// Logging: short lines for the operator on standard error, full detail in the journal's logs/ folder.
//
// Log what an operator can act on. Field values of documents, passwords and connection strings never come
// here (J10).
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace sojourn::log {

enum class Level { kDebug, kInfo, kWarning, kError };

struct Options {
  bool json_lines = false;             ///< Console lines as JSON objects, for log collectors.
  Level console_level = Level::kInfo;  ///< The file always gets everything.
};

/// Sets up the console. Call once, before any thread starts.
void start(const Options& options);
/// From now on also writes every line, with thread and millisecond, to a new file in `folder` (mode 0600).
void also_to_folder(const std::filesystem::path& folder, std::string_view verb);

void write(Level level, std::string_view line);

template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kDebug, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kInfo, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kWarning, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kError, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace sojourn::log
