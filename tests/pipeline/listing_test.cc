#include "pipeline/listing.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/log.h"
#include "support/temp_dir.h"

namespace sojourn::pipeline {
namespace {

using doctest::Contains;

source::StreamListing stream(std::string name) {
  return {.name = std::move(name), .location = {}, .metadata = {}};
}

/// Two files of one stream each, and an archive with two.
std::vector<source::CursorListing> listed() {
  std::vector<source::CursorListing> cursors(3);
  cursors[0].streams = {stream("Users")};
  cursors[1].streams = {stream("sessions")};
  cursors[2].streams = {stream("Tasks"), stream("logs")};
  return cursors;
}

plan::SourcePlan crm() {
  plan::SourcePlan plan;
  plan.name = "crm";
  plan.place = {.file = "plan.yaml", .line = 3, .column = 5};
  return plan;
}

plan::IgnoredStream ignored(std::string name) {
  return {.name = std::move(name),
          .reason = "not needed",
          .place = {.file = "plan.yaml", .line = 9, .column = 7}};
}

plan::StreamPlan sensitive(std::string name, std::vector<std::string> fields) {
  return {.name = std::move(name),
          .sensitive = std::move(fields),
          .place = {.file = "plan.yaml", .line = 6, .column = 5}};
}

TEST_CASE("without a word in the plan every stream is read") {
  const extract::SourceWork work = apply_plan(crm(), listed());
  CHECK(work.name == "crm");
  CHECK(work.cursors.size() == 3);
  CHECK(work.sensitive.empty());
}

TEST_CASE("ignored streams are left out, and a file with them only when no other stream is in it") {
  plan::SourcePlan plan = crm();
  plan.ignored = {ignored("sessions"), ignored("logs")};
  const extract::SourceWork work = apply_plan(plan, listed());
  REQUIRE(work.cursors.size() == 2);
  REQUIRE(work.cursors[1].streams.size() == 1);
  CHECK(work.cursors[1].streams[0].name == "Tasks");
}

TEST_CASE("an ignored stream that is not there is warned of with the nearest name") {
  const test::TempDir folder;
  std::FILE* const console = std::fopen((folder / "console").c_str(), "w");
  log::start({.console = console});
  plan::SourcePlan plan = crm();
  plan.ignored = {ignored("session")};
  CHECK(apply_plan(plan, listed()).cursors.size() == 3);
  log::start({});
  std::fclose(console);
  CHECK(test::read_file(folder / "console") ==
        "Warning: plan.yaml:9:7: source \"crm\" has no stream \"session\" to ignore; "
        "did you mean \"sessions\"?\n");
}

TEST_CASE("sensitive fields of a stream that is not there are an error, lest a slip unmasks them") {
  plan::SourcePlan plan = crm();
  plan.streams = {sensitive("User", {"password"})};
  CHECK_THROWS_WITH_AS((void)apply_plan(plan, listed()),
                       Contains("(plan.yaml:6:5): source \"crm\" has no stream \"User\""), Error);
}

TEST_CASE("sensitive fields go along with their stream") {
  plan::SourcePlan plan = crm();
  plan.streams = {sensitive("Users", {"password"}), sensitive("Tasks", {})};
  const extract::SourceWork work = apply_plan(plan, listed());
  REQUIRE(work.sensitive.size() == 1);
  CHECK(work.sensitive[0].first == "Users");
  CHECK(work.sensitive[0].second == std::vector<std::string>{"password"});
}

TEST_CASE("a source of which every stream is ignored is an error") {
  plan::SourcePlan plan = crm();
  plan.ignored = {ignored("Users"), ignored("sessions"), ignored("Tasks"), ignored("logs")};
  CHECK_THROWS_WITH_AS((void)apply_plan(plan, listed()),
                       Contains("every stream of source \"crm\" is ignored"), Error);
}

}  // namespace
}  // namespace sojourn::pipeline
