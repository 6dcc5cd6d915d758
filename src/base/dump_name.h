// Names of collections as mongodump writes them into the names of files, and back.
#pragma once

#include <string>
#include <string_view>

namespace sojourn {

/// Percent escapes for all that a file's name should not hold. A name that gets too long for a file is cut,
/// and a mark and a hash are put behind, as mongodump does; the hash is our own, for only the mark is ever
/// read.
[[nodiscard]] std::string escape_name(std::string_view name);

/// Undoes the percent escapes; what is no escape stays as it is.
[[nodiscard]] std::string unescape_name(std::string_view escaped);

/// Whether an escaped name was cut. Only the metadata of the collection has it whole.
[[nodiscard]] bool is_cut_name(std::string_view escaped);

/// A time series keeps its documents in a collection whose name begins so; its metadata has its own name.
inline constexpr std::string_view kBucketsPrefix = "system.buckets.";

}  // namespace sojourn
