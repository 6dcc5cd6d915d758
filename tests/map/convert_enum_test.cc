#include "map/convert.h"

namespace sojourn::test {
namespace {

plan::Conversion table(std::vector<std::pair<std::string, std::optional<std::string>>> map,
                       bool fold = false) {
  plan::Conversion rules;
  rules.map = std::move(map);
  rules.fold_case = fold;
  return rules;
}

TEST_CASE("an enum takes its labels, and those in other letters' case where the plan folds") {
  const auto mood = enum_type({"ACTIVE", "Čekající", "on hold"});
  CHECK(Conversion(mood).text("ACTIVE") == "text(ACTIVE)");
  CHECK(Conversion(mood).text("Active") == "unknown");
  CHECK(Conversion(mood).text("") == "empty");
  CHECK(Conversion(mood).int32(1) == "invalid wrong_type");
  const Conversion folding(mood, table({}, true));
  CHECK(folding.text("active") == "text(ACTIVE), folded");
  CHECK(folding.text("ČEKAJÍCÍ") == "text(Čekající), folded");
  CHECK(folding.text("Won") == "unknown");
}

TEST_CASE("the plan's table of values comes first, for texts, numbers and flags") {
  const Conversion flag("boolean", table({{"Active", "true"}, {"0", "false"}, {"n/a", std::nullopt}}, true));
  CHECK(flag.text("Active") == "true, mapped");
  CHECK(flag.text("ACTIVE") == "true, mapped, folded");
  CHECK(flag.int32(0) == "false, mapped");
  CHECK(flag.text("N/A") == "null, mapped, folded");
  CHECK(flag.text("Pending") == "unknown");
  CHECK(flag.text("") == "empty");
  CHECK(flag.int32(7) == "invalid wrong_type");
  CHECK(flag.boolean(true) == "true");
  const Conversion named("boolean", table({{"public", "true"}, {"true", "true"}, {"false", "true"}}));
  CHECK(named.text("true") == "true, mapped");
  CHECK(named.boolean(true) == "true");  // It is no other value than without the table.
  CHECK(named.boolean(false) == "true, mapped");
  const Conversion number("integer", table({{"none", "0"}, {"", std::nullopt}}));
  CHECK(number.text("none") == "int32(0), mapped");
  CHECK(number.text("") == "null, mapped");
  CHECK(number.text("12") == "int32(12), converted");
  CHECK(number.text("dozen") == "invalid invalid_number");
  const Conversion words("text", table({{"true", "yes"}}));
  CHECK(words.boolean(true) == "text(yes), mapped");
  CHECK(words.boolean(false) == "text(false), converted");
}

TEST_CASE(
    "a table whose values do not fit the type, and a verb of another type, are told when the plan is read") {
  CHECK(Conversion("boolean", table({{"Active", "yes"}})).problems() ==
        "\"yes\" is no value of type boolean");
  CHECK(Conversion(enum_type({"A"}), table({{"x", "B"}})).problems() == "\"B\" is no value of type mood");
  plan::Conversion rules;
  rules.verb = "timestamp";
  CHECK(Conversion("integer", rules).problems() ==
        "`timestamp` does not fill a column of type integer, `number` does");
  plan::ColumnType other;
  other.name = "tsvector";
  CHECK(Conversion(other).problems() == "no value can be brought into the type tsvector");
}

std::string constant(const std::string& type, std::string_view text) {
  std::vector<std::string> problems;
  const auto made = map::make_constant(type_of(type), text, problems);
  if (!made) return problems.at(0);
  Cells cells;
  made->write(cells);
  return cells.take();
}

TEST_CASE("texts of the plan become cells") {
  CHECK(constant("text", "") == "text()");
  CHECK(constant("boolean", "false") == "false");
  CHECK(constant("boolean", "no") == "\"no\" is no value of type boolean");
  CHECK(constant("numeric(5,2)", "1.5") == "numeric(1|5000 e0 s2)");
  CHECK(constant("integer", "") == "\"\" is no value of type integer");
  CHECK(constant("timestamptz", "2024-01-31T00:00:00Z") == "timestamp(1706659200000000)");
  CHECK(constant("jsonb", R"({"a": [1, "b"]})") == R"(jsonb({"a":[1,"b"]}))");
  CHECK(constant("jsonb", "[]") == "jsonb([])");
  CHECK(constant("jsonb", "1}, {") == "\"1}, {\" is no value of type jsonb");
  CHECK(constant("jsonb", "1, \"a\": 2") == "\"1, \"a\": 2\" is no value of type jsonb");
}

}  // namespace
}  // namespace sojourn::test
