#include "apply/cell_texts.h"

#include <doctest/doctest.h>

#include <limits>

namespace sojourn::apply {
namespace {

/// The text of the one cell that `write` puts into a row.
template <typename Write>
std::string text_of(const Write& write) {
  CellTexts texts;
  texts.begin_row(3);
  write(texts);
  texts.end_row();
  REQUIRE(texts.has_row(3));
  return std::string(texts.cell(3, 0).value_or("(null)"));
}

map::Numeric numeric(std::int16_t weight, std::uint16_t scale, const std::vector<std::int16_t>& groups) {
  map::Numeric number;
  number.weight = weight;
  number.scale = scale;
  number.groups = groups.size();
  std::copy(groups.begin(), groups.end(), number.group.begin());
  return number;
}

TEST_CASE("numbers are shown with the digits that they have") {
  CHECK(text_of([](auto& to) { to.numeric(numeric(1, 2, {12, 3400, 5000})); }) == "123400.50");
  CHECK(text_of([](auto& to) { to.numeric(numeric(-1, 4, {12})); }) == "0.0012");
  CHECK(text_of([](auto& to) { to.numeric(numeric(-2, 6, {1200})); }) == "0.000012");
  CHECK(text_of([](auto& to) { to.numeric(numeric(2, 0, {7})); }) == "700000000");
  CHECK(text_of([](auto& to) { to.numeric(numeric(0, 3, {})); }) == "0.000");
  CHECK(text_of([](auto& to) { to.float4(0.1F); }) == "0.1");
  CHECK(text_of([](auto& to) { to.float8(-2.5e30); }) == "-2.5e+30");
}

TEST_CASE("instants, days and durations are shown as people write them, also before 1970") {
  CHECK(text_of([](auto& to) { to.timestamp(1'500'000); }) == "1970-01-01 00:00:01.5");
  CHECK(text_of([](auto& to) { to.timestamp(-1); }) == "1969-12-31 23:59:59.999999");
  CHECK(text_of([](auto& to) { to.timestamp(-86'400'000'000); }) == "1969-12-31 00:00:00");
  CHECK(text_of([](auto& to) { to.date(19'753); }) == "2024-01-31");
  CHECK(text_of([](auto& to) { to.date(std::numeric_limits<std::int32_t>::max()); }) == "day 2147483647");
  CHECK(text_of([](auto& to) { to.time(45'296'000'000); }) == "12:34:56");
  CHECK(text_of([](auto& to) { to.interval(14, 3, -1'000'000); }) == "14 mons 3 days -00:00:01");
}

TEST_CASE("addresses, ids and bytes are shown as the server shows them") {
  map::Uuid id{};
  id[0] = 0xab;
  id[15] = 1;
  CHECK(text_of([&](auto& to) { to.uuid(id); }) == "ab000000-0000-0000-0000-000000000001");
  CHECK(text_of([](auto& to) { to.bytea("\x01\xff"); }) == "\\x01ff");
  CHECK(text_of([](auto& to) { to.inet({.bits = 32, .address = {10, 0, 0, 1}}); }) == "10.0.0.1");
  CHECK(text_of([](auto& to) { to.inet({.cidr = true, .bits = 8, .address = {10}}); }) == "10.0.0.0/8");
  CHECK(text_of([](auto& to) { to.inet({.v6 = true, .bits = 128, .address = {}}); }) == "::");
}

TEST_CASE("different arrays have different texts, whatever their elements hold") {
  const auto array = [](const std::vector<std::string>& elements) {
    return text_of([&](CellTexts& to) {
      to.begin_array(25, elements.size(), false);
      for (const std::string& element : elements) to.text(element);
      to.end_array();
    });
  };
  CHECK(array({"a", "b"}) == "{a,b}");
  CHECK(array({"a,b"}) == "{\"a,b\"}");
  CHECK(array({}) == "{}");
  CHECK(array({"", "NULL", "say \"x\""}) == R"({"","NULL","say \"x\""})");
  const std::string with_null = text_of([](CellTexts& to) {
    to.begin_array(25, 2, true);
    to.null();
    to.text("a");
    to.end_array();
  });
  CHECK(with_null == "{NULL,a}");
}

TEST_CASE("null is no text, and a row that was taken back is not there") {
  CellTexts texts;
  texts.begin_row(0);
  texts.null();
  texts.text("null");
  texts.end_row();
  texts.begin_row(1);
  texts.begin_array(25, 2, false);
  texts.text("lost");
  texts.abandon_row();
  texts.begin_row(2);
  texts.text("kept");
  texts.end_row();
  CHECK_FALSE(texts.cell(0, 0).has_value());
  CHECK(texts.cell(0, 1) == "null");
  CHECK_FALSE(texts.has_row(1));
  CHECK(texts.cell(2, 0) == "kept");
  texts.clear();
  CHECK_FALSE(texts.has_row(0));
}

}  // namespace
}  // namespace sojourn::apply
