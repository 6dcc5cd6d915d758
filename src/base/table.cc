#include "base/table.h"

#include <algorithm>

namespace sojourn {
namespace {

constexpr std::size_t kGap = 2;

void append_line(std::string& to, const std::vector<std::string>& cells,
                 const std::vector<Table::Column>& columns, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    const std::string blanks(widths[i] - display_width(cells[i]), ' ');
    line += columns[i].align == Table::Align::kLeft ? cells[i] + blanks : blanks + cells[i];
  }
  line.erase(line.find_last_not_of(' ') + 1);
  to += line + '\n';
}

}  // namespace

std::size_t display_width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widest;
  for (const Column& column : columns_) widest.push_back(display_width(column.title));
  const auto widen = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) widest[i] = std::max(widest[i], display_width(cells[i]));
  };
  for (const auto& row : rows_) widen(row);
  widen(totals_);
  return widest;
}

std::string Table::text() const {
  const std::vector<std::size_t> widest = widths();
  std::vector<std::string> titles;
  std::size_t whole = (widest.size() - 1) * kGap;
  for (const Column& column : columns_) titles.push_back(column.title);
  for (const std::size_t width : widest) whole += width;
  std::string out;
  append_line(out, titles, columns_, widest);
  for (const auto& row : rows_) append_line(out, row, columns_, widest);
  if (!totals_.empty()) {
    out += std::string(whole, '-') + '\n';
    append_line(out, totals_, columns_, widest);
  }
  return out;
}

}  // namespace sojourn
