// JSON strings, for all that writes JSON: Extended JSON, the log's JSON lines, the verbs' --json.
#pragma once

#include <string>
#include <string_view>

namespace sojourn {

/// Appends `text` quoted and escaped. Never fails: each byte that is not UTF-8 becomes U+FFFD.
void append_json_string(std::string& to, std::string_view text);

}  // namespace sojourn
