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
/// and a field name that occurs twice is written twice. The other way is open wherever the text was UTF-8:
/// our reader makes the same bytes of canonical JSON again, except of a document that looks like a wrapped
/// value
/// (`{"$oid": "…"}` with 24 hex digits), of NaNs and decimals in forms that no writer makes, and of array
/// elements with odd names, all of which JSON has no words for.
void append_json(std::string& to, std::string_view document, JsonMode mode);
void append_json_value(std::string& to, const Element& element, JsonMode mode);

/// What reading one JSON object gave.
struct JsonParse {
  const char* problem = nullptr;  ///< Why the text is no document; null if it is one.
  std::size_t problem_at = 0;     ///< Byte offset of the problem in the text.
  bool incomplete = false;        ///< The problem is that the text ends; more of it may yet make a document.
  std::size_t consumed = 0;       ///< Bytes taken, up to and with the closing brace.
};

/// Reads one JSON object from the front of `text`, behind white space, and appends it to `to` as BSON that
/// `scan` accepts. On a problem `to` is as before.
///
/// Understands Extended JSON v2 (canonical and relaxed), v1 (strict), `$uuid`, and NaN and Infinity as old
/// mongoexport wrote them. An object is a wrapped value only if it has just the wrapper's fields with values
/// of the right type; then content that is wrong (`{"$oid": "12"}`) is a problem. All other objects, and
/// every top-level one, are documents as they stand.
///
/// Whole numbers become int32, int64 or, beyond that, double. Text keeps its bytes even where they are not
/// UTF-8, and a lone surrogate (`\ud800`) becomes the three bytes that UTF-8 would give it; `scan` flags
/// both.
[[nodiscard]] JsonParse append_bson(std::string& to, std::string_view text);

}  // namespace sojourn::bson
