#include "cli/report.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/json_writer.h"
#include "base/log.h"

namespace sojourn::cli {
namespace {

std::string error_json(const Error& error) {
  JsonWriter json;
  json.begin_object().field("outcome", error.exit_code() == ExitCode::kPaused ? "paused" : "failed");
  json.field("exit_code", static_cast<int>(error.exit_code()));
  json.key("error").begin_object().field("message", error.what());
  json.field("doing", error.text().doing).field("subject", error.text().subject);
  json.field("cause", error.text().cause).field("hint", error.text().hint).end_object();
  json.end_object();
  return json.text();
}

}  // namespace

ExitCode report_error(const Error& error, const Context& context) {
  log::set_status_line("");
  std::string words = error.what();
  if (!error.text().hint.empty()) words += "\nTry: " + error.text().hint;
  if (error.exit_code() == ExitCode::kPaused) words += "\nTo go on:\n  " + context.command();
  log::write(error.exit_code() == ExitCode::kPaused ? log::Level::kWarning : log::Level::kError, words);
  // The error itself is told above; a standard output that is closed as well must not hide it.
  if (context.common.json) std::fputs(error_json(error).c_str(), stdout);
  return error.exit_code();
}

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
  throw Error({.doing = "print the result", .subject = "standard output", .cause = errno_text()});
}

}  // namespace sojourn::cli
