// Values into boolean, uuid, bytea, inet and cidr: types with one natural value each, and few others that
// fit.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "map/conversion_rules.h"
#include "map/converter.h"

namespace sojourn::map {

[[nodiscard]] std::unique_ptr<Converter> make_bool_converter(const ConversionRules& rules);
[[nodiscard]] std::unique_ptr<Converter> make_uuid_converter(const ConversionRules& rules);
[[nodiscard]] std::unique_ptr<Converter> make_bytea_converter(const ConversionRules& rules);
/// `cidr`: a network, whose bits behind the mask are zero.
[[nodiscard]] std::unique_ptr<Converter> make_inet_converter(bool cidr, const ConversionRules& rules);

/// 32 hexadecimal digits of either case, with hyphens after the usual ones or with none.
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);
/// "10.1.2.3", "10.1.0.0/16", "::1".
[[nodiscard]] std::optional<Inet> parse_inet(std::string_view text);

}  // namespace sojourn::map
