// Values into text, varchar(n) and char(n).
#pragma once

#include <memory>

#include "map/conversion_rules.h"
#include "map/converter.h"

namespace sojourn::map {

[[nodiscard]] std::unique_ptr<Converter> make_text_converter(const plan::ColumnType& type,
                                                             const ConversionRules& rules);

}  // namespace sojourn::map
