// What every field of one document may depend on, so that its fields tell one story: the e-mail address bears
// the name, no update comes before the creation.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tools/make_crm/ids.h"

namespace sojourn::make_crm {

struct Facts {
  const Ids& ids;
  std::size_t collection = 0;
  std::uint64_t index = 0;  ///< Unlike for all documents of a collection, planted ones too.
  std::uint64_t hash = 0;   ///< Of seed, collection and index.
  std::int64_t created_ms = 0;
};

}  // namespace sojourn::make_crm
