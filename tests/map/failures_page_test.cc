// docs/FAILURES.md against the codes.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "map/cause.h"

namespace sojourn::map {
namespace {

/// What stands under each heading of one part of the page: "### code" within "## part".
std::map<std::string, std::string> sections(const std::string& part) {
  std::ifstream page(std::string(SOURCE_DIR) + "/docs/FAILURES.md");
  std::map<std::string, std::string> found;
  bool within = false;
  std::string heading;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) within = line == "## " + part;
    if (line.starts_with("## ")) heading.clear();
    if (!within) continue;
    if (line.starts_with("### ")) {
      heading = line.substr(4);
      CHECK_MESSAGE(!found.contains(heading), heading << " stands there twice");
      found[heading];
    } else if (!heading.empty()) {
      found[heading] += line + "\n";
    }
  }
  return found;
}

TEST_CASE("each cause has a paragraph and a remedy, and no paragraph is of another cause") {
  const auto causes = sections("Causes");
  CHECK(causes.size() == kCauses);
  for (std::size_t i = 0; i < kCauses; ++i) {
    const std::string code(cause_code(static_cast<Cause>(i)));
    REQUIRE_MESSAGE(causes.contains(code), "no paragraph on " << code);
    const std::string& text = causes.at(code);
    const std::size_t remedy = text.find("\n**Remedy.** ");
    CHECK_MESSAGE(remedy != std::string::npos, code << " has no remedy");
    CHECK_MESSAGE(remedy > 60, code << " is not explained");
    CHECK(text.size() > remedy + 30);
    CHECK_FALSE(cause_hint(static_cast<Cause>(i)).empty());
  }
}

TEST_CASE("each event that is counted is explained, and nothing else is") {
  const auto events = sections("What is counted");
  CHECK(events.size() == kEvents);
  for (std::size_t i = 0; i < kEvents; ++i) {
    const std::string code(event_code(static_cast<Event>(i)));
    REQUIRE_MESSAGE(events.contains(code), "no paragraph on " << code);
    CHECK_MESSAGE(events.at(code).size() > 20, code << " is not explained");
  }
}

}  // namespace
}  // namespace sojourn::map
