#include "source/folder.h"

#include <algorithm>

#include "base/error.h"

namespace sojourn::source {

namespace fs = std::filesystem;

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::error_code problem;
  std::vector<fs::path> entries;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
    entries.push_back(at->path());
  }
  if (problem) {
    throw Error({.doing = "list a folder",
                 .subject = folder.string(),
                 .cause = problem.message(),
                 .hint = "check that this user may read it"});
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;  // What cannot be looked at is told when it is opened.
  return fs::is_directory(path, ignored);
}

std::optional<std::string> stem(std::string_view name, std::string_view ending) {
  for (const std::string& end : {std::string(ending), std::string(ending) + ".gz"}) {
    if (name.size() > end.size() && name.ends_with(end)) {
      return std::string(name.substr(0, name.size() - end.size()));
    }
  }
  return std::nullopt;
}

}  // namespace sojourn::source
