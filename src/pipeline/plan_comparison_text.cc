#include <fmt/format.h>

#include <algorithm>

#include "base/key.h"
#include "base/table.h"
#include "base/text.h"
#include "pipeline/page.h"
#include "pipeline/plan_comparison.h"

namespace sojourn::pipeline {
namespace {

using apply::CellChange;
using apply::ChangedColumn;
using apply::TableComparison;

constexpr std::size_t kKeyWidth = 24;
constexpr std::size_t kShownWidth = 32;
constexpr std::size_t kJsonWidth = 40;
constexpr std::size_t kReasonWidth = 50;

std::string keys_of(const map::Count& count) {
  std::string text;
  for (const auto& [sequence, key] : count.samples) text += (text.empty() ? "" : ", ") + key_text(key);
  return text;
}

/// In one line.
std::string plain(std::string_view text) {
  std::string line;
  for (const char c : text) line += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return line;
}

/// How much two texts have in common at their beginning, less a little, so that what differs can be seen.
std::size_t passed_over(const std::string& before, const std::string& after, std::size_t width) {
  if (std::max(before.size(), after.size()) <= width) return 0;
  constexpr std::size_t kShownOfCommon = 8;
  const auto parts = std::mismatch(
      before.begin(), before.begin() + static_cast<std::ptrdiff_t>(std::min(before.size(), after.size())),
      after.begin());
  auto common = static_cast<std::size_t>(parts.first - before.begin());
  if (common + kShownOfCommon <= width) return 0;
  common -= kShownOfCommon;
  while (common > 0 && (static_cast<unsigned char>(before[common]) & 0xc0) == 0x80) --common;
  return common;
}

struct Shown {
  std::string before;
  std::string after;
};

/// Both values in about `width` columns each.
Shown shown(const CellChange& change, std::size_t width) {
  const std::string before = plain(change.before.value_or(""));
  const std::string after = plain(change.after.value_or(""));
  const std::size_t from = passed_over(before, after, width);
  const auto part = [&](const std::string& text) {
    return cut(from == 0 ? text : "…" + text.substr(std::min(from, text.size())), width);
  };
  return {.before = part(before), .after = part(after)};
}

/// Null and texts that could be taken for it stay apart.
std::string side(bool null, const std::string& text, bool sent) {
  if (!sent) return "(not sent)";
  if (null) return "null";
  return text.empty() || text == "null" ? "\"" + text + "\"" : text;
}

std::string column_text(const ChangedColumn& column) {
  std::string text = fmt::format("  {}: {}\n", column.column, count_text(column.rows, "row"));
  for (const CellChange& change : column.samples) {
    const std::string key = cut(key_text(change.key), kKeyWidth);
    if (column.sensitive) {
      text += fmt::format("    {}  (sensitive)\n", key);
      continue;
    }
    const Shown values = shown(change, kShownWidth);
    text += fmt::format("    {}  {} -> {}\n", key,
                        side(!change.before, values.before, column.in != ChangedColumn::In::kNew),
                        side(!change.after, values.after, column.in != ChangedColumn::In::kOld));
  }
  return text;
}

std::string reasons_text(const TableComparison& table) {
  if (table.no_rows.empty()) return {};
  Table reasons({{"Without a row for"}, {"Documents", Table::Align::kRight}, {"As in"}});
  for (const auto& [reason, count] : table.no_rows) {
    const std::string key = count.samples.empty() ? "" : key_text(count.samples.front().second);
    reasons.add({cut(reason, kReasonWidth), with_commas(count.count), cut(key, kKeyWidth)});
  }
  return indented(reasons.text());
}

std::string rows_text(const map::Count& count, std::string_view what) {
  if (count.count == 0) return {};
  return wrapped(fmt::format("  {} {}, as {}", count_text(count.count, "row"), what, keys_of(count)), "    ");
}

std::string table_text(const TableComparison& table) {
  std::string head =
      fmt::format("{} from {}, {}", table.table, table.stream, count_text(table.documents, "document"));
  if (!table.in_old) head += ", in the new plan only";
  if (!table.in_new) head += ", in the old plan only";
  if (!table.incomparable.empty()) {
    return "\n" +
           wrapped(fmt::format("{}: {}, so its rows cannot be compared one by one", head, table.incomparable),
                   "  ");
  }
  std::string text = "\n" + wrapped(head, "  ");
  text += rows_text(table.gained, "new");
  text += rows_text(table.lost, "gone");
  text += reasons_text(table);
  text += rows_text(table.changed, "changed");
  for (const ChangedColumn& column : table.columns) text += column_text(column);
  return text;
}

struct Sums {
  std::uint64_t changed = 0;
  std::uint64_t lost = 0;
  std::uint64_t gained = 0;
  std::uint64_t tables = 0;
  std::uint64_t incomparable = 0;
};

Sums sums_of(const PlanComparison& comparison) {
  Sums sums;
  for (const TableComparison& table : comparison.tables) {
    sums.changed += table.changed.count;
    sums.lost += table.lost.count;
    sums.gained += table.gained.count;
    sums.incomparable += table.incomparable.empty() ? 0 : 1;
    sums.tables += table.differs() && table.incomparable.empty() ? 1 : 0;
  }
  return sums;
}

std::string end_text(const PlanComparison& comparison) {
  if (!comparison.any_difference()) return "\nNothing would change.\n";
  const Sums sums = sums_of(comparison);
  std::string text =
      fmt::format("{} would change, {} be gone, {} be new, in {} of {}", count_text(sums.changed, "row"),
                  with_commas(sums.lost), with_commas(sums.gained), sums.tables,
                  count_text(comparison.tables.size(), "table"));
  if (sums.incomparable > 0)
    text += fmt::format("; {} cannot be compared row by row", count_text(sums.incomparable, "table"));
  return "\n" + wrapped(text + ".", "  ");
}

void write_count(JsonWriter& json, std::string_view name, const map::Count& count) {
  json.key(name).begin_object().field("count", count.count).key("samples").begin_list();
  for (const auto& [sequence, key] : count.samples) json.value(key_text(key));
  json.end_list().end_object();
}

std::string_view in_text(bool in_old, bool in_new) {
  return in_old && in_new ? "both" : in_old ? "old" : "new";
}

void write_column(JsonWriter& json, const ChangedColumn& column) {
  using In = ChangedColumn::In;
  json.begin_object().field("column", column.column);
  json.field("in", in_text(column.in != In::kNew, column.in != In::kOld));
  json.field("sensitive", column.sensitive).field("rows", column.rows).key("samples").begin_list();
  for (const CellChange& change : column.samples) {
    const Shown values = shown(change, kJsonWidth);
    json.begin_object().field("key", key_text(change.key));
    if (!column.sensitive) {
      json.key("old");
      change.before ? json.value(values.before) : json.null();
      json.key("new");
      change.after ? json.value(values.after) : json.null();
    }
    json.end_object();
  }
  json.end_list().end_object();
}

void write_table(JsonWriter& json, const TableComparison& table) {
  json.begin_object().field("table", table.table).field("stream", table.stream);
  json.field("in", in_text(table.in_old, table.in_new)).field("alike", table.alike).key("incomparable");
  table.incomparable.empty() ? json.null() : json.value(table.incomparable);
  json.field("documents", table.documents).field("same", table.same).field("neither", table.neither);
  write_count(json, "changed", table.changed);
  write_count(json, "gone", table.lost);
  write_count(json, "new", table.gained);
  json.key("without_row").begin_list();
  for (const auto& [reason, count] : table.no_rows) {
    json.begin_object().field("reason", reason);
    write_count(json, "documents", count);
    json.end_object();
  }
  json.end_list().key("columns").begin_list();
  for (const ChangedColumn& column : table.columns) write_column(json, column);
  json.end_list().end_object();
}

}  // namespace

std::string comparison_text(const PlanComparison& comparison) {
  std::string text = wrapped(fmt::format("What {} would change of {}, over {}.", comparison.after,
                                         comparison.before, comparison.journal.string()),
                             "  ");
  text += "References are answered as the journal has them: a document that is there counts as a row.\n";
  for (const TableComparison& table : comparison.tables) {
    if (table.differs()) text += table_text(table);
  }
  return text + end_text(comparison);
}

std::string comparison_json(const PlanComparison& comparison) {
  const Sums sums = sums_of(comparison);
  JsonWriter json;
  json.begin_object().field("outcome", comparison.any_difference() ? "different" : "same");
  json.field("old", comparison.before).field("new", comparison.after);
  json.field("journal", comparison.journal.string());
  json.field("rows_changed", sums.changed).field("rows_gone", sums.lost).field("rows_new", sums.gained);
  json.field("tables_incomparable", sums.incomparable).key("tables").begin_list();
  for (const TableComparison& table : comparison.tables) write_table(json, table);
  json.end_list().end_object();
  return json.text();
}

}  // namespace sojourn::pipeline
