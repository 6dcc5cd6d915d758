// Finds the stream that an operator named: in full, or by its collection where that is clear.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/view.h"

namespace sojourn::dump {

using NamedStream = std::pair<journal::StreamId, journal::StreamInfo>;

/// The streams that hold documents, by name.
[[nodiscard]] std::vector<NamedStream> document_streams(const journal::View& view);

/// Throws a usage error that offers the nearest name, or the names that an unclear one may mean.
[[nodiscard]] NamedStream choose_stream(const journal::View& view, std::string_view name);

/// The streams of these names in that order, or all of them if no name is given.
[[nodiscard]] std::vector<NamedStream> choose_streams(const journal::View& view,
                                                      const std::vector<std::string>& names);

/// The name without its source: "Users" of "crm.Users".
[[nodiscard]] std::string_view collection_of(const journal::StreamInfo& info);

}  // namespace sojourn::dump
