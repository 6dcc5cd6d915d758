#include "target/offenders.h"

#include <fmt/format.h>

namespace sojourn::target {
namespace {

std::string list(const std::vector<std::string>& parts, const std::string& between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

/// "a IS NOT NULL AND b IS NOT NULL"
std::string none_null(const std::vector<std::string>& expressions) {
  return "(" + list(expressions, ") IS NOT NULL AND (") + ") IS NOT NULL";
}

std::string duplicates(const HeldBack& what, const std::string& key) {
  const std::string value = list(what.columns, ", ");
  const std::string wanted = what.nulls_distinct ? none_null(what.columns) : "true";
  return fmt::format(
      "SELECT sojourn_group, {0} FROM (SELECT *, dense_rank() OVER (ORDER BY {1}) AS sojourn_group, "
      "count(*) OVER (PARTITION BY {1}) AS sojourn_count FROM ONLY {2} WHERE ({3}) AND {4}) AS grouped "
      "WHERE sojourn_count > 1 ORDER BY 1, {0}",
      key, value, quoted_name(what.table), what.condition.value_or("true"), wanted);
}

/// Of a foreign key that matches in full, a key that is null in part is wrong, too.
std::string dangling(const HeldBack& what, const std::string& key) {
  std::vector<std::string> equal;
  for (std::size_t i = 0; i < what.columns.size(); ++i) {
    equal.push_back(fmt::format("parent.{} = child.{}", what.to_columns.at(i), what.columns[i]));
  }
  const std::string whole = none_null(what.columns);
  const std::string missing =
      fmt::format("NOT EXISTS (SELECT FROM {} AS parent WHERE {})", what.to_table, list(equal, " AND "));
  const std::string wrong = what.match_full
                                ? fmt::format("NOT (({}) IS NULL) AND (NOT ({}) OR {})",
                                              list(what.columns, ") IS NULL AND ("), whole, missing)
                                : whole + " AND " + missing;
  return fmt::format("SELECT 0, {0} FROM ONLY {1} AS child WHERE {2} ORDER BY {0}", key,
                     quoted_name(what.table), wrong);
}

/// What fits depends on how well a value is compressed, which only an index of that kind can tell: each row
/// that might be too long is tried with one on a table of its own. All of it is rolled back in the end.
constexpr char kTryThem[] = R"(
CREATE TEMP TABLE sojourn_trial (LIKE {0});
CREATE TEMP TABLE sojourn_too_long (place tid);
{1};
DO $sojourn$ DECLARE one record; BEGIN
  FOR one IN SELECT ctid AS place FROM ONLY {0} WHERE ({2}) AND {3} > 500 LOOP
    BEGIN
      INSERT INTO pg_temp.sojourn_trial SELECT * FROM ONLY {0} WHERE ctid = one.place;
    EXCEPTION WHEN program_limit_exceeded THEN INSERT INTO pg_temp.sojourn_too_long VALUES (one.place);
      WHEN unique_violation THEN NULL;
    END;
  END LOOP;
END $sojourn$)";

/// The statement that builds the index, for the table on trial.
std::string index_on_trial(Session& session, const HeldBack& what) {
  const std::string printed =
      *session.query("read a name", "SELECT $1::regclass::text", {quoted_name(what.table)}).at(0)[0];
  const std::string on = " ON " + printed + " USING ";
  std::string statement = what.steps.at(0);
  statement.resize(std::min(statement.size(), statement.find("; COMMENT ON INDEX ")));
  return statement.replace(statement.find(on), on.size(), " ON pg_temp.sojourn_trial USING ");
}

std::string too_long(Session& session, const HeldBack& what, const std::string& key) {
  std::string length;
  for (const std::string& column : what.columns) {
    length += fmt::format("{}coalesce(octet_length(({})::text), 0)", length.empty() ? "" : " + ", column);
  }
  session.execute("find rows that are too long for an index",
                  fmt::format(kTryThem, quoted_name(what.table), index_on_trial(session, what),
                              what.condition.value_or("true"), length));
  return fmt::format(
      "SELECT 0, {0} FROM ONLY {1} WHERE ctid IN (SELECT place FROM pg_temp.sojourn_too_long) ORDER BY {0}",
      key, quoted_name(what.table));
}

}  // namespace

std::vector<Offender> offenders(Session& session, const LateFailure& failure,
                                const std::vector<std::string>& key) {
  const Transaction rolled_back(session);
  const std::string& sqlstate = failure.error.refusal().sqlstate;
  const std::string columns = quoted_names(key);
  std::string query;
  if (sqlstate == "23505") query = duplicates(failure.what, columns);
  if (sqlstate == "23503") query = dangling(failure.what, columns);
  if (sqlstate == "54000") query = too_long(session, failure.what, columns);
  std::vector<Offender> found;
  if (query.empty()) return found;
  for (const Row& row : session.query("find the rows in the way", query)) {
    found.push_back({.group = std::stoull(row[0].value()), .key = {}});
    for (std::size_t i = 1; i < row.size(); ++i) found.back().key.push_back(row[i].value_or(""));
  }
  return found;
}

}  // namespace sojourn::target
