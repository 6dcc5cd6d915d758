// docs/PLAN.md is true: its examples are read, the tests that it names exist, and no word is left out.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <regex>
#include <string>

#include "plan/language.h"
#include "plan_file.h"
#include "support/plan_page.h"

namespace sojourn::plan {
namespace {

using test::plan_page;
using test::PlanFile;

TEST_CASE("every example of PLAN.md is read") {
  setenv("EXPORTS", "/exports", 1);
  const std::vector<std::string> fragments = test::plan_fragments();
  CHECK(fragments.size() >= 20);
  for (const std::string& fragment : fragments) {
    PlanFile file(test::whole_plan(fragment));
    file.add("common.yaml", "defaults: { zone: UTC }\n");
    file.add("tables/crm.yaml", "tables: { Users: { from: crm.Users } }\n");
    CHECK_MESSAGE(file.complaint() == "", test::whole_plan(fragment));
  }
}

TEST_CASE("every test that PLAN.md names exists") {
  std::string tests;
  const std::filesystem::path folder = std::filesystem::path(SOURCE_DIR) / "tests";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".cc") tests += test::read_file(entry.path());
  }
  // A long name may go over several lines of the source.
  tests = std::regex_replace(tests, std::regex("\"\\s*\n\\s*\""), "");
  const std::string page = plan_page();
  const std::regex last_cell("\n\\|[^\n]*\\| ([^|\n]*) \\|(?=\n)");
  const std::regex name("\"((?:[^\"\\\\]|\\\\.)+)\"");
  std::size_t checked = 0;
  for (std::sregex_iterator row(page.begin(), page.end(), last_cell), end; row != end; ++row) {
    const std::string cell = (*row)[1];
    if (!cell.starts_with('"')) continue;
    for (std::sregex_iterator match(cell.begin(), cell.end(), name); match != end; ++match, ++checked) {
      CHECK_MESSAGE(tests.find("TEST_CASE(\"" + (*match)[1].str() + "\")") != std::string::npos,
                    match->str());
    }
  }
  CHECK(checked > 20);
}

TEST_CASE("PLAN.md has every word of the language") {
  const std::string page = plan_page();
  for (const Words& words : {kPlanKeys,      kSourceKeys,    kStreamKeys,      kTargetKeys, kDefaultsKeys,
                             kTableKeys,     kMergeKeys,     kKeepKeys,        kRouteKeys,  kFieldVerbs,
                             kOtherVerbs,    kRuleOptions,   kElementKeys,     kAnswerKeys, kReferenceKeys,
                             kUnmappedWords, kExistingWords, kKeepWords,       kUnitWords,  kIdWords,
                             kKeylessWords,  kFoldWords,     kPrecedenceWords, kLaterKeys,  kLaterSources}) {
    for (const std::string& word : words) {
      CHECK_MESSAGE(std::regex_search(page, std::regex("\\b" + word + "\\b")), word);
    }
  }
}

}  // namespace
}  // namespace sojourn::plan
