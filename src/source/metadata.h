// The metadata of a collection as mongodump writes it: kept verbatim; only two facts are looked up in it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::source {

/// The content of a small file, inflated if it is compressed.
[[nodiscard]] std::string read_whole(const std::filesystem::path& path);

/// The collection's own name, which a file's name may have no room for.
[[nodiscard]] std::optional<std::string> name_in_metadata(std::string_view metadata);
[[nodiscard]] bool is_view(std::string_view metadata);

}  // namespace sojourn::source
