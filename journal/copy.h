// A whole copy of a journal, and the end of one.
#pragma once

#include <cstdint>
#include <filesystem>

namespace sojourn::journal {

/// What a copy took over.
struct Copied {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
};

/// Copies a journal, also one in use: every row is read with its checksum and written anew. The copy appears
/// under its name only when it is whole. Throws if `to` exists.
Copied copy_journal(const std::filesystem::path& from, const std::filesystem::path& to);

/// Deletes a journal that nobody writes to, and nothing but its own files. Throws if the folder is no
/// journal. Returns false if files that are not the journal's stayed, and with them the folder.
bool destroy_journal(const std::filesystem::path& folder);

}  // namespace sojourn::journal
