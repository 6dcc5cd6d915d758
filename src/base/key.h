// The canonical key of a document: its `_id` as bytes that sort and compare like the `_id` does.
//
// Equal ids give equal keys (1, 1L and 1.0 are one id, as in MongoDB); rising ObjectIds, numbers, dates and
// texts give rising keys. Every key says where it ends, so none is the beginning of another.
// base/key_format.h holds the grammar; the bytes are on disk for ever.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bson.h"

namespace sojourn {

/// Keys longer than this keep a beginning and a hash, so that no `_id` is too long for an index.
inline constexpr std::size_t kKeyBytesMax = 1024;

/// Appends the canonical key of an `_id`.
void append_key(std::string& to, const bson::Element& id);

/// Appends the key of a document without `_id`: a hash of its bytes, so that reading it again finds it again.
void append_key_without_id(std::string& to, std::string_view document);

/// The 12 bytes of the ObjectId that a canonical key was made of; empty if it was made of anything else.
[[nodiscard]] std::string_view object_id_of_key(std::string_view key);

/// The whole number that a key stands for, whatever type the `_id` had; none for keys of another kind.
[[nodiscard]] std::optional<std::int64_t> whole_number_of_key(std::string_view key);

/// The `_id` that the key of a document (or array) was made of, given that it was not cut for its length.
[[nodiscard]] std::string document_of_key(std::string_view key);

/// A key as an operator reads it: `65f0...` for an ObjectId, `"text"`, `42`, `2024-01-31T12:00:00Z`, else
/// Extended JSON. Bytes that are no key, and the hash of a document without `_id`, are `key:` and `hash:`
/// with hexadecimal. `keys_meant_by` leads from this text back to the key, unless the key was cut for its
/// length.
[[nodiscard]] std::string key_text(std::string_view key);

/// The keys that a text given on a command line may mean, likeliest first: `65f0...` may be an ObjectId or a
/// text, `42` a number or a text. Texts in quotes and plain words mean only one. Takes all that key_text
/// gives, and any Extended JSON; `{"a":1}` means a document with an int32.
[[nodiscard]] std::vector<std::string> keys_meant_by(std::string_view text);

}  // namespace sojourn
