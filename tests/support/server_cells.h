// Cells sent to a real server as the product sends them, and compared there with what was meant.
#pragma once

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "apply/copy_rows.h"
#include "map/converter.h"
#include "support/temp_dir.h"
#include "tools/harness/private_postgres.h"

namespace sojourn::test {

class ServerCells {
 public:
  ServerCells() : server_(passable(folder_), {{"fsync", "off"}, {"timezone", "UTC"}}) {
    server_.run({"CREATE TYPE mood AS ENUM ('ACTIVE', 'on hold')"});
  }

  const harness::PrivatePostgres& server() const { return server_; }

  /// A new table with the numbers and the values of one column.
  void make_table(const std::string& name, const std::string& type) {
    server_.run({"CREATE TABLE " + name + " (id int, v " + type + ")"});
  }

  /// Sends what was encoded for projection 0: rows of an int and a value.
  void copy(const std::string& table, apply::CopyRows& rows) {
    const auto file = folder_.path() / "rows";
    const std::string_view bytes = rows.batch(0).finish();
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    server_.run({"\\copy " + table + " FROM '" + file.string() + "' WITH BINARY"});
  }

  /// What is wrong, line by line: the values, as text, that are not what the expression beside their number
  /// gives.
  std::string differences(const std::string& table, const std::vector<std::pair<int, std::string>>& meant) {
    std::string script;
    for (const auto& [id, expression] : meant) {
      script += "SELECT 'row " + std::to_string(id) + ": ' || coalesce(v::text, 'null') || ' is not ' || (" +
                expression + ")::text FROM " + table + " WHERE id = " + std::to_string(id) +
                " AND v::text IS DISTINCT FROM (" + expression + ")::text;\n";
    }
    const auto file = folder_.path() / "script.sql";
    std::ofstream(file) << script;
    return harness::output_of(server_.psql({"\\i " + file.string()}).words).substr(0, kShownBytes);
  }

 private:
  static constexpr std::size_t kShownBytes = 2000;

  /// The server's user must be able to pass through.
  static const std::filesystem::path& passable(const TempDir& folder) {
    namespace fs = std::filesystem;
    fs::permissions(folder.path(), fs::perms::others_exec, fs::perm_options::add);
    return folder.path();
  }

  TempDir folder_;
  harness::PrivatePostgres server_;
};

/// A text as SQL has it.
inline std::string sql_text(std::string_view text) {
  std::string sql = "'";
  for (const char c : text) sql += c == '\'' ? "''" : std::string(1, c);
  return sql + "'";
}

}  // namespace sojourn::test
