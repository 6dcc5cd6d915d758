// How many documents each collection gets.
#pragma once

#include <cstdint>
#include <vector>

namespace sojourn::make_crm {

/// By index of `collections()`.
using Counts = std::vector<std::uint64_t>;

/// All 29 collections with 100 to 1000 documents each, about 20,000 in all.
[[nodiscard]] Counts sample_counts();

/// Exactly `documents` over the big collections, in the proportions of a live system, with the few look-up
/// rows they refer to. REQUIRES: documents >= kLargeMin.
[[nodiscard]] Counts large_counts(std::uint64_t documents);
inline constexpr std::uint64_t kLargeMin = 1000;

/// All of them in contacts_flat.
[[nodiscard]] Counts flat_counts(std::uint64_t documents);

}  // namespace sojourn::make_crm
