// Converts one value as a plan would, and says in one line what came of it.
#pragma once

#include <bson/bson.h>
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "map/converter.h"
#include "support/bson_builder.h"
#include "support/cells.h"

namespace sojourn::test {

/// A type as the catalogue has it, from words as "varchar(3)", "numeric(10,2)", "timestamptz(3)".
inline plan::ColumnType type_of(const std::string& words) {
  using plan::TypeKind;
  static const std::vector<std::pair<std::string, TypeKind>> kKinds = {
      {"text", TypeKind::kText},
      {"varchar", TypeKind::kVarchar},
      {"char", TypeKind::kChar},
      {"smallint", TypeKind::kInt16},
      {"integer", TypeKind::kInt32},
      {"bigint", TypeKind::kInt64},
      {"real", TypeKind::kFloat4},
      {"double precision", TypeKind::kFloat8},
      {"numeric", TypeKind::kNumeric},
      {"boolean", TypeKind::kBool},
      {"timestamp", TypeKind::kTimestamp},
      {"timestamptz", TypeKind::kTimestamptz},
      {"date", TypeKind::kDate},
      {"time", TypeKind::kTime},
      {"interval", TypeKind::kInterval},
      {"uuid", TypeKind::kUuid},
      {"bytea", TypeKind::kBytea},
      {"json", TypeKind::kJson},
      {"jsonb", TypeKind::kJsonb},
      {"inet", TypeKind::kInet},
      {"cidr", TypeKind::kInet}};
  plan::ColumnType type;
  type.name = words;
  const std::size_t bracket = words.find('(');
  for (const auto& [name, kind] : kKinds) {
    if (name == words.substr(0, bracket)) type.kind = kind;
  }
  if (bracket == std::string::npos) return type;
  const int first = std::stoi(words.substr(bracket + 1));
  const std::size_t comma = words.find(',');
  if (type.kind == TypeKind::kNumeric) {
    type.precision = first;
    type.scale = comma == std::string::npos ? 0 : std::stoi(words.substr(comma + 1));
  } else if (type.kind == TypeKind::kVarchar || type.kind == TypeKind::kChar) {
    type.length = first;
  } else {
    type.scale = first;
  }
  return type;
}

inline plan::ColumnType enum_type(std::vector<std::string> labels) {
  plan::ColumnType type;
  type.kind = plan::TypeKind::kEnum;
  type.name = type.enum_name = "mood";
  type.labels = std::move(labels);
  return type;
}

/// "converted, lost precision", "invalid not_whole": all of a result in words.
inline std::string words_of(const map::Result& result) {
  using Kind = map::Result::Kind;
  std::string words = result.converted ? ", converted" : "";
  if (result.mapped) words += ", mapped";
  if (result.folded) words += ", folded";
  for (std::size_t loss = 0; loss < plan::kLosses; ++loss) {
    if ((result.losses >> loss & 1) != 0) words += std::string(", lost ") + plan::loss_name(plan::Loss(loss));
  }
  switch (result.kind) {
    case Kind::kDone:
      return words;
    case Kind::kNull:
      return "null" + words;
    case Kind::kEmpty:
      return "empty" + words;
    case Kind::kUnknown:
      return "unknown" + words;
    case Kind::kInvalid:
      return std::string("invalid ") + std::string(map::cause_code(result.cause)) +
             (result.clampable ? ", clampable" : "") + words;
  }
  return "?";
}

/// Converts the first element of a document: "int32(5), converted" or "invalid not_whole".
class Conversion {
 public:
  explicit Conversion(plan::ColumnType type, plan::Conversion rules = {}) {
    std::vector<std::string> problems;
    converter_ = map::make_converter(type, rules, problems);
    for (const std::string& problem : problems) problems_ += (problems_.empty() ? "" : "; ") + problem;
  }
  explicit Conversion(const std::string& type, plan::Conversion rules = {})
      : Conversion(type_of(type), std::move(rules)) {}

  const std::string& problems() const { return problems_; }
  const map::Converter& converter() const { return *converter_; }

  std::string operator()(const Doc& document) const {
    const std::string bytes = document.bytes();
    bson::Walker walker(bytes);
    REQUIRE(walker.next());
    Cells cells;
    const map::Result result = converter_->write(walker.element(), cells);
    const std::string cell = cells.take();
    CHECK(cell.empty() == (result.kind != map::Result::Kind::kDone));
    std::string answer = cell + words_of(result);
    if (result.clampable) converter_->write_clamped(walker.element(), cells);
    if (result.clampable) answer += " to " + cells.take();
    return answer;
  }

  std::string text(std::string_view value) const { return (*this)(Doc().text("", value)); }
  std::string int32(std::int32_t value) const { return (*this)(Doc().int32("", value)); }
  std::string int64(std::int64_t value) const { return (*this)(Doc().int64("", value)); }
  std::string real(double value) const { return (*this)(Doc().real("", value)); }
  std::string date(std::int64_t value) const { return (*this)(Doc().date("", value)); }
  std::string boolean(bool value) const { return (*this)(Doc().boolean("", value)); }
  std::string decimal(const std::string& digits) const {
    bson_decimal128_t value{0, 0};
    REQUIRE(bson_decimal128_from_string(digits.c_str(), &value));
    return (*this)(Doc().raw(bson::Type::kDecimal128, "", Doc::le(value.low) + Doc::le(value.high)));
  }

 private:
  std::unique_ptr<map::Converter> converter_;
  std::string problems_;
};

}  // namespace sojourn::test
