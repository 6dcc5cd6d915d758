// Where a bench works, and the programs that lie beside it.
#pragma once

#include <filesystem>
#include <string>

namespace sojourn::bench {

/// A folder that PostgreSQL may pass through, removed in the end.
class WorkFolder {
 public:
  /// Within /var/tmp if `within` is empty.
  explicit WorkFolder(const std::string& within);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::filesystem::path program_beside(const char* name);

/// Tells, on standard error, what is being done.
void say(const std::string& what);

}  // namespace sojourn::bench
