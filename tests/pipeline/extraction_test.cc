// What happens to a journal when the plan or the form of the source changes between runs.
#include "pipeline/extraction.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/stop.h"
#include "plan/read_plan.h"
#include "support/archive_builder.h"
#include "support/temp_dir.h"

namespace sojourn::pipeline {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> documents(int count) {
  std::vector<std::string> all;
  for (int id = 0; id < count; ++id) all.push_back(test::Doc().int32("_id", id).text("t", "x").bytes());
  return all;
}

/// An archive of three collections.
std::string archive() {
  test::ArchiveBuilder builder;
  for (const char* name : {"Users", "Tasks", "sessions"}) builder.announce("crm", name);
  builder.block("crm", "Users", documents(30)).block("crm", "sessions", documents(20));
  builder.block("crm", "Tasks", documents(10));
  for (const char* name : {"Users", "Tasks", "sessions"}) builder.last("crm", name);
  return builder.bytes();
}

class Migration : public extract::Observer {
 public:
  Migration() {
    test::write_file(folder_ / "dump.archive", archive());
    for (const auto& [name, count] : {std::pair("Users", 30), {"Tasks", 10}, {"sessions", 20}}) {
      std::string all;
      for (const std::string& document : documents(count)) all += document;
      test::write_file(folder_ / (std::string("dump/crm/") + name + ".bson"), all);
    }
  }

  ExtractResult extract(const std::string& source) {
    test::write_file(folder_ / "plan.yaml", "migration: m\nsources: { crm: { " + source + " } }\n");
    const plan::Plan plan = plan::read_plan(folder_ / "plan.yaml");
    return run_extract({.plan = plan, .journal = plan.default_journal(), .options = {}, .options_text = {}},
                       *this);
  }

  void progress(const extract::Progress&) override {
    if (stop_at_first_report) request_stop();
  }

  bool stop_at_first_report = false;

 private:
  test::TempDir folder_;
};

std::string states(const Status& status) {
  std::string text;
  for (const auto& stream : status.streams) {
    text +=
        stream.info.name + " " + std::to_string(stream.versions) + (stream.complete ? " complete\n" : "\n");
  }
  return text;
}

TEST_CASE("the same documents from an archive instead of a folder add nothing") {
  Migration migration;
  CHECK(migration.extract("mongodump: dump").outcome.appended == 60);
  const ExtractResult again = migration.extract("mongodump: dump.archive");
  CHECK(again.outcome.appended == 0);
  CHECK(states(again.status) == "crm.Tasks 10 complete\ncrm.Users 30 complete\ncrm.sessions 20 complete\n");
}

TEST_CASE("a stream of an archive that is no longer ignored is read, and the others add nothing") {
  for (const std::string ignored : {"sessions: no", "sessions: no, Tasks: no"}) {
    CAPTURE(ignored);
    Migration migration;
    (void)migration.extract("mongodump: dump.archive, ignore_streams: { " + ignored + " }");
    const ExtractResult all = migration.extract("mongodump: dump.archive");
    CHECK(states(all.status) == "crm.Tasks 10 complete\ncrm.Users 30 complete\ncrm.sessions 20 complete\n");
  }
}

TEST_CASE("a stream of an archive that is ignored from now on keeps what it has") {
  Migration migration;
  CHECK(migration.extract("mongodump: dump.archive").outcome.appended == 60);
  const ExtractResult fewer =
      migration.extract("mongodump: dump.archive, ignore_streams: { sessions: no, Tasks: no }");
  CHECK(fewer.outcome.appended == 0);
  CHECK(states(fewer.status) == "crm.Tasks 10 complete\ncrm.Users 30 complete\ncrm.sessions 20 complete\n");
}

TEST_CASE("a run that stops between two files does not look complete") {
  Migration migration;
  migration.stop_at_first_report = true;
  const ExtractResult first = migration.extract("mongodump: dump");
  clear_stop();
  CHECK_FALSE(first.outcome.complete);
  CHECK_FALSE(first.status.complete());
  CHECK(first.status.streams.size() == 3);
}

}  // namespace
}  // namespace sojourn::pipeline
