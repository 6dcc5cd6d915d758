// The commands of docs/systems/nextcrm.md, as an operator types them.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "support/contains.h"
#include "systems/nextcrm.h"
#include "systems/rehearsed.h"
#include "tools/harness/process.h"
#include "tools/make_crm/dumps.h"

namespace sojourn::test {
namespace {

struct Said {
  int code = 0;
  std::string text;
};

/// A migration of a dump, in a folder and a database of its own.
class Migration {
 public:
  explicit Migration(std::vector<make_crm::Written> (*make)(const std::filesystem::path&, std::uint64_t)) {
    make(folder_ / "dump", kDumpSeed);
    setenv("CRM_DUMP", (folder_ / "dump").c_str(), 1);
    setenv("DATABASE_URL", database_.connection().c_str(), 1);
  }
  Said run(std::vector<std::string> words) const {
    words.insert(words.begin(), BINARY_DIR "/bin/sojourn");
    words.insert(words.end(), {SOURCE_DIR "/schema/systems/nextcrm/plan.yaml", "--journal",
                               (folder_ / "journal").string()});
    harness::Process process({.words = words, .output = folder_ / "said"});
    const int code = process.wait().code;
    return {code, read_file(folder_ / "said")};
  }

  [[nodiscard]] const Database& database() const { return database_; }

 private:
  TempDir folder_;
  Database database_{{kNextcrmSchema}};
};

TEST_CASE("on the clean dump of NextCRM every verb ends with success, and every document would arrive") {
  const Migration migration(make_crm::make_sample);
  CHECK(migration.run({"check"}).code == 0);
  CHECK(migration.run({"extract"}).code == 0);
  CHECK(migration.run({"check"}).code == 0);
  CHECK(migration.run({"plan"}).code == 0);
  const Said said = migration.run({"apply", "--dry-run"});
  CHECK(said.code == 0);
  CHECK(said.text == Contains("Every document would arrive."));
}

TEST_CASE("on the bad dump of NextCRM the rehearsal ends with open failures, and tells them by cause") {
  const Migration migration(make_crm::make_bad);
  CHECK(migration.run({"extract"}).code == 0);
  const std::string plan = migration.run({"plan"}).text;
  CHECK(plan == Contains("leave it out by ignore_streams: { Session: WHY }"));
  CHECK(plan == Contains("The plan is sound: 39 projections; 0 errors, "));
  const Said said = migration.run({"apply", "--dry-run"});
  CHECK(said.code == 4);
  CHECK(said.text == Contains("invalid_number  crm_Opportunities.budget  4 documents"));
  CHECK(said.text == Contains("legacyScore"));
  CHECK(migration.database().ask("SELECT count(*) FROM \"Users\"") == "0");
}

}  // namespace
}  // namespace sojourn::test
