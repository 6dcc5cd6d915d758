// The plan: what the operator wrote about what goes where, checked and with paths made whole.
//
// Plain data without YAML; plan/read_plan.h makes it. This release knows the sources; the keys `targets`,
// `defaults` and `tables` belong to the language and are left unread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::plan {

/// A place in a file for messages: "plan.yaml:3:5".
struct Place {
  std::string file;
  int line = 0;    ///< From 1.
  int column = 0;  ///< From 1.
  [[nodiscard]] std::string text() const;
};

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
  std::filesystem::path path;  ///< Absolute, or relative to the working folder as the plan's own path is.
  std::vector<StreamPlan> streams;
  std::vector<IgnoredStream> ignored;
  Place place;  ///< Of the path.
};

struct Plan {
  std::filesystem::path file;  ///< As given.
  std::string text;            ///< The whole file; the journal keeps it. `${NAME}` is not replaced in it.
  std::string migration;       ///< Fit for a file name.
  std::vector<SourcePlan> sources;

  /// Where the journal lies unless the operator says otherwise: `<migration>.journal` beside the plan.
  [[nodiscard]] std::filesystem::path default_journal() const;
};

}  // namespace sojourn::plan
