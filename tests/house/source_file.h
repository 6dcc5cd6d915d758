// The project's own files as data, for tests that read the house.
#pragma once

#include <string>
#include <vector>

namespace sojourn::test {

struct Include {
  std::size_t line = 0;
  std::string name;
  bool quoted = false;  ///< Ours; the rest is foreign.
};

struct SourceFile {
  std::string path;  ///< From the top of the project: "src/base/log.h".
  std::vector<std::string> lines;

  [[nodiscard]] std::vector<Include> includes() const;
  /// The whole text with the content of strings and comments taken out, line by line.
  [[nodiscard]] std::string without_strings() const;
};

/// All .h and .cc files below these folders, by path.
[[nodiscard]] std::vector<SourceFile> source_files(const std::vector<std::string>& folders);

/// A file's text. REQUIRES: it exists.
[[nodiscard]] std::string read_text(const std::string& path);

}  // namespace sojourn::test
