#include "base/log.h"

#include <fcntl.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <memory>

namespace sojourn::log {
namespace {

constexpr char kConsolePattern[] = "%v";
constexpr char kJsonPattern[] = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})";
constexpr char kFilePattern[] = "%Y-%m-%dT%H:%M:%S.%eZ %-7l [%t] %v";

bool json_lines = false;
std::shared_ptr<spdlog::logger> console;
std::shared_ptr<spdlog::logger> file;

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      break;
  }
  return spdlog::level::err;
}

std::string json_quoted(std::string_view line) {
  std::string quoted = "\"";
  for (const char c : line) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<int>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::unique_ptr<spdlog::formatter> utc(const char* pattern) {
  return std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc);
}

}  // namespace

void start(const Options& options) {
  json_lines = options.json_lines;
  console = std::make_shared<spdlog::logger>("console", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  console->set_level(to_spdlog(options.console_level));
  console->set_formatter(utc(json_lines ? kJsonPattern : kConsolePattern));
}

void also_to_folder(const std::filesystem::path& folder, std::string_view verb) {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &parts);
  const auto path = folder / fmt::format("{}-{}-{}.log", stamp, verb, getpid());
  // Created here with the private mode; spdlog then appends to it.
  const int descriptor = open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return;
  close(descriptor);
  file = std::make_shared<spdlog::logger>("file",
                                          std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string()));
  file->set_level(spdlog::level::debug);
  file->set_formatter(utc(kFilePattern));
  file->flush_on(spdlog::level::info);
}

void write(Level level, std::string_view line) {
  const auto at = to_spdlog(level);
  if (console) console->log(at, json_lines ? json_quoted(line) : std::string(line));
  if (file) file->log(at, line);
}

}  // namespace sojourn::log
