// docs/PLAN.md is true: its examples are read, and no word is left out.
#include <doctest/doctest.h>

#include <cstdlib>
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
