// A session for looking and for administration: short queries with small results, read-only.
//
// Rows of documents never pass here. Nothing of libpqxx leaves the room: what it throws becomes an Error that
// names the query's purpose and never a password (J10).
#pragma once

#include <pqxx/pqxx>

#include <memory>
#include <string>
#include <vector>

#include "target/connection_words.h"

namespace sojourn::target {

class QuerySession {
 public:
  /// Connects, and begins a read-only transaction that sees one state of the tables throughout. Queries that
  /// wait long for a lock give up. Throws an Error if there is no way in, or the server is too old.
  explicit QuerySession(const std::string& connection);
  ~QuerySession();
  QuerySession(const QuerySession&) = delete;
  QuerySession& operator=(const QuerySession&) = delete;

  /// Runs one query; `purpose` is what an Error says: "list the tables". Parameters are $1, $2, ...
  [[nodiscard]] pqxx::result query(const std::string& purpose, const std::string& text,
                                   const std::vector<std::string>& parameters = {});
  /// "a name" as SQL needs it.
  [[nodiscard]] std::string quoted_name(const std::string& name) const;
  /// 'a text' as SQL needs it.
  [[nodiscard]] std::string quoted_text(const std::string& text) const;

  [[nodiscard]] const std::string& description() const { return words_.description(); }
  /// 150008 for 15.8.
  [[nodiscard]] int server_version() const;

 private:
  void connect();

  ConnectionWords words_;
  std::unique_ptr<pqxx::connection> connection_;
  std::unique_ptr<pqxx::quiet_errorhandler> quiet_;  ///< Notices of the server are not for the operator.
  std::unique_ptr<pqxx::transaction_base> transaction_;
};

/// The oldest server whose catalogue we can read.
inline constexpr int kServerVersionMin = 120000;

}  // namespace sojourn::target
