// Values of every type of BSON, with their edges, and what each of them means to PostgreSQL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/rule.h"
#include "support/bson_builder.h"

namespace sojourn::test {

/// One value; the document has it as its only element.
struct MatrixValue {
  std::string row;            ///< Of the matrix: "double", "int, `unit`".
  std::string bytes;          ///< Of the document.
  std::string meant;          ///< As a person would write it for the server.
  std::string json;           ///< Likewise, as JSON.
  std::string lossy = meant;  ///< What stays where losses are declared.
  std::string lossy_json = json;
};

std::vector<MatrixValue> matrix_values();

}  // namespace sojourn::test
