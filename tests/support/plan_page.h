// The examples of docs/PLAN.md, each as a whole plan.
#pragma once

#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "plan/language.h"
#include "support/temp_dir.h"

namespace sojourn::test {

inline std::string plan_page() {
  return read_file(std::filesystem::path(SOURCE_DIR) / "docs/PLAN.md");
}

/// The fenced YAML blocks, as they stand there.
inline std::vector<std::string> plan_fragments() {
  std::vector<std::string> fragments;
  std::istringstream lines(plan_page());
  bool within = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "```yaml") {
      within = true;
      fragments.emplace_back();
    } else if (line.starts_with("```")) {
      within = false;
    } else if (within) {
      fragments.back() += line + "\n";
    }
  }
  return fragments;
}

inline bool is_one_of(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

inline std::string indented(const std::string& text, const std::string& by) {
  return std::regex_replace(text, std::regex("(^|\n)(?=[^\n])"), "$1" + by);
}

/// A fragment in the frame that it needs: a part of the top, of a table, or columns.
inline std::string whole_plan(const std::string& fragment) {
  const std::string key = fragment.substr(0, fragment.find(':'));
  const auto says = [&](const std::string& word) {
    return fragment.starts_with(word + ":") || fragment.find("\n" + word + ":") != std::string::npos;
  };
  if (is_one_of(plan::kPlanKeys, key)) {
    return (says("migration") ? "" : "migration: m\n") +
           std::string(says("sources") ? "" : "sources: { crm: { mongodump: dump } }\n") + fragment;
  }
  if (is_one_of(plan::kTableKeys, key)) {
    return whole_plan("tables:\n  Table:\n" + std::string(says("from") ? "" : "    from: crm.Table\n") +
                      indented(fragment, "    "));
  }
  return whole_plan("columns:\n" + indented(fragment, "  "));
}

}  // namespace sojourn::test
