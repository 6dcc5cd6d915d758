// The birth of a journal: whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace sojourn::journal {

/// The path without a slash at its end, so that it has a name and a parent.
[[nodiscard]] std::filesystem::path plain_path(const std::filesystem::path& folder);

/// Makes an empty journal of this migration if the folder does not exist or is empty; leaves a journal that
/// is there as it is. Throws if the folder holds something else.
void create_if_absent(const std::filesystem::path& folder, std::string_view migration);

/// Writes the folder's own entry to the disk, so that a rename in it survives a power cut.
void sync_folder(const std::filesystem::path& folder);

}  // namespace sojourn::journal
