// Extended JSON: BSON as text and back, as mongoexport and MongoDB's shell write it.
#pragma once

#include <string>
#include <string_view>

#include "base/bson.h"
#include "base/json_string.h"

namespace sojourn::bson {

/// Canonical keeps every type (`{"$numberInt":"1"}`); relaxed is for people (`1`).
enum class JsonMode { kCanonical, kRelaxed };

/// Appends a document as one line of JSON. Never fails: text that is not UTF-8 gets U+FFFD for each bad byte,
/// and a field name that occurs twice is written twice.
void append_json(std::string& to, std::string_view document, JsonMode mode);
void append_json_value(std::string& to, const Element& element, JsonMode mode);

/// What reading one JSON value gave.
struct JsonParse {
  const char* problem = nullptr;  ///< Why the text is no document; null if it is one.
  std::size_t problem_at = 0;     ///< Byte offset of the problem in the text.
  std::size_t consumed = 0;       ///< Bytes taken, up to and with the closing brace.
};

/// Reads one JSON object from the front of `text` and appends it to `to` as BSON. Understands Extended JSON
/// v2 (canonical and relaxed) and v1 (strict). On a problem `to` is as before.
[[nodiscard]] JsonParse append_bson(std::string& to, std::string_view text);

}  // namespace sojourn::bson
