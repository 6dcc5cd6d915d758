// What arrays of texts and free JSON look like, chosen by the field's name.
#pragma once

#include <string_view>

#include "base/bson_writer.h"
#include "tools/make_crm/facts.h"
#include "tools/make_crm/random.h"

namespace sojourn::make_crm {

/// Appends one element of the given name.
using ListMaker = void (*)(BsonWriter& to, std::string_view name, Random& random, const Facts& facts);

[[nodiscard]] ListMaker list_maker(std::string_view collection, std::string_view field);

}  // namespace sojourn::make_crm
