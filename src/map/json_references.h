// Ids within JSON, which become the ids of the rows that they lead to.
#pragma once

#include <string>

#include "map/json_form.h"
#include "map/program.h"
#include "map/resolver.h"
#include "map/row.h"

namespace sojourn::map {

/// For one value of one column. JSON promises no row that it names, so nothing is held for it: the id of a
/// document that failed is the one that its row will have.
class JsonReferences final : public JsonIds {
 public:
  JsonReferences(const CompiledColumn& column, Resolver& resolver, Row& row)
      : column_(column), resolver_(resolver), row_(row) {}
  Answer replace(std::size_t path, const bson::Element& value, std::string& to, Cause& cause) override;

 private:
  const CompiledColumn& column_;
  Resolver& resolver_;
  Row& row_;
};

}  // namespace sojourn::map
