// Folders and files of a journal beside RocksDB's own: the few operations, each with its Error.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"

namespace sojourn::journal {

/// The Error of a failed system call, from `errno`: exit code 3 where the disk is full, else 1.
[[nodiscard]] Error system_error(std::string doing, const std::filesystem::path& path);

/// Whether the folder is that of a journal, whole or damaged: it has RocksDB's file CURRENT.
[[nodiscard]] bool holds_database(const std::filesystem::path& folder);

/// Makes a folder for the owner only; fine if it is there.
void make_private_folder(const std::filesystem::path& folder);
/// Removes a file or a whole folder; fine if it is not there.
void remove_tree(const std::filesystem::path& path);
void rename_synced(const std::filesystem::path& from, const std::filesystem::path& to);
/// Writes the folder's own entry to the disk, so that a rename in it survives a power cut.
void sync_folder(const std::filesystem::path& folder);

/// The path without a slash at its end, so that it has a name and a parent.
[[nodiscard]] std::filesystem::path plain_path(const std::filesystem::path& folder);

}  // namespace sojourn::journal
