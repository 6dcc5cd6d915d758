// Users and the boards they own: a dump, tables and a plan for tests of the verbs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/bson_builder.h"
#include "support/command.h"
#include "target/server.h"

namespace sojourn::test {

inline const std::string kProgram = std::string(BINARY_DIR) + "/bin/sojourn";

/// Users and the boards they own, in a dump and as tables of a database.
class Crm {
 public:
  explicit Crm(const std::vector<std::string>& more = {}) : database_(statements(more)) {
    std::string users;
    std::string boards;
    for (int id = 0; id < 50; ++id) {
      users += Doc().object_id("_id", oid(id)).text("name", "n").text("password", "xyzzy-secret").bytes();
      boards += Doc().object_id("_id", oid(id)).object_id("user", oid(id)).text("colour", "red").bytes();
    }
    write_file(folder_ / "dump/crm/Users.bson", users);
    write_file(folder_ / "dump/crm/Boards.bson", boards);
    plan("  Users: { from: crm.Users }\n  Boards: { from: crm.Boards }\n");
  }

  void plan(const std::string& tables, const std::string& target = "schema: public") const {
    write_file(folder_ / "plan.yaml",
               "migration: test\n"
               "sources: { crm: { mongodump: dump, streams: { Users: { sensitive: [password] } } } }\n"
               "targets: { main: { postgresql: \"" +
                   database_.connection(user_) + "\", " + target +
                   " } }\n"
                   "tables:\n" +
                   tables);
  }
  /// Takes the place of the dump's boards.
  void boards(const std::string& documents) const { write_file(folder_ / "dump/crm/Boards.bson", documents); }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void as(const std::string& user) { user_ = user; }
  const Database& database() const { return database_; }

  Finished run(const std::string& verb, std::vector<std::string> options = {}) const {
    std::vector<std::string> words = {kProgram, verb, (folder_ / "plan.yaml").string()};
    words.insert(words.end(), options.begin(), options.end());
    return run_command(words);
  }

  static std::string oid(int number) { return std::string(11, '\x11') + static_cast<char>(number); }

 private:
  static std::vector<std::string> statements(const std::vector<std::string>& more) {
    std::vector<std::string> all = {"CREATE TABLE \"Users\" (id uuid PRIMARY KEY, name text, password text)",
                                    "CREATE TABLE \"Boards\" (id uuid PRIMARY KEY, \"user\" uuid NOT NULL "
                                    "REFERENCES \"Users\", title text)"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  TempDir folder_;
  Database database_;
  std::string user_ = "postgres";
};

}  // namespace sojourn::test
