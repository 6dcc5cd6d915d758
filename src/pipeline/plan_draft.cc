#include "pipeline/plan_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sojourn::pipeline {
namespace {

bool is_plain(const std::string& text) {
  static const std::set<std::string> kWords = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (text.empty() || !is_letter(text.front())) return false;
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (kWords.contains(lower)) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '+';
  });
}

/// What was read somewhere must not end a comment.
std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text;
}

std::string comment(const std::string& indent, const std::string& text) {
  return fmt::format("{}# {}\n", indent, one_line(text));
}

std::string pairs_text(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string text;
  for (const auto& [first, second] : pairs)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", yaml_text(first), yaml_text(second));
  return text;
}

std::string columns_text(const DraftTable& table) {
  const auto has_rule = [](const DraftColumn& column) { return !column.rule.empty(); };
  const bool any = std::any_of(table.columns.begin(), table.columns.end(), has_rule);
  std::string text = any ? "    columns:\n" : "";
  for (const DraftColumn& column : table.columns) {
    for (const std::string& line : column.comments)
      text += comment("      ", column.rule.empty() ? column.column + ": " + line : line);
    if (has_rule(column)) text += fmt::format("      {}: {}\n", yaml_text(column.column), column.rule);
  }
  return text;
}

std::string table_text(const DraftTable& table) {
  std::string text = fmt::format("  {}:\n", yaml_text(table.table));
  for (const std::string& line : table.comments) text += comment("    ", line);
  if (table.stream.empty()) {
    text += fmt::format("    pairs: {{ {} }}\n", pairs_text(table.ends));
    text += "    from:\n";
    for (const auto& side : table.sides) text += fmt::format("      - {{ {} }}\n", pairs_text({side}));
    return text;
  }
  text += fmt::format("    from: {}{}\n", yaml_text(table.stream),
                      table.about.empty() ? "" : "  # " + one_line(table.about));
  if (table.keep_ids) text += "    id: keep\n";
  if (table.keyless) text += "    keyless: replace\n";
  text += columns_text(table);
  if (table.untaken.empty()) return text;
  text += comment("    ", "Fields that nothing takes: give them a column, or say why they are left out.");
  text += comment("    ", "leave_out:");
  for (const auto& [field, count] : table.untaken)
    text += comment("    ", fmt::format("  {}: WHY  # {}", yaml_text(field), count));
  return text;
}

}  // namespace

std::string yaml_text(const std::string& text) {
  if (is_plain(text)) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return quoted + '"';
}

DraftColumn& DraftTable::column(const std::string& name) {
  const auto known = std::find_if(columns.begin(), columns.end(),
                                  [&](const DraftColumn& each) { return each.column == name; });
  if (known != columns.end()) return *known;
  return columns.emplace_back(DraftColumn{.column = name, .rule = {}, .comments = {}});
}

std::string Draft::yaml() const {
  std::string text = head + fmt::format("version: 1\nmigration: {}\n\nsources:\n  {}:\n    {}: {}\n",
                                        migration, yaml_text(source), source_kind, yaml_text(source_path));
  if (!streams_left.empty()) {
    text += comment("    ", "Streams of which no table has the name: fill one from them, or say why not.");
    text += comment("    ", "ignore_streams:");
    for (const auto& [stream, count] : streams_left)
      text += comment("    ", fmt::format("  {}: WHY  # {}", yaml_text(stream), count));
  }
  text += "\ntargets:\n  main:\n";
  text += comment("    ", "The way to the server stays out of the plan: export DATABASE_URL=...");
  text += fmt::format("    postgresql: \"${{DATABASE_URL}}\"\n    schema: {}\n", yaml_text(schema));
  if (!left_out.empty()) text += "\nleave_out_tables:\n";
  for (const LeftOutDraft& each : left_out)
    text += fmt::format("  {}: {}\n", yaml_text(each.table), yaml_text("to be decided: " + each.reason));
  text += tables.empty() ? "" : "\ntables:\n";
  for (const DraftTable& table : tables) text += table_text(table);
  return text;
}

std::uint64_t Draft::decisions() const {
  std::uint64_t count = left_out.size() + streams_left.size();
  for (const DraftTable& table : tables) count += table.columns.size() + table.untaken.size();
  return count;
}

}  // namespace sojourn::pipeline
