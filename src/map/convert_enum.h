// Values into enums, and into any type through the plan's table of values.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "map/conversion_rules.h"
#include "map/converter.h"

namespace sojourn::map {

[[nodiscard]] std::unique_ptr<Converter> make_enum_converter(const plan::ColumnType& type, bool fold,
                                                             const ConversionRules& rules);

/// Looks a value up in the plan's table first; what is not there goes to `inner`. Null, and `problems` has
/// words, if a value of the table does not fit the type.
[[nodiscard]] std::unique_ptr<Converter> make_table_converter(const plan::ColumnType& type,
                                                              const plan::Conversion& conversion,
                                                              const ConversionRules& rules,
                                                              std::unique_ptr<Converter> inner,
                                                              std::vector<std::string>& problems);

}  // namespace sojourn::map
