// A value as a message shows it.
#pragma once

#include <string>

#include "base/bson.h"

namespace sojourn::map {

inline constexpr std::size_t kExcerptBytesMax = 100;

/// Relaxed Extended JSON, cut to kExcerptBytesMax bytes of UTF-8 with "…" behind. REQUIRES: not sensitive.
[[nodiscard]] std::string excerpt(const bson::Element& value);

}  // namespace sojourn::map
