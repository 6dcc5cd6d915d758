// The dumps that make_crm writes. Each follows from its arguments alone: same arguments, same bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "tools/make_crm/dump_folder.h"
#include "tools/make_crm/ids.h"

namespace sojourn::make_crm {

/// The seed of those who do not care.
inline constexpr std::uint64_t kDefaultSeed = 20251105;
/// Leaves room for the other fields within MongoDB's 16 MiB.
inline constexpr std::uint64_t kDocumentBytesMax = 15'000'000;

struct LargeOptions {
  std::uint64_t documents = 0;
  std::uint64_t seed = kDefaultSeed;
  KeyOrder keys = KeyOrder::kRising;
  std::uint64_t document_bytes = 0;  ///< 0: as they come.
  bool flat = false;                 ///< All documents in contacts_flat.
};

/// All 29 collections, clean.
std::vector<Written> make_sample(const std::filesystem::path& folder, std::uint64_t seed);
/// The sample and every kind of dirt, and DIR/manifest.json that states each fault and what it must lead to.
std::vector<Written> make_bad(const std::filesystem::path& folder, std::uint64_t seed);
/// N documents in constant memory.
std::vector<Written> make_large(const std::filesystem::path& folder, const LargeOptions& options);

}  // namespace sojourn::make_crm
