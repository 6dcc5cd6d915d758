// A file of `mongodump --archive`, plain or gzip: many streams, one cursor.
#pragma once

#include <filesystem>
#include <memory>

#include "source/source.h"

namespace sojourn::source {

/// Whether the file begins, inflated where need be, with an archive's magic bytes.
[[nodiscard]] bool is_archive(const std::filesystem::path& path);

[[nodiscard]] std::unique_ptr<Source> open_archive(const std::filesystem::path& path);

}  // namespace sojourn::source
