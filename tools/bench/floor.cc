#include "tools/bench/floor.h"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>

namespace sojourn::bench {
namespace {

std::string copy_statement(const std::filesystem::path& file) {
  return fmt::format("\\copy {} FROM '{}' (FORMAT binary)", kFlatTable, file.string());
}

double load_with_one(const harness::PrivatePostgres& server, const CopyFiles& rows) {
  std::vector<std::string> statements;
  for (const auto& half : rows.halves) statements.push_back(copy_statement(half));
  for (const std::string& index : flat_table_indexes()) statements.push_back(index);
  return server.run(statements).cpu_seconds;
}

double load_with_two(const harness::PrivatePostgres& server, const CopyFiles& rows) {
  harness::Process second(server.psql({copy_statement(rows.halves[1])}, "psql-2.txt"));
  double cpu_seconds = server.run({copy_statement(rows.halves[0])}).cpu_seconds;
  cpu_seconds += second.wait().cpu_seconds;
  return cpu_seconds + server.run(flat_table_indexes()).cpu_seconds;
}

}  // namespace

harness::PostgresSettings measured_settings() {
  return {{"shared_buffers", "1GB"},         {"max_wal_size", "32GB"},   {"checkpoint_timeout", "1h"},
          {"maintenance_work_mem", "256MB"}, {"wal_level", "replica"},   {"fsync", "on"},
          {"synchronous_commit", "on"},      {"full_page_writes", "on"}, {"autovacuum", "off"}};
}

void measure_floor(const harness::PrivatePostgres& server, const CopyFiles& rows, int sessions,
                   Timings& timings) {
  server.run({fmt::format("DROP TABLE IF EXISTS {}", kFlatTable), create_flat_table(), "CHECKPOINT"});
  sync();
  const double server_cpu = server.cpu_seconds();
  const auto begun = std::chrono::steady_clock::now();
  const double cpu = sessions == 1 ? load_with_one(server, rows) : load_with_two(server, rows);
  timings.seconds.add(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  timings.cpu_seconds.add(cpu + server.cpu_seconds() - server_cpu);
}

}  // namespace sojourn::bench
