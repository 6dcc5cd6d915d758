#include "house/source_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "support/temp_dir.h"

namespace sojourn::test {
namespace {

const std::filesystem::path kTop = SOURCE_DIR;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream rest(text);
  for (std::string line; std::getline(rest, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::string read_text(const std::string& path) {
  REQUIRE_MESSAGE(std::filesystem::exists(kTop / path), path << " does not exist");
  return read_file(kTop / path);
}

std::vector<SourceFile> source_files(const std::vector<std::string>& folders) {
  std::vector<SourceFile> files;
  for (const std::string& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kTop / folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".h" && extension != ".cc") continue;
      const std::string path = std::filesystem::relative(entry.path(), kTop).string();
      files.push_back({.path = path, .lines = lines_of(read_text(path))});
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::vector<Include> SourceFile::includes() const {
  static const std::regex include(R"re(^#include ([<"])([^>"]+)[>"])re");
  std::vector<Include> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (!std::regex_search(lines[i], match, include)) continue;
    found.push_back({.line = i + 1, .name = match[2], .quoted = match[1] == "\""});
  }
  return found;
}

std::string SourceFile::without_strings() const {
  static const std::regex string(R"re("(\\.|[^"\\])*")re");
  std::string text;
  for (const std::string& line : lines) {
    const std::string bare = std::regex_replace(line, string, "\"\"");
    text += bare.substr(0, bare.find("//")) + '\n';
  }
  return text;
}

}  // namespace sojourn::test
