// The number that a value of a document holds, and what rounding it costs.
#pragma once

#include <cstdint>

#include "map/conversion_rules.h"
#include "map/decimal.h"

namespace sojourn::map {

[[nodiscard]] bool is_whole_number(bson::Type type);
/// REQUIRES: is_whole_number(value.type).
[[nodiscard]] std::int64_t whole_number(const bson::Element& value);

/// Any number, also one within a text; else the result says why not.
[[nodiscard]] Result read_decimal(Decimal& to, const bson::Element& value, const ConversionRules& rules);

/// Rounds to `scale` digits behind the point, which the rules must allow if it changes anything.
void round_as_planned(Decimal& number, int scale, plan::Loss loss, Cause cause, const ConversionRules& rules,
                      Result& result);
/// For types whose zero has no sign: the minus is lost, which the rules must allow.
void drop_sign_of_zero(const Decimal& number, const ConversionRules& rules, Result& result);

/// Of a value that is a number.
[[nodiscard]] bool is_negative(const bson::Element& value, const ConversionRules& rules);

}  // namespace sojourn::map
