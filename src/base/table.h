// A table of plain text with aligned columns, as the verbs print it.
#pragma once

#include <string>
#include <vector>

namespace sojourn {

class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// REQUIRES: as many cells as columns.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// A line of sums under a rule. REQUIRES: as many cells as columns.
  void add_totals(std::vector<std::string> cells) { totals_ = std::move(cells); }

  /// Title line, rows, totals; each line ends with a line feed and without trailing blanks.
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths() const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::string> totals_;
};

/// How many columns of a terminal UTF-8 text takes, counting each code point as one.
[[nodiscard]] std::size_t display_width(const std::string& text);

}  // namespace sojourn
