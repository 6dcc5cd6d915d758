// The birth of a journal: whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace sojourn::journal {

/// Makes an empty journal of this migration if the folder does not exist or is empty; leaves a journal that
/// is there as it is. Throws if the folder holds something else.
void create_if_absent(const std::filesystem::path& folder, std::string_view migration);

}  // namespace sojourn::journal
