// The types of columns as the server's catalogue spells them, resolved to what a plan knows: domains to their
// base types, arrays to their elements, type modifiers to lengths and scales.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "plan/catalogue.h"
#include "target/query_session.h"

namespace sojourn::target {

class CatalogueTypes {
 public:
  /// Reads all types that the columns of the schema's tables have, and all enums of the schema.
  CatalogueTypes(QuerySession& session, const std::string& schema);

  /// REQUIRES: the type of a column in the schema; `printed` is what format_type says of both.
  [[nodiscard]] plan::ColumnType resolve(std::uint32_t oid, int modifier, const std::string& printed) const;
  /// Whether a domain forbids null; false for other types.
  [[nodiscard]] bool forbids_null(std::uint32_t oid) const;
  /// The default expression of a domain; empty for other types.
  [[nodiscard]] std::optional<std::string> default_of(std::uint32_t oid) const;

  [[nodiscard]] const std::map<std::string, plan::EnumType>& enums() const { return enums_; }

 private:
  struct Row {
    std::string name;  ///< With its schema in front if that is neither ours nor pg_catalog.
    bool built_in = false;
    char sort = 'b';           ///< typtype: b base, d domain, e enum, ...
    std::uint32_t base = 0;    ///< Of a domain.
    int base_modifier = -1;    ///< Of a domain.
    std::string base_printed;  ///< Of a domain.
    std::uint32_t element = 0;
    bool not_null = false;
    bool has_equality = false;
    std::optional<std::string> default_expression;
  };

  std::map<std::uint32_t, Row> types_;
  std::map<std::string, plan::EnumType> enums_;
};

}  // namespace sojourn::target
