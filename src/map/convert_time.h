// Values into timestamps, dates, times of day and intervals.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "map/conversion_rules.h"
#include "map/converter.h"

namespace sojourn::map {

/// REQUIRES: kTimestamp, kTimestamptz, kDate, kTime or kInterval. Null, and `problems` has words, if a format
/// or the zone says nothing.
[[nodiscard]] std::unique_ptr<Converter> make_time_converter(const plan::ColumnType& type,
                                                             const plan::Conversion& conversion,
                                                             const ConversionRules& rules,
                                                             std::vector<std::string>& problems);

}  // namespace sojourn::map
