// A plan file in a folder of its own, and the complaint about it.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "plan/read_plan.h"
#include "support/temp_dir.h"

namespace sojourn::test {

class PlanFile {
 public:
  explicit PlanFile(std::string_view text) { add("plan.yaml", text); }
  void add(std::string_view name, std::string_view text) { write_file(folder_ / name, text); }
  std::filesystem::path path() const { return folder_ / "plan.yaml"; }
  plan::Plan read() const { return plan::read_plan(path()); }

  /// The complaint about the plan with its hint, and with the folder left out; empty if there is none.
  std::string complaint() const {
    try {
      (void)read();
    } catch (const Error& error) {
      CHECK(error.exit_code() == ExitCode::kUsage);
      std::string all = std::string(error.what()) + " | " + error.text().hint;
      const std::string folder = folder_.path().string() + "/";
      for (auto at = all.find(folder); at != std::string::npos; at = all.find(folder))
        all.erase(at, folder.size());
      return all;
    }
    return {};
  }

 private:
  TempDir folder_;
};

/// doctest's text, which can be compared with Contains.
inline doctest::String complaint(std::string_view text) {
  return PlanFile(text).complaint().c_str();
}

/// The first two lines of a plan that says nothing of tables.
inline const std::string kFrame = "migration: m\nsources: { crm: { mongodump: dump } }\n";

/// The plan of one table, and what is wrong with it. `body` stands in line 5, each line indented by four.
inline std::string table_text(std::string_view body) {
  return kFrame + "tables:\n  Users:\n    " + std::string(body) + "\n";
}
inline plan::TablePlan table_of(std::string_view body) {
  return PlanFile(table_text(body)).read().tables.at(0);
}
inline doctest::String table_complaint(std::string_view body) {
  return complaint(table_text(body));
}

/// The rule of the column x, which stands in line 7, from column 10.
inline std::string rule_text(std::string_view rule) {
  return table_text("from: crm.Users\n    columns:\n      x: " + std::string(rule));
}
inline plan::Rule rule_of(std::string_view rule) {
  return PlanFile(rule_text(rule)).read().tables.at(0).columns.at(0).second;
}
inline doctest::String rule_complaint(std::string_view rule) {
  return complaint(rule_text(rule));
}

}  // namespace sojourn::test
