#include "base/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "support/contains.h"
#include "support/temp_dir.h"

namespace sojourn::log {
namespace {

using test::Contains;

/// A console that is a file; `said` is what it got.
class FileConsole {
 public:
  explicit FileConsole(Options options) : file_(std::fopen((folder_ / "console").c_str(), "w")) {
    options.console = file_;
    start(options);
  }
  ~FileConsole() {
    start({});
    std::fclose(file_);
  }
  FileConsole(const FileConsole&) = delete;
  FileConsole& operator=(const FileConsole&) = delete;
  std::string said() const { return test::read_file(folder_ / "console"); }

 private:
  test::TempDir folder_;
  std::FILE* file_;
};

/// A console that is a terminal.
class TerminalConsole {
 public:
  TerminalConsole() : outside_(posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(grantpt(outside_) == 0);
    REQUIRE(unlockpt(outside_) == 0);
    inside_ = std::fopen(ptsname(outside_), "w");
    start({.console = inside_});
  }
  ~TerminalConsole() {
    start({});
    std::fclose(inside_);
    close(outside_);
  }
  TerminalConsole(const TerminalConsole&) = delete;
  TerminalConsole& operator=(const TerminalConsole&) = delete;
  /// What the terminal got since the last call. REQUIRES: something was written.
  std::string said() const {
    char bytes[4096];
    const auto count = read(outside_, bytes, sizeof bytes);
    return {bytes, static_cast<std::size_t>(count)};
  }

 private:
  int outside_;
  std::FILE* inside_ = nullptr;
};

std::string only_file_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  REQUIRE(files.size() == 1);
  return files.front().string();
}

TEST_CASE("the console shows short lines from its level on and names what is wrong") {
  const FileConsole console({.console_level = Level::kInfo});
  debug("detail");
  info("read {} documents", 3);
  warning("odd");
  error("bad");
  CHECK(console.said() == "read 3 documents\nWarning: odd\nError: bad\n");
}

TEST_CASE("a quiet console shows warnings and errors only") {
  const FileConsole console({.console_level = Level::kWarning});
  info("progress");
  warning("odd");
  CHECK(console.said() == "Warning: odd\n");
}

TEST_CASE("JSON lines carry time, level and the message, whatever bytes it holds") {
  const FileConsole console({.json_lines = true});
  warning("a \"quoted\" line\n\xff");
  const std::string line = console.said();
  CHECK(line.substr(0, 9) == "{\"time\":\"");
  CHECK(line.substr(line.find("\",\"level\"")) ==
        "\",\"level\":\"warning\",\"message\":\"a \\\"quoted\\\" line\\n\xef\xbf\xbd\"}\n");
}

TEST_CASE("the file gets every level with time and thread, and is private") {
  const test::TempDir logs;
  const FileConsole console({.console_level = Level::kError});
  also_to_folder(logs.path(), "extract");
  debug("detail of {}", "crm.Users");
  close_file();
  const std::string path = only_file_in(logs.path());
  CHECK(path.find("-extract-") != std::string::npos);
  const std::string text = test::read_file(path);
  CHECK(text == Contains("Z debug   ["));
  CHECK(text == Contains("] detail of crm.Users\n"));
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(console.said().empty());
}

TEST_CASE("the file begins with the lines that were written before it was opened") {
  const test::TempDir logs;
  const FileConsole console({});
  info("before");
  also_to_folder(logs.path(), "extract");
  info("after");
  close_file();
  const std::string text = test::read_file(only_file_in(logs.path()));
  CHECK(text.find("] before\n") < text.find("] after\n"));
  CHECK(text == Contains("] after\n"));
}

TEST_CASE("a log folder that is missing is warned of and stops nothing") {
  const test::TempDir folder;
  const FileConsole console({});
  also_to_folder(folder / "absent", "extract");
  info("work goes on");
  CHECK(console.said() == Contains("Warning: no log is kept in "));
  CHECK(console.said() == Contains("work goes on\n"));
}

TEST_CASE("on a terminal the status line stays below the lines of the log") {
  const TerminalConsole console;
  REQUIRE(has_status_line());
  set_status_line("10 %");
  CHECK(console.said() == "\r\x1b[K10 %");
  info("a line");
  CHECK(console.said() == "\r\x1b[Ka line\r\n10 %");
  set_status_line("");
  CHECK(console.said() == "\r\x1b[K");
  info("another");
  CHECK(console.said() == "another\r\n");
}

TEST_CASE("a console that is a file has no status line") {
  const FileConsole console({});
  CHECK_FALSE(has_status_line());
  set_status_line("10 %");
  CHECK(console.said().empty());
}

TEST_CASE("lines of several threads stay whole") {
  const FileConsole console({});
  const auto write_hundred = [] {
    for (int n = 0; n < 100; ++n) info("the whole line");
  };
  std::vector<std::thread> threads(4);
  for (std::thread& thread : threads) thread = std::thread(write_hundred);
  for (std::thread& thread : threads) thread.join();
  std::string expected;
  for (int i = 0; i < 400; ++i) expected += "the whole line\n";
  CHECK(console.said() == expected);
}

}  // namespace
}  // namespace sojourn::log
