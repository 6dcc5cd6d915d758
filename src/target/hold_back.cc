#include "target/hold_back.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace sojourn::target {
namespace {

/// The tables $1 and $2 name, and whether their parts may be taken away at all.
constexpr char kTables[] = R"(
WITH tables AS (
  SELECT c.oid AS id, schema_name, table_name,
    CASE WHEN NOT pg_has_role(c.relowner, 'USAGE') THEN 'our role does not own the table'
      WHEN c.relkind <> 'r' OR c.relispartition THEN 'the table is partitioned'
      WHEN EXISTS (SELECT FROM pg_inherits WHERE c.oid IN (inhrelid, inhparent)) THEN 'the table inherits'
    END AS reason
  FROM unnest($1::text[], $2::text[]) AS wanted(schema_name, table_name)
    JOIN pg_namespace n ON n.nspname = schema_name
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = table_name),
loose AS (SELECT id FROM tables WHERE reason IS NULL))";

// Of an index of a constraint the constraint goes and comes: built first, then made the constraint's.
constexpr char kIndexes[] = R"(
SELECT schema_name, table_name,
  CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique key' ELSE 'index' END AS kind, x.relname,
  array_remove(ARRAY[
    coalesce('SET LOCAL default_tablespace = ' || quote_literal(spcname) || '; ', '')
      || pg_get_indexdef(i.indexrelid)
      || coalesce('; COMMENT ON INDEX ' || i.indexrelid::regclass || ' IS '
                  || quote_literal(obj_description(i.indexrelid, 'pg_class')), ''),
    'ALTER TABLE ' || id::regclass || ' ADD CONSTRAINT ' || quote_ident(k.conname)
      || CASE k.contype WHEN 'p' THEN ' PRIMARY KEY' ELSE ' UNIQUE' END
      || ' USING INDEX ' || quote_ident(x.relname)
      || CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END
      || CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END
      || coalesce('; COMMENT ON CONSTRAINT ' || quote_ident(k.conname) || ' ON ' || id::regclass || ' IS '
                  || quote_literal(obj_description(k.oid, 'pg_constraint')), '')], NULL) AS steps,
  ARRAY(SELECT pg_get_indexdef(i.indexrelid, place, true) FROM generate_series(1, i.indnkeyatts) AS place),
  pg_get_expr(i.indpred, id),
  NOT coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false), NULL, NULL, NULL,
  CASE WHEN reason IS NOT NULL THEN reason
    WHEN NOT i.indisvalid THEN 'it is not valid'
    WHEN k.contype = 'x' THEN 'it excludes rows by a condition'
    WHEN i.indisreplident THEN 'it identifies rows for replication'
    WHEN i.indisclustered THEN 'the table is clustered by it'
    WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = i.indexrelid AND attstattarget >= 0)
      THEN 'it has a statistics target of its own'
    ELSE 'needed by ' || (
      SELECT min(pg_describe_object(d.classid, d.objid, 0)) FROM pg_depend d
      LEFT JOIN pg_constraint f ON d.classid = 'pg_constraint'::regclass AND f.oid = d.objid
      WHERE d.deptype <> 'i' AND coalesce(f.conrelid NOT IN (SELECT id FROM loose), true)
        AND (d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indexrelid
          OR d.refclassid = 'pg_constraint'::regclass AND d.refobjid = k.oid))
  END AS reason
FROM tables JOIN pg_index i ON i.indrelid = id JOIN pg_class x ON x.oid = i.indexrelid
  LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace
  LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = id AND k.contype IN ('p', 'u', 'x')
ORDER BY schema_name, table_name, i.indisprimary DESC, x.relname)";

// Added without a look at the rows, which needs a strong lock, and validated after, which does not.
constexpr char kForeignKeys[] = R"(
SELECT schema_name, table_name, 'foreign key', f.conname,
  array_remove(ARRAY[
    'ALTER TABLE ' || id::regclass || ' ADD CONSTRAINT ' || quote_ident(f.conname) || ' '
      || pg_get_constraintdef(f.oid) || CASE WHEN f.convalidated THEN ' NOT VALID' ELSE '' END
      || coalesce('; COMMENT ON CONSTRAINT ' || quote_ident(f.conname) || ' ON ' || id::regclass || ' IS '
                  || quote_literal(obj_description(f.oid, 'pg_constraint')), ''),
    CASE WHEN f.convalidated THEN 'ALTER TABLE ' || id::regclass || ' VALIDATE CONSTRAINT '
      || quote_ident(f.conname) END], NULL) AS steps,
  ARRAY(SELECT quote_ident(attname) FROM unnest(f.conkey) WITH ORDINALITY AS part(number, place)
        JOIN pg_attribute ON attrelid = id AND attnum = number ORDER BY place),
  NULL, true, f.confrelid::regclass,
  ARRAY(SELECT quote_ident(attname) FROM unnest(f.confkey) WITH ORDINALITY AS part(number, place)
        JOIN pg_attribute ON attrelid = f.confrelid AND attnum = number ORDER BY place),
  f.confmatchtype = 'f',
  CASE WHEN reason IS NOT NULL THEN reason
    WHEN p.relkind <> 'r' OR p.relispartition THEN 'it refers to a partitioned table'
    WHEN NOT has_table_privilege(f.confrelid, 'REFERENCES') THEN 'our role may not refer to ' || f.confrelid::regclass
    WHEN NOT has_table_privilege(f.confrelid, 'SELECT') THEN 'our role may not read ' || f.confrelid::regclass
  END AS reason
