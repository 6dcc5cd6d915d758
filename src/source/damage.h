// Words for damage in dumps: what it is, where it is, and what the operator may try.
#pragma once

#include <string>
#include <string_view>

#include "base/bson.h"
#include "base/error.h"
#include "source/batch_reader.h"

namespace sojourn::source {

inline constexpr const char* kGaveUp = "; the search for the next sound document was given up";

/// What is wrong inside a document that begins at `offset`.
[[nodiscard]] std::string describe(const bson::Scan& scan, std::uint64_t offset);
/// Why the length at the reader's next byte does not fit. REQUIRES a batch without documents.
[[nodiscard]] std::string describe_length(BatchReader& reader);
/// Whether `bytes` begin with a whole and sound document.
[[nodiscard]] bool sound_document_first(std::string_view bytes);

[[nodiscard]] Error damage_error(const ByteStream& bytes, std::uint64_t offset, std::string_view stream,
                                 std::string cause);

}  // namespace sojourn::source
