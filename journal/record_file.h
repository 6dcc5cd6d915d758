// The files that RocksDB reads record by record, MANIFEST and write-ahead logs, walked without RocksDB.
//
// RocksDB says of a damaged record only that there is one, takes a cut file for its end, and skips what
// follows a zeroed record in silence. Here is said which file is meant and where (J7). Files are only read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::journal {

/// The name of the manifest that CURRENT names, if it is there; else empty.
[[nodiscard]] std::string manifest_in_force(const std::filesystem::path& folder);
/// The number in a manifest's name; 0 if it has none.
[[nodiscard]] std::uint64_t manifest_number(std::string_view name);

/// The manifest in force and all write-ahead logs, as far as they are there.
[[nodiscard]] std::vector<std::filesystem::path> record_files(const std::filesystem::path& folder);

/// Whether somewhere in the file a record begins as zeros although more follows, which no crash leaves
/// behind. Reads headers only, so a damaged length may look like it: damaged_records says what it is.
[[nodiscard]] bool has_zeroed_record(const std::filesystem::path& file);

/// The first damaged or incomplete record of a file, with every checksum verified; nothing if all are whole.
[[nodiscard]] std::optional<std::string> damaged_record(const std::filesystem::path& file);

/// All such places in a journal's record files, as one text; empty if there is none. A crash may leave the
/// last record of the last log incomplete, so this explains a loss and does not prove one.
[[nodiscard]] std::string damaged_records(const std::filesystem::path& folder);

/// The cause of a failed opening with file and position, where RocksDB's own words have none.
[[nodiscard]] std::string explain_damage(const std::filesystem::path& folder, std::string_view rocksdb_says);

}  // namespace sojourn::journal
