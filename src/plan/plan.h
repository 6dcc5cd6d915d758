// The plan: what the operator wrote about what goes where, checked and with paths made whole.
//
// Plain data without YAML; plan/read_plan.h makes it. It says only what is not obvious; plan/expand.h adds
// what the target's catalogue says.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plan/place.h"
#include "plan/rule.h"

namespace sojourn::plan {

enum class SourceKind {
  kMongodump,    ///< A folder that mongodump wrote, or a file of its --archive.
  kMongoexport,  ///< A file that mongoexport wrote, or a folder of them.
};

/// The key that names a kind in a plan: "mongodump".
[[nodiscard]] std::string_view kind_name(SourceKind kind);

/// What the plan says about one stream.
struct StreamPlan {
  std::string name;                    ///< As the source lists it: "Users".
  std::vector<std::string> sensitive;  ///< Field paths to be masked (J10).
  Place place;
};

/// A stream that is left out, and why (J6: nothing is left out without a reason).
struct IgnoredStream {
  std::string name;
  std::string reason;
  Place place;
};

struct SourcePlan {
  std::string name;  ///< "crm": streams are called crm.Users.
  SourceKind kind = SourceKind::kMongodump;
  std::string path_text;         ///< As written, with `${NAME}`.
  std::filesystem::path folder;  ///< Of the plan's file: where relative paths count from.
  std::vector<StreamPlan> streams;
  std::vector<IgnoredStream> ignored;
  Place place;  ///< Of the path.

  /// Absolute, or relative to the working folder as the plan's own path is. Throws a usage_error if a
  /// variable is not set, which nobody notices who never reads the source: to map needs the journal alone.
  [[nodiscard]] std::filesystem::path path() const;
};

struct TargetPlan {
  std::string name;             ///< "main".
  std::string connection_text;  ///< As written, with `${NAME}`.
  std::filesystem::path ddl;    ///< The file that makes the schema; empty: the schema is there.
  std::string schema = "public";
  std::string ledger = "sojourn";  ///< Schema of our own bookkeeping.
  Place place;                     ///< Of the connection.

  /// libpq's words, with `${NAME}` replaced: a secret (J10). Throws a usage_error if a variable is not set,
  /// which nobody notices who never connects: to extract needs no target.
  [[nodiscard]] std::string connection() const;
};

enum class Unmapped { kReport, kFail, kStop };

/// What holds where a table or column says nothing.
struct Defaults {
  Policies policies;
  Unmapped unmapped = Unmapped::kReport;
  std::string zone;
};

/// A field that goes nowhere, and why (J6).
struct LeftOut {
  std::string field;
  std::string reason;
  Place place;
};

/// A field whose id decides which of several columns it fills. Exactly one branch, or `none`.
struct Route {
  std::vector<std::string> fields;
  struct Branch {
    std::string table;
    std::string column;
    Place place;
  };
  std::vector<Branch> to;
  Policy none;  ///< It leads to none of the tables. To more than one is a failure always.
  Place place;
};

/// Documents of one stream that share a natural key become one (a derived stream).
struct Merge {
  std::string stream;
  std::vector<std::string> by;
  bool fold_case = false;
  bool trim = false;
  enum class Keep { kFirst, kLast, kNewest } keep = Keep::kFirst;
  std::string newest;  ///< Path of the date that decides, of kNewest.
  /// Fields that do not follow `keep`: path -> "first", "last", "filled" (first that is neither null nor "")
  /// or "union" (of arrays).
  std::vector<std::pair<std::string, std::string>> precedence;
  Place place;
};

/// The pairs of a many-to-many, from arrays on one side or both (a derived stream).
struct Pairs {
  struct End {
    std::string column;
    std::string table;
    Place place;
  };
  struct From {
    std::string stream;
    std::string field;  ///< Array of ids of the other end, or a single one.
    Place place;
  };
  std::vector<End> ends;  ///< Two, in the order of the key.
  std::vector<From> from;
  Place place;
};

enum class Existing { kRefuse, kKeep, kUpsert, kReplace };

/// What goes into one table.
struct TablePlan {
  std::string table;
  std::vector<std::pair<std::string, Place>>
      streams;  ///< One as a rule; several fan in. Empty with merge or pairs.
  std::optional<Merge> merge;
  std::optional<Pairs> pairs;
  std::vector<std::pair<std::string, Rule>> columns;
  std::vector<Route> routes;
  std::vector<LeftOut> left_out;
  std::vector<std::string> key;  ///< Where the catalogue has no unique key.
  bool keyless_replace = false;
  std::string id;                                                ///< "derive" (default), "keep".
  std::vector<std::pair<std::string, std::string>> placeholder;  ///< Columns of the row for what dangles.
  std::optional<Unmapped> unmapped;
  Existing existing = Existing::kRefuse;
  Place place;
};

/// A table of the target that nothing fills, and why.
struct LeftOutTable {
  std::string table;
  std::string reason;
  Place place;
};

struct Plan {
  std::filesystem::path file;  ///< As given.
  std::string text;            ///< The whole file; the journal keeps it. `${NAME}` is not replaced in it.
  std::string migration;       ///< Fit for a file name.
  std::vector<SourcePlan> sources;
  std::vector<TargetPlan> targets;
  Defaults defaults;
  std::vector<TablePlan> tables;
  std::vector<LeftOutTable> left_out_tables;
  std::vector<std::pair<std::string, Place>> after_load;  ///< SQL statements to be run behind the load.

  /// Where the journal lies unless the operator says otherwise: `<migration>.journal` beside the plan.
  [[nodiscard]] std::filesystem::path default_journal() const;
};

}  // namespace sojourn::plan
