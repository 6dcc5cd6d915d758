// The list of crash points against the sources.
#include "crash/points.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "support/temp_dir.h"

namespace {

namespace fs = std::filesystem;

std::set<std::string> points_in_sources() {
  static const std::regex call("crash_point\\(\"([^\"]*)\"\\)");
  std::set<std::string> points;
  for (const char* folder : {"src", "journal"}) {
    for (const auto& file : fs::recursive_directory_iterator(fs::path(SOURCE_DIR) / folder)) {
      if (!file.is_regular_file()) continue;
      const std::string text = sojourn::test::read_file(file);
      for (auto found = std::sregex_iterator(text.begin(), text.end(), call); found != std::sregex_iterator();
           ++found) {
        points.insert((*found)[1]);
      }
    }
  }
  return points;
}

TEST_CASE("the crash tests know every crash point of the sources, and no other") {
  std::set<std::string> known(sojourn::test::kCreationPoints.begin(), sojourn::test::kCreationPoints.end());
  known.insert(sojourn::test::kExtractionPoints.begin(), sojourn::test::kExtractionPoints.end());
  known.insert(sojourn::test::kDerivationPoints.begin(), sojourn::test::kDerivationPoints.end());
  CHECK(points_in_sources() == known);
}

}  // namespace
