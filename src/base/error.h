// The one error of sojourn: an operation that could not be done.
//
// Rejected data is a result and a broken invariant stops the program; only a failed operation is an Error.
// Foreign errors (RocksDB, libpq, yaml-cpp, zlib) become Errors in the room that owns the library.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn {

/// The process exit codes, which scripts rely on. Never renumber.
enum class ExitCode : int {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kPaused = 3,
  kOpenFailures = 4,
  kDifferences = 5,
};

/// What the parts of an error say. All four are whole phrases without a final stop.
struct ErrorText {
  std::string doing;      ///< What was attempted: "read a document".
  std::string subject{};  ///< On what: stream, key, table, column, file and position. May be empty.
  std::string cause;      ///< Why it failed.
  std::string hint{};     ///< What to try. May be empty.
};

class Error : public std::exception {
 public:
  explicit Error(ErrorText text, ExitCode exit_code = ExitCode::kFailed);

  const char* what() const noexcept override { return message_.c_str(); }
  const ErrorText& text() const { return text_; }
  ExitCode exit_code() const { return exit_code_; }

 private:
  ErrorText text_;
  ExitCode exit_code_;
  std::string message_;
};

/// A mistake in a command line or a plan: exit code 2.
[[nodiscard]] Error usage_error(ErrorText text);
/// A stop from which the same command goes on: exit code 3.
[[nodiscard]] Error paused(ErrorText text);
/// The text of the current errno, for the cause of an Error.
[[nodiscard]] std::string errno_text();
/// The valid name that `wrong` was probably meant to be, or empty if none is near.
[[nodiscard]] std::string nearest_name(std::string_view wrong, const std::vector<std::string>& valid);

}  // namespace sojourn
