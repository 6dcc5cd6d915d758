// Values into whole numbers, floating-point numbers and numeric.
#pragma once

#include <memory>

#include "map/conversion_rules.h"
#include "map/converter.h"

namespace sojourn::map {

/// REQUIRES: kInt16, kInt32 or kInt64.
[[nodiscard]] std::unique_ptr<Converter> make_integer_converter(const plan::ColumnType& type,
                                                                const ConversionRules& rules);
/// REQUIRES: kFloat4 or kFloat8.
[[nodiscard]] std::unique_ptr<Converter> make_real_converter(const plan::ColumnType& type,
                                                             const ConversionRules& rules);
[[nodiscard]] std::unique_ptr<Converter> make_numeric_converter(const plan::ColumnType& type,
                                                                const ConversionRules& rules);

}  // namespace sojourn::map
