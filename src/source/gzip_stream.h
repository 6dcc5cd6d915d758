// A gzip file as a stream of what it inflates to: several members, every checksum, exact resume.
#pragma once

#include <memory>

#include "source/byte_stream.h"

namespace sojourn::source {

/// `owner` is named in complaints: "stream Users".
[[nodiscard]] std::unique_ptr<ByteStream> open_gzip(const std::filesystem::path& path, std::string owner,
                                                    const ReadOptions& options);
[[nodiscard]] std::unique_ptr<ByteStream> open_gzip(const std::filesystem::path& path, std::string owner,
                                                    const ReadOptions& options, TokenReader& token);

}  // namespace sojourn::source
