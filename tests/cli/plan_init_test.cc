// `sojourn plan init` as an operator meets it: on the CRM's sample and schema, and on a small dump with dirt.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "support/bson_builder.h"
#include "support/command.h"
#include "support/contains.h"
#include "target/server.h"

namespace sojourn::test {
namespace {

const std::string kProgram = std::string(BINARY_DIR) + "/bin/sojourn";

std::string content(const std::filesystem::path& file) {
  std::ifstream from(file);
  return {std::istreambuf_iterator<char>(from), {}};
}

std::string oid(int number) {
  return std::string(11, '\x11') + static_cast<char>(number);
}

/// A dump beside the tables that it is for, and the plan written from them.
class Beginning {
 public:
  explicit Beginning(const std::vector<std::string>& statements) : database_(statements) {}

  void dump(const std::string& collection, const std::string& documents) const {
    write_file(folder_ / ("dump/crm/" + collection + ".bson"), documents);
  }
  /// With a plan that knows no more than where the source is.
  void extract(const std::string& source = "dump") {
    source_ = source;
    write_file(folder_ / "sources.yaml", "migration: crm\nsources: { crm: { mongodump: " + source + " } }\n");
    const Finished extract = run_command({kProgram, "extract", path("sources.yaml")});
    REQUIRE_MESSAGE(extract.code == 0, extract.err);
  }
  [[nodiscard]] Finished init(const std::vector<std::string>& options = {}) const {
    std::vector<std::string> words = {kProgram,
                                      "plan",
                                      "init",
                                      "--source",
                                      path(source_),
                                      "--target",
                                      database_.connection() + " password=xyzzy-secret",
                                      "--migration",
                                      "crm",
                                      "--out",
                                      path("plan.yaml")};
    words.insert(words.end(), options.begin(), options.end());
    return run_command(words);
  }
  /// `sojourn plan` on the plan just as it was written.
  [[nodiscard]] Finished plan() const {
    setenv("DATABASE_URL", database_.connection().c_str(), 1);
    return run_command({kProgram, "plan", path("plan.yaml")});
  }
  [[nodiscard]] std::string written() const { return content(folder_ / "plan.yaml"); }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  TempDir folder_;
  Database database_;
  std::string source_ = "dump";
};

TEST_CASE("the plan of the CRM's sample is sound as it is written, with all tables and pairs of arrays") {
  Beginning crm({"\\i " SOURCE_DIR "/schema/systems/nextcrm/target.sql"});
  const Finished made = run_command({std::string(BINARY_DIR) + "/bin/make_crm", "sample", crm.path("dump")});
  REQUIRE_MESSAGE(made.code == 0, made.err);
  crm.extract("dump/nextcrm");
  const Finished init = crm.init();
  REQUIRE_MESSAGE(init.code == 0, init.err);
  CHECK_MESSAGE(init.out == Contains("29 tables filled from streams"), init.out);
  const std::string text = crm.written();
  CHECK_MESSAGE(text.find("DocumentsToInvoices:") != std::string::npos, text);
  CHECK_MESSAGE(init.out == Contains("10 from pairs, 0 left out"), init.out << text);
  CHECK(text.find("    pairs: { document_id: Documents, invoice_id: Invoices }\n    from:\n"
                  "      - { crm.Documents: invoiceIDs }\n      - { crm.Invoices: connected_documents }\n") !=
        std::string::npos);
  const Finished plan = crm.plan();
  CHECK_MESSAGE(plan.code == 0, (plan.out + plan.err));
  CHECK(plan.out == Contains("The plan is sound: "));
}

TEST_CASE("what is to be decided stands beside its column, with counts and keys") {
  Beginning crm({"CREATE TYPE mood AS ENUM ('ACTIVE', 'DONE')",
                 "CREATE TABLE users (id uuid PRIMARY KEY, name text NOT NULL, mood mood, code varchar(3), "
                 "made timestamp NOT NULL)",
                 "CREATE TABLE audit (id uuid PRIMARY KEY)"});
  std::string users;
  for (int id = 0; id < 20; ++id) {
    Doc user;
    user.object_id("_id", oid(id)).text("mood", id < 15 ? "ACTIVE" : "Actif").text("code", "long");
    if (id > 1) user.text("name", "n");
    users += user.text("legacy", "x").bytes();
  }
  crm.dump("Users", users);
  crm.dump("sessions", Doc().object_id("_id", oid(1)).bytes());
  crm.extract();
  const Finished init = crm.init();
  REQUIRE_MESSAGE(init.code == 0, init.err);
  const std::string text = crm.written();
  for (const char* part :
       {"migration: crm\n", "    postgresql: \"${DATABASE_URL}\"\n", "    #   sessions: WHY  # 1 document\n",
        "  audit: \"to be decided: no stream has its name\"\n",
        "  users:\n    from: crm.Users  # 20 documents\n",
        "# missing_required: 2 documents, as in 111111111111111111111100, 111111111111111111111101\n",
        "      name: { text: name }\n",
        "# unknown_value: 5 documents, as in 11111111111111111111110f, 111111111111111111111110, ",
        "#   no labels: Actif (5)\n", "      mood: { enum: mood }\n", "# too_long: 20 documents, as in ",
        "      code: { text: code }\n", "      # In none of 20 documents, and it may not be null: ",
        "      made: { timestamp: made, missing: fail }\n",
        "    # leave_out:\n    #   legacy: WHY  # 20 documents, as in 111111111111111111111100, "}) {
    CHECK_MESSAGE(text.find(part) != std::string::npos, part << "\n" << text);
  }
  CHECK((text + init.out + init.err).find("xyzzy-secret") == std::string::npos);
  const Finished plan = crm.plan();
  CHECK_MESSAGE(plan.code == 0, (plan.out + plan.err));
}

TEST_CASE("before anything is extracted the names alone make a plan, and the next step is said") {
  Beginning crm({"CREATE TABLE users (id uuid PRIMARY KEY, name text)"});
  crm.dump("Users", Doc().object_id("_id", oid(1)).bytes());
  const Finished init = crm.init();
  REQUIRE_MESSAGE(init.code == 0, init.err);
  CHECK(init.out == Contains("Nothing is extracted yet"));
  CHECK(init.out == Contains("sojourn extract "));
  CHECK(crm.written().find("    from: dump.Users\n") != std::string::npos);
  const Finished plan = crm.plan();
  CHECK_MESSAGE(plan.code == 0, (plan.out + plan.err));
}

TEST_CASE("a plan that is there is never overwritten") {
  Beginning crm({"CREATE TABLE users (id uuid PRIMARY KEY)"});
  crm.dump("Users", Doc().object_id("_id", oid(1)).bytes());
  write_file(crm.path("plan.yaml"), "mine");
  const Finished init = crm.init();
  CHECK(init.code == 2);
  CHECK(init.err == Contains("the file is there already"));
  CHECK(crm.written() == "mine");
}

TEST_CASE("a table that could not be filled is left out with the reason, and those that refer to it say so") {
  Beginning crm({"CREATE TABLE places (id uuid PRIMARY KEY, at point)",
                 "CREATE TABLE visits (id uuid PRIMARY KEY, place uuid REFERENCES places)"});
  crm.dump("places", Doc().object_id("_id", oid(1)).text("at", "x").bytes());
  crm.dump("visits", Doc().object_id("_id", oid(2)).object_id("place", oid(1)).bytes());
  crm.extract();
  const Finished init = crm.init({"--json", "--quiet"});
  REQUIRE_MESSAGE(init.code == 0, init.err);
  CHECK(init.out == Contains("\"tables_left_out\": 1"));
  const std::string text = crm.written();
  CHECK_MESSAGE(
      text.find("  places: \"to be decided: places.at: columns of type point cannot be filled\"\n") !=
          std::string::npos,
      text);
  CHECK(text.find("# It refers to \"places\", which nothing fills.\n") != std::string::npos);
  const Finished plan = crm.plan();
  CHECK_MESSAGE(plan.code == 0, (plan.out + plan.err));
}

}  // namespace
}  // namespace sojourn::test
