#include <memory>
#include <vector>

#include "base/ext_json.h"
#include "fuzz.h"
#include "map/convert.h"
#include "support/cells.h"
#include "support/checked_sink.h"
#include "targets.h"

namespace sojourn::test {
namespace {

using Converters = std::vector<std::unique_ptr<map::Converter>>;

plan::Conversion generous(const plan::ColumnType& type) {
  plan::Conversion rules;
  rules.trim = true;
  rules.map = {{"x", std::nullopt}};
  rules.fold_case = true;
  for (std::size_t loss = 0; loss < plan::kLosses; ++loss) {
    plan::Conversion one;
    one.losses = {plan::Loss(loss)};
    std::vector<std::string> problems;
    if (map::make_converter(type, one, problems)) rules.losses.push_back(plan::Loss(loss));
  }
  using plan::TypeKind;
  if (type.kind == TypeKind::kNumeric || type.kind == TypeKind::kInt32) rules.group = ",";
  if (type.kind == TypeKind::kTimestamp || type.kind == TypeKind::kDate) {
    rules.formats = {"DD/MM/YYYY H:mm:ss", "MMMM D YYYY[ at ]hh:mm A", "ISO"};
    rules.zone = "Europe/Prague";
    rules.unit = plan::EpochUnit::kSeconds;
  }
  return rules;
}

/// Every type, as strict as can be and with all that a plan may allow.
Converters all_converters() {
  Converters all;
  std::vector<plan::ColumnType> types = {enum_type({"x", "Y"})};
  for (const char* words : {"text",         "varchar(3)",   "char(3)",       "smallint",
                            "integer",      "bigint",       "real",          "double precision",
                            "numeric",      "numeric(6,2)", "numeric(3,-2)", "boolean",
                            "timestamp(0)", "timestamptz",  "date",          "time(3)",
                            "interval",     "uuid",         "bytea",         "json",
                            "jsonb",        "inet",         "cidr"}) {
    types.push_back(type_of(words));
  }
  for (const plan::ColumnType& type : types) {
    for (const plan::Conversion& rules : {plan::Conversion(), generous(type)}) {
      std::vector<std::string> problems;
      all.push_back(map::make_converter(type, rules, problems));
      demand(all.back() != nullptr, "what the types can do may be planned");
    }
  }
  return all;
}

void check_json(const std::string& cell) {
  // Our reader takes no decimal that no double can hold; others may.
  const bool decimal = cell.find("E+") != std::string::npos || cell.find("E-") != std::string::npos;
  if (!cell.starts_with("json") || decimal) return;
  const std::size_t begin = cell.find('(') + 1;
  std::string document;
  const std::string object = "{\"\":" + cell.substr(begin, cell.size() - begin - 1) + "}";
  const bson::JsonParse parse = bson::append_bson(document, object);
  demand(parse.problem == nullptr && parse.consumed == object.size(), "what is written as JSON is JSON");
}

void check(const map::Converter& converter, const bson::Element& element) {
  using Kind = map::Result::Kind;
  CheckedSink sink({1});
  sink.begin_row(0);
  const map::Result result = converter.write(element, sink);
  demand(!result.clampable || result.kind == Kind::kInvalid, "only what does not fit can be clamped");
  demand(result.kind == Kind::kDone || result.losses == 0, "only what goes in loses something");
  if (result.clampable) {
    converter.write_clamped(element, sink);
  } else if (result.kind != Kind::kDone) {
    sink.null();
  }
  sink.end_row();
  Cells cells;
  const map::Result again = converter.write(element, cells);
  demand(again.kind == result.kind && again.cause == result.cause && again.losses == result.losses,
         "the same value gives the same result");
  check_json(cells.take());
}

void check_all(const Converters& all, std::string_view document) {
  for (bson::Walker walker(document); walker.next();) {
    const bson::Element& element = walker.element();
    if (element.type == bson::Type::kNull) continue;
    for (const auto& converter : all) check(*converter, element);
    if (element.type == bson::Type::kDocument || element.type == bson::Type::kArray) {
      check_all(all, element.as_document());
    }
  }
}

}  // namespace

void fuzz_convert(std::string_view bytes) {
  static const Converters kAll = all_converters();
  if (bson::scan(bytes).problem == nullptr) check_all(kAll, bytes);
}

}  // namespace sojourn::test
