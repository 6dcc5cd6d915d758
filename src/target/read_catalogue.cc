#include "target/read_catalogue.h"

#include <fmt/format.h>

#include "base/error.h"
#include "target/catalogue_types.h"
#include "target/query_session.h"

namespace sojourn::target {
namespace {

using plan::Catalogue;
using plan::Table;

/// The tables of the schema $1, without partitions: their rows go through the partitioned table.
constexpr char kTables[] = R"(
WITH tables AS (
  SELECT c.* , c.oid AS id FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition))";

constexpr char kTablesQuery[] = R"(
SELECT relname AS name, relkind = 'p' AS partitioned, row_security_active(id) AS row_security,
  pg_has_role(relowner, 'USAGE') AS owned, has_table_privilege(id, 'INSERT') AS may_insert,
  has_table_privilege(id, 'SELECT') AS may_select, has_table_privilege(id, 'UPDATE') AS may_update,
  has_table_privilege(id, 'DELETE') AS may_delete,
  greatest(reltuples, 0)::bigint AS estimated_rows,
  CASE WHEN relkind = 'p' THEN true ELSE pg_relation_size(id) = 0 END AS without_pages
FROM tables ORDER BY relname COLLATE "C")";

constexpr char kColumnsQuery[] = R"(
SELECT tables.relname AS table_name, a.attname AS name, a.atttypid AS type, a.atttypmod AS modifier,
  format_type(a.atttypid, a.atttypmod) AS printed, a.attnotnull AS not_null,
  pg_get_expr(d.adbin, d.adrelid) AS default_expression, a.attgenerated AS generated, a.attidentity AS identity
FROM tables JOIN pg_attribute a ON a.attrelid = id
  LEFT JOIN pg_attrdef d ON d.adrelid = id AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY id, a.attnum)";

// One row per column of an index; an expression has number 0 and no name.
constexpr char kIndexesQuery[] = R"(
SELECT tables.relname AS table_name, x.relname AS name, am.amname AS method, i.indisunique AS is_unique,
  i.indisprimary AS is_primary, i.indpred IS NOT NULL AS partial, i.indexprs IS NOT NULL AS expressions,
  i.indisvalid AS valid, coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_equal,
  pg_get_indexdef(i.indexrelid) AS definition, coalesce(a.attname, '') AS column_name
FROM tables JOIN pg_index i ON i.indrelid = id JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_am am ON am.oid = x.relam
  CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS part(number, place)
  LEFT JOIN pg_attribute a ON a.attrelid = id AND a.attnum = part.number AND part.number <> 0
WHERE part.place <= i.indnkeyatts
ORDER BY id, i.indisprimary DESC, x.relname COLLATE "C", part.place)";

constexpr char kForeignKeysQuery[] = R"(
SELECT tables.relname AS table_name, f.conname AS name, f.condeferrable AS deferrable,
  pg_get_constraintdef(f.oid) AS definition, n.nspname AS to_schema, t.relname AS to_table,
  a.attname AS column_name, b.attname AS to_column
FROM tables JOIN pg_constraint f ON f.conrelid = id AND f.contype = 'f'
  JOIN pg_class t ON t.oid = f.confrelid JOIN pg_namespace n ON n.oid = t.relnamespace
  CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS part(number, to_number, place)
  JOIN pg_attribute a ON a.attrelid = id AND a.attnum = part.number
  JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = part.to_number
WHERE f.conparentid = 0
ORDER BY id, f.conname COLLATE "C", f.oid, part.place)";

constexpr char kChecksAndTriggersQuery[] = R"(
SELECT tables.relname AS table_name, true AS is_check, pg_get_constraintdef(k.oid) AS content, k.conname AS name
FROM tables JOIN pg_constraint k ON k.conrelid = id AND k.contype = 'c'
UNION ALL
SELECT tables.relname, false, g.tgname, g.tgname
FROM tables JOIN pg_trigger g ON g.tgrelid = id AND NOT g.tgisinternal AND g.tgenabled <> 'D'
ORDER BY 1, 2, 4)";

class CatalogueReader {
 public:
  CatalogueReader(const std::string& connection, std::string schema)
      : session_(connection), schema_(std::move(schema)) {
    catalogue_.schema = schema_;
  }

  Catalogue read() {
    read_server();
    require_schema();
    // So that types and functions of the schema are printed without its name.
    (void)session_.query("set the search path", "SELECT set_config('search_path', $1, false)",
                         {session_.quoted_name(schema_)});
    read_tables();
    read_columns();
    read_indexes();
    read_foreign_keys();
    read_checks_and_triggers();
    look_for_rows();
    return std::move(catalogue_);
  }

 private:
  pqxx::result of_tables(const std::string& purpose, const char* query) {
    return session_.query(purpose, std::string(kTables) + query, {schema_});
  }
  Table& table_of(const pqxx::row& row) { return catalogue_.tables.at(row["table_name"].c_str()); }

  void read_server();
  void require_schema();
  void read_tables();
  void read_columns();
  void read_indexes();
  void read_foreign_keys();
  void read_checks_and_triggers();
  void look_for_rows();

  QuerySession session_;
  std::string schema_;
  Catalogue catalogue_;
};

void CatalogueReader::read_server() {
  const auto row = session_.query("read the server's version",
                                  "SELECT current_database(), current_setting('server_version')")[0];
  catalogue_.database = row[0].c_str();
  catalogue_.server_version = row[1].c_str();
}

