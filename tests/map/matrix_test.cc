// docs/CONVERSIONS.md against the code and a real server: every cell of the matrix, with the edges of its
// values.
#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "map/convert.h"
#include "map/matrix_values.h"
#include "support/server_cells.h"

namespace sojourn::test {
namespace {

/// A column of the matrix.
struct Column {
  std::string name;    ///< In the document.
  std::string type;    ///< That is tried: with several lengths and scales.
  std::string server;  ///< As the server calls it.
};

std::vector<Column> columns() {
  return {{"text", "text", "text"},
          {"varchar(n)", "varchar(4)", "varchar(4)"},
          {"varchar(n)", "varchar(40)", "varchar(40)"},
          {"char(n)", "char(4)", "char(4)"},
          {"char(n)", "char(40)", "char(40)"},
          {"smallint", "smallint", "smallint"},
          {"integer", "integer", "domain_of_integer"},
          {"bigint", "bigint", "bigint"},
          {"real", "real", "real"},
          {"double precision", "double precision", "double precision"},
          {"numeric", "numeric", "numeric"},
          {"numeric(p,s)", "numeric(6,2)", "numeric(6,2)"},
          {"numeric(p,s)", "numeric(38,20)", "numeric(38,20)"},
          {"boolean", "boolean", "boolean"},
          {"enum", "mood", "mood"},
          {"uuid", "uuid", "uuid"},
          {"bytea", "bytea", "bytea"},
          {"timestamp(p)", "timestamp(0)", "timestamp(0)"},
          {"timestamp(p)", "timestamp(3)", "timestamp(3)"},
          {"timestamptz(p)", "timestamptz(0)", "timestamptz(0)"},
          {"timestamptz(p)", "timestamptz", "timestamptz"},
          {"date", "date", "date"},
          {"time(p)", "time(0)", "time(0)"},
          {"time(p)", "time", "time"},
          {"interval", "interval", "interval"},
          {"json", "json", "json"},
          {"jsonb", "jsonb", "jsonb"},
          {"inet", "inet", "inet"},
          {"cidr", "cidr", "cidr"}};
}

std::string nearest(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}
std::string nearest(float value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// What the server makes of a value that a person writes down, where it is told to round and to cut.
std::string expression(const Column& column, const std::string& meant, const std::string& json) {
  const std::string& type = column.server;
  const std::string cast = "::" + type;
  if (column.name == "smallint" || column.name == "integer" || column.name == "bigint") {
    return "round(" + sql_text(meant) + "::numeric)" + cast;
  }
  if (column.name == "real") return sql_text(nearest(std::strtof(meant.c_str(), nullptr))) + cast;
  if (column.name == "double precision") return sql_text(nearest(std::strtod(meant.c_str(), nullptr))) + cast;
  // The server does not know the sign before a year of more than four digits.
  if (column.name == "date") return sql_text(meant.substr(meant.starts_with('+') ? 1 : 0)) + cast;
  if (column.name == "timestamp(p)") {
    return "(" + sql_text(meant) + "::timestamptz AT TIME ZONE 'UTC')" + cast;
  }
  if (column.name == "bytea") return sql_text(meant.starts_with("\\x") ? meant : "\\x" + meant) + cast;
  if (column.name == "json" || column.name == "jsonb") return sql_text(json) + cast;
  return sql_text(meant) + cast;
}

/// What a converter does with all values, cell by cell.
class ColumnTrial {
 public:
  explicit ColumnTrial(const Column& column)
      : column_(column), strict_(converter({})), losing_(converter(all_losses())), rows_({0}) {}

  void take(const MatrixValue& value) {
    bson::Walker walker(value.bytes);
    REQUIRE(walker.next());
    const map::Result strict = write(*strict_, walker.element(), value);
    const map::Result losing = write(*losing_, walker.element(), value);
    std::set<std::string>& cell = cells_[value.row];
    if (strict.kind == map::Result::Kind::kDone) {
      cell.insert(strict.converted ? "exact, counted" : "exact");
    } else {
      cell.insert("refused " + std::string(map::cause_code(cause_of(strict))));
    }
    CHECK(strict.losses == 0);
    for (std::size_t loss = 0; loss < plan::kLosses; ++loss) {
      if ((losing.losses >> loss & 1) != 0)
        cell.insert(std::string("loss ") + plan::loss_name(plan::Loss(loss)));
    }
  }

  const std::map<std::string, std::set<std::string>>& cells() const { return cells_; }
  apply::CopyRows& rows() { return rows_; }
  const std::vector<std::pair<int, std::string>>& meant() const { return meant_; }

 private:
  /// Those that the type knows.
  std::vector<plan::Loss> all_losses() const {
    std::vector<plan::Loss> losses;
    for (std::size_t loss = 0; loss < plan::kLosses; ++loss) {
      if (converter({plan::Loss(loss)})) losses.push_back(plan::Loss(loss));
    }
    return losses;
  }

  std::unique_ptr<map::Converter> converter(std::vector<plan::Loss> losses) const {
    plan::Conversion rules;
    rules.losses = std::move(losses);
    std::vector<std::string> problems;
    const auto type = column_.name == "enum" ? enum_type({"ACTIVE", "on hold"}) : type_of(column_.type);
    return map::make_converter(type, rules, problems);
  }

  static map::Cause cause_of(const map::Result& result) {
    if (result.kind == map::Result::Kind::kEmpty) return map::Cause::kEmpty;
    return result.cause;
  }

  map::Result write(const map::Converter& converter, const bson::Element& element, const MatrixValue& value) {
    const int id = static_cast<int>(meant_.size());
    rows_.begin_row(0);
    rows_.int32(id);
    const map::Result result = converter.write(element, rows_);
    if (result.kind == map::Result::Kind::kDone) {
      rows_.end_row();
      const bool lossy = result.losses != 0;
      meant_.emplace_back(
          id, expression(column_, lossy ? value.lossy : value.meant, lossy ? value.lossy_json : value.json));
    } else {
      rows_.abandon_row();
    }
    return result;
  }

  Column column_;
  std::unique_ptr<map::Converter> strict_;
  std::unique_ptr<map::Converter> losing_;
  apply::CopyRows rows_;
  std::map<std::string, std::set<std::string>> cells_;
  std::vector<std::pair<int, std::string>> meant_;
};

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" `");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" `") - begin + 1);
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream rest(text);
  for (std::string part; std::getline(rest, part, at);) parts.push_back(trimmed(part));
  return parts;
}

