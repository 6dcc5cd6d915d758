#include "tools/bench/work.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"

namespace sojourn::bench {

namespace fs = std::filesystem;

WorkFolder::WorkFolder(const std::string& within) {
  std::string path = (fs::path(within.empty() ? "/var/tmp" : within) / "sojourn-bench-XXXXXX").string();
  fs::create_directories(fs::path(path).parent_path());
  if (mkdtemp(path.data()) == nullptr) {
    throw Error({.doing = "make a folder for the bench", .subject = path, .cause = errno_text()});
  }
  path_ = fs::absolute(path);
  fs::permissions(path_, fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path program_beside(const char* name) {
  return fs::read_symlink("/proc/self/exe").parent_path() / name;
}

void say(const std::string& what) {
  fmt::print(stderr, "{}\n", what);
}

}  // namespace sojourn::bench
