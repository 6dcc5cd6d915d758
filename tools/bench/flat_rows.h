// The flat table that is the floor's target: its SQL, and its finished rows as files for binary COPY.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sojourn::bench {

inline constexpr char kFlatTable[] = "contacts_flat";

/// The table without key or index.
[[nodiscard]] std::string create_flat_table();
/// Its primary key and the few indexes that such a table has.
[[nodiscard]] std::vector<std::string> flat_table_indexes();

/// Files for \copy: each half of the rows, so that two sessions can share the work.
struct CopyFiles {
  std::array<std::filesystem::path, 2> halves;
  std::uint64_t bytes = 0;
};

/// Turns the documents of make_crm's contacts_flat into rows.
CopyFiles write_copy_files(const std::filesystem::path& bson_file, const std::filesystem::path& folder);

}  // namespace sojourn::bench
