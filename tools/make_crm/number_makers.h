// What the numbers, dates and flags of a field look like, chosen by the field's name.
#pragma once

#include <cstdint>
#include <string_view>

#include "tools/make_crm/facts.h"
#include "tools/make_crm/random.h"

namespace sojourn::make_crm {

using IntMaker = std::int32_t (*)(Random& random, const Facts& facts);
/// Milliseconds since 1970.
using DateMaker = std::int64_t (*)(Random& random, const Facts& facts);

/// The makers for a field; every such field of the table has one.
[[nodiscard]] IntMaker int_maker(std::string_view collection, std::string_view field);
[[nodiscard]] DateMaker date_maker(std::string_view field);

/// How many of a hundred documents say true.
[[nodiscard]] std::uint32_t percent_true(std::string_view field);

}  // namespace sojourn::make_crm
