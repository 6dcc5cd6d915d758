// Reads the catalogue of a live PostgreSQL into plain structs.
#pragma once

#include <string>

#include "plan/catalogue.h"

namespace sojourn::target {

/// Throws an Error that says what was tried, never with a password (J10).
[[nodiscard]] plan::Catalogue read_catalogue(const std::string& connection, const std::string& schema);

}  // namespace sojourn::target
