// Values that are no text as the one text that everybody would write for them: 42, true,
// 2024-01-31T12:00:00Z.
#pragma once

#include <string>

#include "base/bson.h"
#include "map/converter.h"

namespace sojourn::map {

/// Appends the text of a number, a flag, an instant, an ObjectId, a symbol or code; for other types, and
/// instants whose year has not four digits, the result says why there is none.
[[nodiscard]] Result append_plain_text(std::string& to, const bson::Element& value);

/// "2024-01-31T12:00:00.000Z", always with milliseconds. REQUIRES: kIsoDateMin to kIsoDateMax.
void append_instant(std::string& to, std::int64_t milliseconds);
/// The shortest digits that lead back to it, as JSON has them: 5, 0.1, 1e+22.
void append_double(std::string& to, double value);
void append_hex(std::string& to, std::string_view bytes);

}  // namespace sojourn::map