void CatalogueReader::require_schema() {
  std::vector<std::string> schemas;
  for (const auto& row : session_.query("list the schemas", "SELECT nspname FROM pg_namespace")) {
    schemas.emplace_back(row[0].c_str());
    if (schemas.back() == schema_) return;
  }
  const std::string nearest = nearest_name(schema_, schemas);
  throw usage_error({.doing = "read the catalogue",
                     .subject = session_.description(),
                     .cause = fmt::format("there is no schema \"{}\"", schema_),
                     .hint = nearest.empty()
                                 ? "name it in the plan as `schema: NAME` of the target, or create it first"
                                 : fmt::format("did you mean \"{}\"?", nearest)});
}

void CatalogueReader::read_tables() {
  for (const auto& row : of_tables("list the tables", kTablesQuery)) {
    Table table;
    table.schema = schema_;
    table.name = row["name"].c_str();
    table.partitioned = row["partitioned"].as<bool>();
    table.row_security = row["row_security"].as<bool>();
    table.owned = row["owned"].as<bool>();
    table.may_insert = row["may_insert"].as<bool>();
    table.may_select = row["may_select"].as<bool>();
    table.may_update = row["may_update"].as<bool>();
    table.may_delete = row["may_delete"].as<bool>();
    table.estimated_rows = row["estimated_rows"].as<std::uint64_t>();
    table.empty = row["without_pages"].as<bool>();
    catalogue_.tables.emplace(table.name, std::move(table));
  }
}

void CatalogueReader::read_columns() {
  const CatalogueTypes types(session_, schema_);
  for (const auto& row : of_tables("read the columns", kColumnsQuery)) {
    const auto type = row["type"].as<std::uint32_t>();
    const std::string identity = row["identity"].c_str();
    plan::Column column;
    column.name = row["name"].c_str();
    column.type = types.resolve(type, row["modifier"].as<int>(), row["printed"].c_str());
    column.not_null = row["not_null"].as<bool>() || types.forbids_null(type);
    column.generated = *row["generated"].c_str() != '\0';
    column.identity = !identity.empty();
    column.identity_always = identity == "a";
    if (row["default_expression"].is_null()) {
      column.default_expression = types.default_of(type);
    } else if (!column.generated) {
      column.default_expression = row["default_expression"].c_str();
    }
    table_of(row).columns.push_back(std::move(column));
  }
  catalogue_.enums = types.enums();
}

void CatalogueReader::read_indexes() {
  for (const auto& row : of_tables("read the indexes", kIndexesQuery)) {
    Table& table = table_of(row);
    const std::string name = row["name"].c_str();
    const bool is_key = row["is_unique"].as<bool>() && row["valid"].as<bool>() &&
                        !row["partial"].as<bool>() && !row["expressions"].as<bool>();
    if (table.indexes.empty() || table.indexes.back().name != name) {
      table.indexes.push_back({.name = name,
                               .method = row["method"].c_str(),
                               .columns = {},
                               .definition = row["definition"].c_str(),
                               .unique = row["is_unique"].as<bool>(),
                               .partial = row["partial"].as<bool>()});
      if (is_key) {
        table.keys.push_back({.name = name,
                              .columns = {},
                              .primary = row["is_primary"].as<bool>(),
                              .nulls_distinct = !row["nulls_equal"].as<bool>()});
      }
    }
    table.indexes.back().columns.emplace_back(row["column_name"].c_str());
    if (is_key) table.keys.back().columns.emplace_back(row["column_name"].c_str());
  }
}

void CatalogueReader::read_foreign_keys() {
  for (const auto& row : of_tables("read the foreign keys", kForeignKeysQuery)) {
    Table& table = table_of(row);
    const std::string name = row["name"].c_str();
    if (table.foreign_keys.empty() || table.foreign_keys.back().name != name) {
      table.foreign_keys.push_back({.name = name,
                                    .columns = {},
                                    .schema = row["to_schema"].c_str(),
                                    .table = row["to_table"].c_str(),
                                    .to_columns = {},
                                    .definition = row["definition"].c_str(),
                                    .deferrable = row["deferrable"].as<bool>()});
    }
    table.foreign_keys.back().columns.emplace_back(row["column_name"].c_str());
    table.foreign_keys.back().to_columns.emplace_back(row["to_column"].c_str());
  }
}

void CatalogueReader::read_checks_and_triggers() {
  for (const auto& row : of_tables("read the constraints and triggers", kChecksAndTriggersQuery)) {
    Table& table = table_of(row);
    (row["is_check"].as<bool>() ? table.checks : table.triggers).emplace_back(row["content"].c_str());
  }
}

/// Statistics may be stale and pages may hold only what was deleted. Where our role may not look, a table
/// without pages is empty.
void CatalogueReader::look_for_rows() {
  std::string query;
  for (const auto& [name, table] : catalogue_.tables) {
    if (!table.may_select) continue;
    query +=
        fmt::format("{}SELECT {}::text, EXISTS (SELECT FROM {}.{})", query.empty() ? "" : " UNION ALL ",
                    session_.quoted_text(name), session_.quoted_name(schema_), session_.quoted_name(name));
  }
  if (query.empty()) return;
  for (const auto& row : session_.query("look whether tables are empty", query)) {
    catalogue_.tables.at(row[0].c_str()).empty = !row[1].as<bool>();
  }
}

}  // namespace

Catalogue read_catalogue(const std::string& connection, const std::string& schema) {
  return CatalogueReader(connection, schema).read();
}

}  // namespace sojourn::target
