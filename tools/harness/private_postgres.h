// A PostgreSQL server of our own: in a private folder, reached by a socket only we can open, gone with the
// object.
//
// PostgreSQL refuses to run as root; then it runs as the user `postgres`. For benches and tests only: whoever
// can open the socket is trusted.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/harness/process.h"

namespace sojourn::harness {

/// Names and values as in postgresql.conf.
using PostgresSettings = std::vector<std::pair<std::string, std::string>>;

class PrivatePostgres {
 public:
  /// Creates a cluster in a new folder within `folder` and starts it. Users other than ours must be able to
  /// pass through `folder` if we are root. Throws an Error with the server's last words if it does not start.
  PrivatePostgres(const std::filesystem::path& folder, PostgresSettings settings);
  /// Stops the server and removes its folder.
  ~PrivatePostgres();
  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;

  /// Ends the server at once, as a crash does, and starts it again on what it had written by then.
  void restart();

  /// What libpq and psql connect with.
  [[nodiscard]] std::string connection() const;
  /// Where its socket is.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const PostgresSettings& settings() const { return settings_; }
  /// "15.8 (Debian 15.8-0+deb12u1)".
  [[nodiscard]] std::string version() const;

  /// Runs statements one after the other, each a transaction; also psql's own, as \copy.
  Ended run(const std::vector<std::string>& statements) const;
  /// Begins to run them, in a session of its own.
  [[nodiscard]] Command psql(const std::vector<std::string>& statements,
                             const std::string& output = "psql.txt") const;
  /// The first cell of a query's result.
  [[nodiscard]] std::string ask(const std::string& query) const;

  /// Processor time that the server and its sessions, also those that ended, have used so far.
  [[nodiscard]] double cpu_seconds() const;

 private:
  void create_cluster();
  void start();
  void stop();
  void wait_until_ready() const;
  [[nodiscard]] std::string last_words() const;

  std::filesystem::path folder_;  ///< Everything of ours.
  std::filesystem::path programs_;
  PostgresSettings settings_;
  std::string user_;  ///< The server's; empty if it is ours.
  std::optional<Process> server_;
};

}  // namespace sojourn::harness
