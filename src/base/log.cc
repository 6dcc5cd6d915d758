#include "base/log.h"

#include <fcntl.h>
#include <spdlog/details/log_msg_buffer.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "base/error.h"
#include "base/json_string.h"

namespace sojourn::log {
namespace {

constexpr char kConsolePattern[] = "%v";
constexpr char kJsonPattern[] = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})";
constexpr char kFilePattern[] = "%Y-%m-%dT%H:%M:%S.%eZ %-7l [%t] %v";
/// To the start of the line, and erase it.
constexpr std::string_view kEraseLine = "\r\x1b[K";

/// The console: lines, and below them the status line if there is one.
class ConsoleSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  ConsoleSink(std::FILE* to, bool has_status) : to_(to), has_status_(has_status) {}

  [[nodiscard]] bool has_status() const { return has_status_; }

  void set_status(std::string_view line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!has_status_ || line == status_) return;
    status_ = line;
    put(kEraseLine);
    put(status_);
    std::fflush(to_);
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    if (!status_.empty()) put(kEraseLine);
    put({line.data(), line.size()});
    put(status_);
    std::fflush(to_);
  }
  void flush_() override { std::fflush(to_); }

 private:
  // Nothing can be done about a console that is gone; the work goes on.
  void put(std::string_view text) { std::fwrite(text.data(), 1, text.size(), to_); }

  std::FILE* to_;
  bool has_status_;
  std::string status_;
};

/// The lines since start, for a file that is opened later: which one is known only when the journal is.
/// Bounded, should that never come.
class EarlyLines {
 public:
  void clear() {
    const std::lock_guard<std::mutex> lock(mutex_);
    messages_.clear();
  }
  void keep(const spdlog::details::log_msg& message) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (messages_.size() < kLinesMax) messages_.emplace_back(message);
  }
  void move_to(spdlog::sinks::sink& sink) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& message : messages_) sink.log(message);
    messages_.clear();
  }

 private:
  static constexpr std::size_t kLinesMax = 1000;
  std::mutex mutex_;
  std::vector<spdlog::details::log_msg_buffer> messages_;
};

bool json_lines = false;
EarlyLines early_lines;
std::shared_ptr<ConsoleSink> console_sink;
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

std::string console_text(Level level, std::string_view line) {
  std::string text;
  if (json_lines) {
    append_json_string(text, line);
    return text;
  }
  if (level == Level::kWarning) text = "Warning: ";
  if (level == Level::kError) text = "Error: ";
  return text.append(line);
}

std::unique_ptr<spdlog::formatter> utc(const char* pattern) {
  return std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc);
}

std::filesystem::path new_file_name(std::string_view verb) {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &parts);
  return fmt::format("{}-{}-{}.log", stamp, verb, getpid());
}

/// Created here with the private mode; spdlog then appends to it.
bool create_private(const std::filesystem::path& path) {
  const int descriptor = open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor >= 0) close(descriptor);
  return descriptor >= 0;
}

/// spdlog calls this, from any thread, for a line it could not write, as on a full disk.
void on_file_trouble(const std::string& trouble) {
  static std::once_flag told;
  std::call_once(
      told, [&] { console->warn(console_text(Level::kWarning, "the log file is incomplete: " + trouble)); });
}

}  // namespace

void start(const Options& options) {
  json_lines = options.json_lines;
  console_sink =
      std::make_shared<ConsoleSink>(options.console, !json_lines && isatty(fileno(options.console)) != 0);
  console = std::make_shared<spdlog::logger>("console", console_sink);
  console->set_level(to_spdlog(options.console_level));
  console->set_formatter(utc(json_lines ? kJsonPattern : kConsolePattern));
  early_lines.clear();
}

void also_to_folder(const std::filesystem::path& folder, std::string_view verb) {
  const auto path = folder / new_file_name(verb);
  if (!create_private(path)) {
    warning("no log is kept in {}: {}", path.string(), errno_text());
    return;
  }
  try {
    file = std::make_shared<spdlog::logger>(
        "file", std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string()));
  } catch (const spdlog::spdlog_ex& trouble) {
    warning("no log is kept in {}: {}", path.string(), trouble.what());
    return;
  }
  file->set_level(spdlog::level::debug);
  file->set_formatter(utc(kFilePattern));
  file->set_error_handler(on_file_trouble);
  file->flush_on(spdlog::level::info);
  early_lines.move_to(*file->sinks().front());
}

void close_file() {
  file.reset();
}

bool has_status_line() {
  return console_sink && console_sink->has_status();
}

void set_status_line(std::string_view line) {
  if (console_sink) console_sink->set_status(line);
}

void write(Level level, std::string_view line) {
  const auto at = to_spdlog(level);
  if (console) console->log(at, console_text(level, line));
  if (file) {
    file->log(at, line);
  } else if (console) {
    early_lines.keep({"early", at, line});
  }
}

}  // namespace sojourn::log
