// A document as lines of `path = value`, for eyes, grep and diff.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::dump {

/// Appends one line per value: names joined by dots, array indexes as names, values as relaxed Extended JSON.
/// Names that would be unclear (with dots, blanks, `=`, quotes or control characters, or empty) are quoted.
void append_flat(std::string& to, std::string_view document);

}  // namespace sojourn::dump
