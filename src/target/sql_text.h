// Names and texts as SQL needs them. Every name that we send is qualified and quoted: our sessions have an
// empty search path.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::target {

/// As the server keeps it: case matters, no quotes.
struct TableName {
  std::string schema;
  std::string name;
  friend bool operator==(const TableName&, const TableName&) = default;
};

/// "a name"
[[nodiscard]] std::string quoted_name(std::string_view name);
/// "schema"."table"
[[nodiscard]] std::string quoted_name(const TableName& table);
/// "a", "b"
[[nodiscard]] std::string quoted_names(const std::vector<std::string>& names);

/// Texts as one parameter of type text[].
[[nodiscard]] std::string array_text(const std::vector<std::string>& texts);
/// The texts of a text[] without nulls, as the server prints it.
[[nodiscard]] std::vector<std::string> array_from(std::string_view printed);

}  // namespace sojourn::target
