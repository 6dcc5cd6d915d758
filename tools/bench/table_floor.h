// The floor for any set of tables: what PostgreSQL itself takes for their finished rows, by psql \copy into
// empty tables and then the same keys, indexes and foreign keys.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tools/bench/samples.h"
#include "tools/harness/private_postgres.h"

namespace sojourn::bench {

/// A table and the file of its rows, in the form of binary COPY with these columns.
struct TableRows {
  std::string table;
  std::vector<std::string> columns;
  std::filesystem::path file;
};

class TableFloor {
 public:
  /// Takes the tables of the schema `public` for its model. Indexes for searching texts (GIN) and of a part
  /// of the rows are left out: no migration must wait for them.
  explicit TableFloor(const harness::PrivatePostgres& server);

  /// Loads all files, one after the other, and then makes keys and indexes. What came before is checkpointed
  /// first, outside of what is timed.
  void measure(const std::vector<TableRows>& rows, Timings& timings) const;

 private:
  [[nodiscard]] std::string definitions(const std::string& query) const;

  const harness::PrivatePostgres& server_;
  std::string tables_;
  std::vector<std::string> keys_and_indexes_;
};

}  // namespace sojourn::bench
