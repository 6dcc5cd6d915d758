// Looking into folders: what is in them, and what a file's name says.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::source {

/// What is directly in a folder, by name. Throws if it cannot be listed.
[[nodiscard]] std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder);
[[nodiscard]] bool is_folder(const std::filesystem::path& path);
/// The part of a file's name before `ending`, which .gz may follow; empty if it does not end so.
[[nodiscard]] std::optional<std::string> stem(std::string_view name, std::string_view ending);

}  // namespace sojourn::source
