#include "tools/bench/table_floor.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

namespace sojourn::bench {
namespace {

constexpr char kTables[] =
    "SELECT string_agg(format('CREATE TABLE floor.%I (LIKE public.%I INCLUDING DEFAULTS)', relname, "
    "relname), '; ')"
    " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
constexpr char kConstraints[] =
    "SELECT string_agg(format('ALTER TABLE %I ADD CONSTRAINT %I %s', r.relname, c.conname,"
    " pg_get_constraintdef(c.oid)), '; ') FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
    " WHERE r.relnamespace = 'public'::regnamespace AND c.contype IN ({})";
constexpr char kIndexes[] =
    "SELECT string_agg(replace(pg_get_indexdef(i.indexrelid), ' ON public.', ' ON floor.'), '; ')"
    " FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid"
    " JOIN pg_am a ON a.oid = x.relam WHERE r.relnamespace = 'public'::regnamespace AND a.amname = 'btree'"
    " AND i.indpred IS NULL AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid"
    " AND c.contype IN ('p', 'u'))";

std::string quoted(const std::string& name) {
  return '"' + name + '"';
}

std::string copy_statement(const TableRows& rows) {
  std::string columns;
  for (const std::string& column : rows.columns) columns += (columns.empty() ? "" : ", ") + quoted(column);
  return fmt::format("\\copy {} ({}) FROM '{}' (FORMAT binary)", quoted(rows.table), columns,
                     rows.file.string());
}

}  // namespace

TableFloor::TableFloor(const harness::PrivatePostgres& server)
    : server_(server),
      tables_(definitions(kTables)),
      keys_and_indexes_{definitions(fmt::format(kConstraints, "'p', 'u'")), definitions(kIndexes),
                        definitions(fmt::format(kConstraints, "'f'"))} {}

std::string TableFloor::definitions(const std::string& query) const {
  const std::string statements = server_.ask(query);
  return statements.empty() ? "SELECT" : statements;
}

void TableFloor::measure(const std::vector<TableRows>& rows, Timings& timings) const {
  server_.run({"DROP SCHEMA IF EXISTS floor CASCADE", "CREATE SCHEMA floor", tables_, "CHECKPOINT"});
  sync();
  std::vector<std::string> statements{"SET search_path = floor"};
  for (const TableRows& table : rows) statements.push_back(copy_statement(table));
  statements.insert(statements.end(), keys_and_indexes_.begin(), keys_and_indexes_.end());
  const double server_cpu = server_.cpu_seconds();
  const auto begun = std::chrono::steady_clock::now();
  const double cpu = server_.run(statements).cpu_seconds;
  timings.seconds.add(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  timings.cpu_seconds.add(cpu + server_.cpu_seconds() - server_cpu);
}

}  // namespace sojourn::bench
