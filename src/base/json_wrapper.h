// The objects of Extended JSON that stand for a value JSON has no type for: {"$oid": "65f0…"}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bson.h"

namespace sojourn::bson {

/// What an object turned out to be.
struct Wrapped {
  std::optional<Type> type;       ///< The type of the value it stands for; empty if it is just a document.
  const char* problem = nullptr;  ///< It has the form of a wrapper, but what it wraps is wrong.
};

/// Whether a document with a field of this name can be a wrapper.
[[nodiscard]] inline bool may_wrap(std::string_view name) {
  return name.starts_with('$');
}

/// Decides on an object that was read as a document, whose own values are already unwrapped. Replaces the
/// content of `value` by the raw bytes of the value it stands for, if any.
[[nodiscard]] Wrapped unwrap(std::string_view document, std::string& value);

}  // namespace sojourn::bson
