// Logging: short lines for the operator on standard error, full detail in the journal's logs/ folder.
//
// Log what an operator can act on: files, streams, positions, counts, and the keys of documents that are in
// the way. Field values of documents, passwords and connection strings never come here (J10); a test reads
// the source and the log of a run for them.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace sojourn::log {

enum class Level { kDebug, kInfo, kWarning, kError };

struct Options {
  bool json_lines = false;             ///< Console lines as JSON objects, for log collectors.
  Level console_level = Level::kInfo;  ///< The file always gets everything.
  std::FILE* console = stderr;
};

/// Sets up the console. Call once, before any thread starts.
void start(const Options& options);
/// Also writes every line, with thread and millisecond, to a new file in `folder` (mode 0600), beginning with
/// the lines since start. A log that cannot be written is warned of and stops nothing.
void also_to_folder(const std::filesystem::path& folder, std::string_view verb);
/// Closes the file of also_to_folder.
void close_file();

/// True if there is a status line: the console is a terminal and shows plain lines.
[[nodiscard]] bool has_status_line();
/// Shows `line` below all others and redraws it in place; an empty one takes it away. Kept out of the file.
void set_status_line(std::string_view line);

/// Thread-safe.
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
