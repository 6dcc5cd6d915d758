#include "target/sql_text.h"

namespace sojourn::target {

std::string quoted_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

std::string quoted_name(const TableName& table) {
  return quoted_name(table.schema) + "." + quoted_name(table.name);
}

std::string quoted_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + quoted_name(name);
  return text;
}

std::string array_text(const std::vector<std::string>& texts) {
  std::string array = "{";
  for (const std::string& text : texts) {
    array += array.size() == 1 ? "\"" : ",\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + "}";
}

std::vector<std::string> array_from(std::string_view printed) {
  std::vector<std::string> texts;
  if (printed.size() <= 2) return texts;
  texts.emplace_back();
  bool quoted = false;
  for (std::size_t i = 1; i + 1 < printed.size(); ++i) {
    if (printed[i] == '\\') {
      texts.back() += printed[++i];
    } else if (printed[i] == '"') {
      quoted = !quoted;
    } else if (printed[i] == ',' && !quoted) {
      texts.emplace_back();
    } else {
      texts.back() += printed[i];
    }
  }
  return texts;
}

}  // namespace sojourn::target
