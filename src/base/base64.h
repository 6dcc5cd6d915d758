// Base64 with the standard alphabet and padding (RFC 4648).
#pragma once

#include <string>
#include <string_view>

namespace sojourn {

void append_base64(std::string& to, std::string_view bytes);

/// Appends what `text` encodes. False if it is not base64 just as append_base64 writes it; then what is
/// behind the earlier content of `to` has no meaning.
[[nodiscard]] bool append_from_base64(std::string& to, std::string_view text);

}  // namespace sojourn
