// What every opening of a journal checks: the header fits, and no stream ends before its high mark (J7).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "journal/high.h"
#include "journal/view.h"

namespace sojourn::journal {

/// Throws unless this program can read the journal's format.
void require_known_format(const Store& store);

/// Why the journal is not whole behind its high marks, or nothing if it is. Cost: a few look-ups per stream.
[[nodiscard]] std::optional<std::string> missing_tail(const Store& store,
                                                      const std::map<StreamId, HighMark>& marks);

}  // namespace sojourn::journal
