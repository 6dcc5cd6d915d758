// What a target is beyond its catalogue, as far as it decides what may be done there: server, role, settings,
// the schema of our bookkeeping, and what others have built on its tables.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sojourn::target {

/// Something outside a table that leans on it.
struct Dependent {
  std::string table;  ///< Of the schema that was asked about.
  std::string name;   ///< "other.orders" or, within the same schema, "orders".
};

struct Inspection {
  std::string description;  ///< The server and database, without a password.
  std::string server_version;
  std::string database;
  std::string encoding;
  std::string role;
  bool superuser = false;
  bool read_only = false;  ///< A standby, or set so for role or database.
  bool may_use_schema = false;
  bool may_make_temporary = false;
  bool may_make_schema = false;
  /// Settings of the role or the database that a session begins with, where they limit anything.
  std::vector<std::pair<std::string, std::string>> limits;
  bool ledger_there = false;
  bool ledger_usable = false;              ///< Our role may make tables in it.
  std::vector<std::string> ledger_tables;  ///< What lies in it.
  std::vector<Dependent> foreign_keys;     ///< Tables that refer to a table of the schema, itself left out.
  std::vector<Dependent> views;
};

/// Throws an Error as read_catalogue does.
[[nodiscard]] Inspection inspect(const std::string& connection, const std::string& schema,
                                 const std::string& ledger);

}  // namespace sojourn::target
