// Finds the document whose key an operator typed.
#pragma once

#include <string>
#include <string_view>

#include "journal/in_force.h"
#include "tools/dump/choose_stream.h"

namespace sojourn::dump {

/// A key of a stream and all its versions, newest first.
struct FoundKey {
  std::string key;
  std::vector<journal::KeyEntry> versions;
};

/// Throws an Error if the stream does not know the key, or if the text may mean several that it knows.
[[nodiscard]] FoundKey find_key(const journal::View& view, const NamedStream& stream, std::string_view text);

}  // namespace sojourn::dump
