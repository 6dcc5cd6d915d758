// Finds the end of a damaged element of a JSON array, where its brackets and quotes still tell it.
#pragma once

#include <optional>

#include "source/json_text.h"

namespace sojourn::source {

/// How many bytes at the front of the window belong to an element that cannot be read: the comma or bracket
/// behind it is followed by what may follow. Reads as much as it needs and takes nothing. Gives up where
/// another element begins, if elements stand first in their lines behind `indent` blanks.
[[nodiscard]] std::optional<std::size_t> damaged_element_size(JsonText& text,
                                                              std::optional<std::size_t> indent);

}  // namespace sojourn::source
