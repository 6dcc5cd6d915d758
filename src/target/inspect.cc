#include "target/inspect.h"

#include "target/query_session.h"

namespace sojourn::target {
namespace {

constexpr char kServerQuery[] = R"(
SELECT current_setting('server_version') AS server_version, current_database() AS database,
  current_setting('server_encoding') AS encoding, current_user AS role,
  (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
  pg_is_in_recovery() OR (SELECT reset_val = 'on' FROM pg_settings
                          WHERE name = 'default_transaction_read_only') AS read_only,
  coalesce((SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = $1), false)
    AS may_use_schema,
  has_database_privilege(current_database(), 'TEMPORARY') AS may_make_temporary,
  has_database_privilege(current_database(), 'CREATE') AS may_make_schema,
  (SELECT oid FROM pg_namespace WHERE nspname = $2) IS NOT NULL AS ledger_there,
  coalesce((SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $2), false)
    AS ledger_usable)";

// What a session of the role begins with, whatever ours has set since.
constexpr char kLimitsQuery[] = R"(
SELECT name, reset_val || coalesce(unit, '') FROM pg_settings
WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'lock_timeout', 'transaction_timeout',
               'temp_file_limit')
  AND reset_val NOT IN ('0', '-1')
ORDER BY name)";

constexpr char kLedgerQuery[] = R"(
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') ORDER BY c.relname COLLATE "C")";

constexpr char kForeignKeysQuery[] = R"(
SELECT DISTINCT t.relname, CASE WHEN n.nspname = $1 THEN '' ELSE n.nspname || '.' END || c.relname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
WHERE k.contype = 'f' AND k.conparentid = 0 AND tn.nspname = $1 AND c.oid <> t.oid
ORDER BY 1, 2)";

constexpr char kViewsQuery[] = R"(
SELECT DISTINCT t.relname, CASE WHEN n.nspname = $1 THEN '' ELSE n.nspname || '.' END || v.relname
FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
  JOIN pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
  JOIN pg_namespace n ON n.oid = v.relnamespace
  JOIN pg_class t ON t.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass AND t.relkind IN ('r', 'p')
  JOIN pg_namespace tn ON tn.oid = t.relnamespace
WHERE tn.nspname = $1 ORDER BY 1, 2)";

std::vector<Dependent> dependents(QuerySession& session, const std::string& purpose, const char* query,
                                  const std::string& schema) {
  std::vector<Dependent> all;
  for (const auto& row : session.query(purpose, query, {schema})) {
    all.push_back({.table = row[0].c_str(), .name = row[1].c_str()});
  }
  return all;
}

void read_server(QuerySession& session, const std::string& schema, const std::string& ledger,
                 Inspection& inspection) {
  const auto result = session.query("look at the server", kServerQuery, {schema, ledger});
  const auto row = result[0];
  inspection.server_version = row["server_version"].c_str();
  inspection.database = row["database"].c_str();
  inspection.encoding = row["encoding"].c_str();
  inspection.role = row["role"].c_str();
  inspection.superuser = row["superuser"].as<bool>();
  inspection.read_only = row["read_only"].as<bool>();
  inspection.may_use_schema = row["may_use_schema"].as<bool>();
  inspection.may_make_temporary = row["may_make_temporary"].as<bool>();
  inspection.may_make_schema = row["may_make_schema"].as<bool>();
  inspection.ledger_there = row["ledger_there"].as<bool>();
  inspection.ledger_usable = row["ledger_usable"].as<bool>();
}

}  // namespace

Inspection inspect(const std::string& connection, const std::string& schema, const std::string& ledger) {
  QuerySession session(connection);
  Inspection inspection;
  inspection.description = session.description();
  read_server(session, schema, ledger, inspection);
  for (const auto& row : session.query("look at the settings", kLimitsQuery)) {
    inspection.limits.emplace_back(row[0].c_str(), row[1].c_str());
  }
  for (const auto& row : session.query("look at the ledger", kLedgerQuery, {ledger})) {
    inspection.ledger_tables.emplace_back(row[0].c_str());
  }
  inspection.foreign_keys = dependents(session, "look at foreign keys", kForeignKeysQuery, schema);
  inspection.views = dependents(session, "look at views", kViewsQuery, schema);
  return inspection;
}

}  // namespace sojourn::target
