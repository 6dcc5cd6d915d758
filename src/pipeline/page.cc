#include "pipeline/page.h"

#include <algorithm>
#include <sstream>

#include "base/table.h"

namespace sojourn::pipeline {

std::string cut(const std::string& text, std::size_t width) {
  if (display_width(text) <= width) return text;
  std::string result;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (begins && display_width(result) == width - 1) break;
    result += c;
  }
  return result + "…";
}

std::string indented(const std::string& text) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) result += (line.empty() ? "" : "  " + line) + "\n";
  return result;
}

std::string wrapped(const std::string& text, const std::string& indent) {
  std::string result;
  std::string line(std::min(text.size(), text.find_first_not_of(' ')), ' ');
  bool begun = false;
  std::istringstream words(text);
  for (std::string word; words >> word; begun = true) {
    if (begun && display_width(line) + 1 + display_width(word) > kPageWidth) {
      result += line + "\n";
      line = indent + word;
    } else {
      line += (begun ? " " : "") + word;
    }
  }
  return result + line + "\n";
}

}  // namespace sojourn::pipeline