FROM tables JOIN pg_constraint f ON f.conrelid = id AND f.contype = 'f' AND f.conparentid = 0
  JOIN pg_class p ON p.oid = f.confrelid
ORDER BY schema_name, table_name, f.conname)";

enum Cell : std::size_t {
  kSchema,
  kTable,
  kKind,
  kName,
  kSteps,
  kColumns,
  kCondition,
  kNullsDistinct,
  kToTable,
  kToColumns,
  kMatchFull,
  kReasonOrDone
};

HeldBack held_from(const Row& row) {
  return {.table = {row[kSchema].value(), row[kTable].value()},
          .kind = row[kKind].value(),
          .name = row[kName].value(),
          .steps = array_from(row[kSteps].value()),
          .done = 0,
          .columns = array_from(row[kColumns].value()),
          .condition = row[kCondition],
          .nulls_distinct = row[kNullsDistinct] == "t",
          .to_table = row[kToTable].value_or(""),
          .to_columns = array_from(row[kToColumns].value_or("")),
          .match_full = row[kMatchFull] == "t"};
}

std::vector<std::string> as_arrays(const std::vector<TableName>& tables) {
  std::vector<std::string> schemas;
  std::vector<std::string> names;
  for (const TableName& table : tables) {
    schemas.push_back(table.schema);
    names.push_back(table.name);
  }
  return {array_text(schemas), array_text(names)};
}

/// Locks them all, in one order, and looks.
void require_empty(Session& session, const std::vector<TableName>& tables) {
  std::vector<TableName> sorted = tables;
  std::sort(sorted.begin(), sorted.end(), [](const TableName& a, const TableName& b) {
    return std::tie(a.schema, a.name) < std::tie(b.schema, b.name);
  });
  for (const TableName& table : sorted) {
    const std::string name = quoted_name(table);
    session.execute("lock a table to hold back its keys", "LOCK TABLE ONLY " + name);
    if (session.query("look for rows", "SELECT FROM ONLY " + name + " LIMIT 1").empty()) continue;
    throw Error({.doing = "hold back keys and indexes",
                 .subject = fmt::format("{}, table {}", session.description(), name),
                 .cause = "the table holds rows",
                 .hint = "who writes there besides us?"});
  }
}

void remember(Session& session, const Ledger& ledger, const HeldBack& held) {
  session.execute(
      "hold back a key or index",
      fmt::format(
          "INSERT INTO {} AS old (table_schema, table_name, kind, name, steps, columns, nulls_distinct, "
          "condition, to_table, to_columns, match_full) VALUES ($1, $2, $3, $4, $5, $6, $7, "
          "nullif($8, ''), nullif($9, ''), $10, $11) ON CONFLICT (table_schema, table_name, kind, name) "
          "DO UPDATE SET steps = excluded.steps, done = 0, columns = excluded.columns, "
          "nulls_distinct = excluded.nulls_distinct, condition = excluded.condition, "
          "to_table = excluded.to_table, to_columns = excluded.to_columns, "
          "match_full = excluded.match_full, held_at = now(), built_at = NULL",
          ledger.table("held_back")),
      {held.table.schema, held.table.name, held.kind, held.name, array_text(held.steps),
       array_text(held.columns), held.nulls_distinct ? "t" : "f", held.condition.value_or(""), held.to_table,
       array_text(held.to_columns), held.match_full ? "t" : "f"});
}

void take_away(Session& session, const HeldBack& held) {
  const std::string statement =
      held.kind == kIndex
          ? "DROP INDEX " + quoted_name({held.table.schema, held.name})
          : fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", quoted_name(held.table), quoted_name(held.name));
  session.execute("hold back a key or index", statement);
}

}  // namespace

HoldBack what_to_hold_back(Session& session, const std::vector<TableName>& tables) {
  HoldBack found;
  // Foreign keys first: they must go before the keys that they need.
  for (const char* query : {kForeignKeys, kIndexes}) {
    for (const Row& row :
         session.query("read keys and indexes", std::string(kTables) + query, as_arrays(tables))) {
      HeldBack part = held_from(row);
      if (row[kReasonOrDone]) {
        found.kept.push_back({part.table, part.kind, part.name, *row[kReasonOrDone]});
      } else {
        found.held.push_back(std::move(part));
      }
    }
  }
  return found;
}

HoldBack hold_back(Session& session, const Ledger& ledger, const std::vector<TableName>& tables) {
  Transaction transaction(session);
  HoldBack found = what_to_hold_back(session, tables);
  std::vector<TableName> touched;
  for (const HeldBack& held : found.held) touched.push_back(held.table);
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  require_empty(session, touched);
  // What was read before the locks may have changed until then.
  found = what_to_hold_back(session, tables);
  for (const HeldBack& held : found.held) {
    remember(session, ledger, held);
    take_away(session, held);
  }
  ledger.check(session);
  transaction.commit();
  return found;
}

std::vector<HeldBack> still_held(Session& session, const Ledger& ledger) {
  std::vector<HeldBack> all;
  for (const Row& row : session.query(
           "read what is held back",
           fmt::format(
               "SELECT table_schema, table_name, kind, name, steps, columns, condition, nulls_distinct, "
               "to_table, to_columns, match_full, done FROM {} WHERE state <> 'built' "
               "ORDER BY kind = 'foreign key', kind <> 'primary key', table_schema, table_name, name",
               ledger.table("held_back")))) {
    all.push_back(held_from(row));
    all.back().done = std::stoul(row[kReasonOrDone].value());
  }
  return all;
}

}  // namespace sojourn::target
