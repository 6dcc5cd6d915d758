// A plan in the making: its tables, and what is to be said about each; as YAML with comments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sojourn::pipeline {

struct DraftColumn {
  std::string column;
  std::string rule;                   ///< As YAML; empty where there is just something to be said.
  std::vector<std::string> comments;  ///< Lines.
};

struct DraftTable {
  std::string table;
  std::string stream{};  ///< Empty: pairs.
  std::string about{};   ///< Behind the first line: "1,234 documents".
  bool keep_ids = false;
  bool keyless = false;
  std::vector<std::string> comments{};
  std::vector<std::pair<std::string, std::string>> ends{};   ///< Of pairs: column and table.
  std::vector<std::pair<std::string, std::string>> sides{};  ///< Of pairs: stream and field.
  std::vector<DraftColumn> columns{};
  std::vector<std::pair<std::string, std::string>> untaken{};  ///< Fields, and how often.

  /// The column's entry, made if there is none.
  DraftColumn& column(const std::string& name);
};

struct LeftOutDraft {
  std::string table;
  std::string reason;
};

struct Draft {
  std::string head;  ///< Comment lines.
  std::string migration;
  std::string source;
  std::string source_kind;
  std::string source_path;
  std::string schema;
  std::vector<std::pair<std::string, std::string>>
      streams_left;  ///< Streams that feed no table, and how many.
  std::vector<DraftTable> tables;
  std::vector<LeftOutDraft> left_out;

  [[nodiscard]] std::string yaml() const;
  /// How many comments want a decision.
  [[nodiscard]] std::uint64_t decisions() const;
};

/// A name or text as YAML has it, in quotes where it needs them.
[[nodiscard]] std::string yaml_text(const std::string& text);

}  // namespace sojourn::pipeline
