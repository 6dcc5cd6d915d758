#include "target/server_error.h"

#include <libpq-fe.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace sojourn::target {
namespace {

std::string field(const pg_result* result, int code) {
  const char* const text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

ExitCode exit_code_of(std::string_view sqlstate) {
  // Of resources, operators and other sessions: the same command goes on when that is over.
  constexpr std::array<std::string_view, 5> kPassing = {"40", "53", "55", "57", "58"};
  const bool passing = std::find(kPassing.begin(), kPassing.end(), sqlstate.substr(0, 2)) != kPassing.end();
  return passing ? ExitCode::kPaused : ExitCode::kFailed;
}

/// The messages of these classes name tables, columns, constraints and files, never a value of a row.
bool tells_no_value(std::string_view sqlstate) {
  constexpr std::array<std::string_view, 19> kSafe = {"08", "0A", "23", "25", "26", "28", "2B",
                                                      "2D", "34", "XX", "3D", "3F", "40", "42",
                                                      "53", "54", "55", "57", "58"};
  return sqlstate == "22001" || std::find(kSafe.begin(), kSafe.end(), sqlstate.substr(0, 2)) != kSafe.end();
}

/// "COPY t, line 17, column a: ..." in the language of the server: what follows the table's name.
std::string_view copy_context(std::string_view context, const std::string& table) {
  const std::string begin = "COPY " + table;
  for (std::size_t at = 0; at < context.size();) {
    const std::size_t end = std::min(context.find('\n', at), context.size());
    const std::string_view line = context.substr(at, end - at);
    if (line.starts_with(begin)) return line.substr(begin.size());
    at = end + 1;
  }
  return {};
}

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// Whether `rest` has the name as a word of its own: "..., column NAME" or "..., column NAME: ...".
bool names(std::string_view rest, const std::string& name) {
  for (std::size_t at = rest.find(" " + name); at != std::string_view::npos;
       at = rest.find(" " + name, at + 1)) {
    const std::string_view behind = rest.substr(at + 1 + name.size());
    if (behind.empty() || behind.starts_with(':') || behind.starts_with(',')) return true;
  }
  return false;
}

/// The longest of the columns that `rest` names.
std::string column_in(std::string_view rest, const std::vector<std::string>& columns) {
  std::string found;
  for (const std::string& column : columns) {
    if (column.size() > found.size() && names(rest, column)) found = column;
  }
  return found;
}

}  // namespace

ServerError::ServerError(ErrorText text, Refusal refusal)
    : Error(std::move(text), exit_code_of(refusal.sqlstate)), refusal_(std::move(refusal)) {}

bool ServerError::is_passing() const {
  return refusal_.sqlstate == "40001" || refusal_.sqlstate == "40P01" || refusal_.sqlstate == "55P03";
}

Refusal refusal_of(const pg_result* result, const CopyOf* copy) {
  Refusal refusal{.sqlstate = field(result, PG_DIAG_SQLSTATE),
                  .schema = field(result, PG_DIAG_SCHEMA_NAME),
                  .table = field(result, PG_DIAG_TABLE_NAME),
                  .column = field(result, PG_DIAG_COLUMN_NAME),
                  .constraint = field(result, PG_DIAG_CONSTRAINT_NAME),
                  .line = {}};
  if (copy == nullptr) return refusal;
  const std::string context = field(result, PG_DIAG_CONTEXT);
  const std::string_view rest = copy_context(context, copy->table);
  const auto number = std::find_if(rest.begin(), rest.end(), is_digit);
  if (number == rest.end()) return refusal;
  refusal.line = std::strtoull(std::string(number, rest.end()).c_str(), nullptr, 10);
  if (refusal.column.empty()) {
    refusal.column = column_in({std::find_if_not(number, rest.end(), is_digit), rest.end()}, copy->columns);
  }
  return refusal;
}

std::string words_of(const pg_result* result) {
  const std::string sqlstate = field(result, PG_DIAG_SQLSTATE);
  if (sqlstate.empty()) return PQresultErrorMessage(result);
  // A trigger may say anything under any code.
  const bool raised = field(result, PG_DIAG_SOURCE_FUNCTION) == "exec_stmt_raise";
  const std::string words = raised || !tells_no_value(sqlstate)
                                ? "the server's words are withheld, since they may show a value"
                                : field(result, PG_DIAG_MESSAGE_PRIMARY);
  return fmt::format("{} (SQLSTATE {})", words, sqlstate);
}

std::string hint_for(std::string_view sqlstate) {
  if (sqlstate == "42501") return "grant the right, or connect as a role that has it";
  if (sqlstate == "53100") return "make room on the server's disk";
  if (sqlstate == "55P03") return "another session holds a lock on it; pg_locks shows which";
  if (sqlstate == "25006") return "the server is a standby or read-only; connect to the primary";
  if (sqlstate == "42P01" || sqlstate == "42703" || sqlstate == "3F000") {
    return "was it dropped or renamed since the plan was made?";
  }
  return {};
}

bool ends_session(const pg_result* result) {
  const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  return severity == "FATAL" || severity == "PANIC";
}

}  // namespace sojourn::target
