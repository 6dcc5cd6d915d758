// Private servers: one for all tests of a program, with a database for each, and more for those that end
// theirs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/temp_dir.h"
#include "tools/harness/private_postgres.h"

namespace sojourn::test {

class Server {
 public:
  static const harness::PrivatePostgres& shared() {
    static Server server;
    return server.postgres_;
  }

  /// One that a test may restart.
  Server() : postgres_(prepared(folder_.path()), settings(folder_.path())) {}
  harness::PrivatePostgres& postgres() { return postgres_; }

 private:
  /// The server's user must be able to pass through; all but one role come in without a password.
  static const std::filesystem::path& prepared(const std::filesystem::path& folder) {
    std::filesystem::permissions(folder, std::filesystem::perms::others_exec,
                                 std::filesystem::perm_options::add);
    write_file(folder / "hba", "local all locked scram-sha-256\nlocal all all trust\n");
    std::filesystem::permissions(folder / "hba", std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);  // A journal makes new files private.
    return folder;
  }
  static harness::PostgresSettings settings(const std::filesystem::path& folder) {
    return {{"fsync", "off"}, {"shared_buffers", "16MB"}, {"hba_file", (folder / "hba").string()}};
  }

  TempDir folder_;
  harness::PrivatePostgres postgres_;
};

/// A database of its own, gone with the object.
class Database {
 public:
  explicit Database(const std::vector<std::string>& statements) : name_(new_name()) {
    Server::shared().run({"CREATE DATABASE " + name_});
    run(statements);
  }
  ~Database() { Server::shared().run({"DROP DATABASE " + name_ + " WITH (FORCE)"}); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// As `user`, who needs no password: the socket lets everyone in.
  [[nodiscard]] std::string connection(const std::string& user = "postgres") const {
    const std::string whole = Server::shared().connection();
    return whole.substr(0, whole.find(' ')) + " user=" + user + " dbname=" + name_;
  }
  void run(const std::vector<std::string>& statements) const { Server::shared().run(within(statements)); }
  /// The lines of a query's result, columns with a bar between.
  [[nodiscard]] std::string ask(const std::string& query) const {
    return harness::output_of(Server::shared().psql(within({query})).words);
  }

 private:
  [[nodiscard]] std::vector<std::string> within(const std::vector<std::string>& statements) const {
    std::vector<std::string> words = {"\\c " + name_};
    words.insert(words.end(), statements.begin(), statements.end());
    return words;
  }
  static std::string new_name() {
    static int number = 0;
    return "db" + std::to_string(++number);
  }
  std::string name_;
};

}  // namespace sojourn::test