using Cells = std::map<std::string, std::set<std::string>>;

/// The cells of the document: by column, by row.
std::map<std::string, Cells> documented() {
  std::map<std::string, Cells> matrix;
  std::vector<std::string> heads;
  std::istringstream page(read_file(std::string(SOURCE_DIR) + "/docs/CONVERSIONS.md"));
  for (std::string line; std::getline(page, line);) {
    std::vector<std::string> parts = split(line, '|');
    if (!line.starts_with('|')) heads.clear();
    if (line.starts_with("| BSON |")) heads = parts;
    if (heads.empty() || parts.size() != heads.size() || parts[1] == "BSON" || parts[1].starts_with("-"))
      continue;
    for (const std::string& row : split(parts[1], ',')) {
      for (std::size_t i = 2; i < parts.size(); ++i) {
        const auto items = split(parts[i], ';');
        matrix[heads[i]][row].insert(items.begin(), items.end());
      }
    }
  }
  return matrix;
}

std::string words(const std::set<std::string>& cell) {
  std::string text;
  for (const std::string& item : cell) text += (text.empty() ? "" : "; ") + item;
  return text;
}

TEST_CASE("every cell of the matrix is as it is documented, and what goes in arrives as it was meant") {
  ServerCells server;
  server.server().run({"CREATE DOMAIN domain_of_integer AS integer"});
  const auto values = matrix_values();
  std::map<std::string, Cells> found;
  int number = 0;
  for (const Column& column : columns()) {
    ColumnTrial trial(column);
    for (const MatrixValue& value : values) trial.take(value);
    const std::string table = "matrix_" + std::to_string(++number);
    server.make_table(table, column.server);
    server.copy(table, trial.rows());
    CHECK_MESSAGE(server.differences(table, trial.meant()) == "", column.type);
    for (const auto& [row, cell] : trial.cells()) found[column.name][row].insert(cell.begin(), cell.end());
  }
  auto matrix = documented();
  CHECK(matrix.size() == found.size());
  for (const auto& [column, cells] : found) {
    CHECK_MESSAGE(matrix[column].size() == cells.size(), column);
    for (const auto& [row, cell] : cells) {
      CHECK_MESSAGE(words(matrix[column][row]) == words(cell), row << " into " << column);
    }
  }
}

}  // namespace
}  // namespace sojourn::test
