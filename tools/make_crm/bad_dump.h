// The bad dump: what stands in it and what is wrong with it, before it is written.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tools/make_crm/manifest.h"

namespace sojourn::make_crm {

struct BadDump {
  std::map<std::string, std::vector<std::string>> documents;  ///< By collection, sorted by `_id`.
  Manifest manifest;
};

[[nodiscard]] BadDump plan_bad_dump(std::uint64_t seed);

/// Its name in the folder, beside the database's folder: no reader of dumps takes it for a collection.
inline constexpr const char* kManifestName = "manifest.json";

}  // namespace sojourn::make_crm
