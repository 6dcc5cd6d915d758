// What every opening of a journal checks: the header fits, nothing in it has a gap, and no stream ends before
// its high mark (J7).
#pragma once

#include <filesystem>
#include <memory>

#include "journal/store.h"

namespace sojourn::journal {

/// Opens a journal that is all there, or throws an Error that says what is not. A reader passes through with
/// `without_high` to look into a journal whose file HIGH is damaged.
[[nodiscard]] std::unique_ptr<Store> open_whole(const std::filesystem::path& folder,
                                                const StoreOptions& options, bool without_high = false);

}  // namespace sojourn::journal
