// Random values into every type of a real server: what goes in arrives as it was meant, by ways of telling
// it that share nothing with the converters.
#include <doctest/doctest.h>

#include <cstdio>
#include <functional>

#include "base/ext_json.h"
#include "map/convert.h"
#include "support/random_bson.h"
#include "support/server_cells.h"

namespace sojourn::test {
namespace {

/// A value, and SQL for what it means.
struct Meant {
  Doc document;
  std::string sql;
};

std::string decimal_text(const std::string& bytes) {
  const bson_decimal128_t value{load_le<std::uint64_t>(bytes.data()),
                                load_le<std::uint64_t>(bytes.data() + 8)};
  char digits[BSON_DECIMAL128_STRING];
  bson_decimal128_to_string(&value, digits);
  return digits;
}

std::string whole_digits(double value) {
  char text[40];
  (void)std::snprintf(text, sizeof text, "%.0f", value);
  return sql_text(text);
}

std::string digits(double value) {
  char text[40];
  (void)std::snprintf(text, sizeof text, "%.17g", value);
  return sql_text(text);
}

/// The server's own shortest digits; but it has fewer than a whole number beyond 2^53 has, and no -0.
std::string real_sql(double value) {
  if (value == 0) return digits(value) + "::float8";
  const double size = value < 0 ? -value : value;
  if (size >= 9e15 && size < 9223372036854775808.0) return whole_digits(value) + "::numeric";
  return digits(value) + "::float8::text::numeric";
}

Meant random_number(RandomBson& bson, Random& random) {
  const auto bits = static_cast<std::int64_t>(random.next() >> random.below(64));
  switch (random.below(4)) {
    case 0:
      return {Doc().int32("", static_cast<std::int32_t>(bits)),
              sql_text(std::to_string(static_cast<std::int32_t>(bits))) + "::numeric"};
    case 1:
      return {Doc().int64("", bits), sql_text(std::to_string(bits)) + "::numeric"};
    case 2: {
      const double value = bson.real();
      return {Doc().real("", value), real_sql(value)};
    }
    default: {
      const std::string value = bson.decimal();
      const std::string text = decimal_text(value);
      return {Doc().raw(bson::Type::kDecimal128, "", value),
              sql_text(text) + (text.starts_with("-0") ? "::float8" : "::numeric")};
    }
  }
}

Meant random_text(RandomBson& bson) {
  const std::string text = bson.text();
  return {Doc().text("", text), text.find('\0') == std::string::npos ? sql_text(text) : "NULL"};
}

Meant random_date(Random& random) {
  constexpr std::int64_t kDay = 86'400'000;
  const std::int64_t any = static_cast<std::int64_t>(random.next()) >> random.below(40);
  const std::int64_t milliseconds = random.one_in(3) ? any / 1000 * 1000 : any;
  return {Doc().date("", milliseconds), "(timestamp 'epoch' + interval '" +
                                            std::to_string(milliseconds / kDay) + " days' + interval '" +
                                            std::to_string(milliseconds % kDay) + " milliseconds')"};
}

/// An instant for a date; only midnights go in.
Meant random_day(Random& random) {
  constexpr std::int64_t kDay = 86'400'000;
  const std::int64_t day = static_cast<std::int64_t>(random.next()) / kDay >> random.below(12);
  return {Doc().date("", day * kDay + (random.one_in(9) ? 1 : 0)),
          "(date '1970-01-01' + (" + std::to_string(day) + "))"};
}

/// JSON that has no types but JSON's, as our other writer has it.
Meant random_json(RandomBson& bson, Random& random) {
  const auto object = [&](const Doc* inner) {
    Doc doc;
    for (auto count = random.below(4); count > 0; --count) {
      const std::string name = "n" + std::to_string(count) + (random.one_in(3) ? "é\"\n" : "");
      if (random.one_in(3)) doc.text(name, bson.text());
      if (random.one_in(3)) doc.int32(name + "i", static_cast<std::int32_t>(random.next()));
      if (random.one_in(3)) doc.boolean(name + "b", true).null(name + "z");
      if (inner != nullptr) doc.document(name + "d", *inner).array(name + "a", Doc().document("0", *inner));
    }
    return doc;
  };
  const Doc deepest = object(nullptr);
  const Doc inner = object(&deepest);
  const Doc document = object(&inner);
  std::string json;
  bson::append_json(json, document.bytes(), bson::JsonMode::kRelaxed);
  return {Doc().document("", document), json.find("\\u0000") == std::string::npos ? sql_text(json) : "NULL"};
}

/// Random values into one type. Returns how many went in.
std::uint64_t try_values(ServerCells& server, const std::string& table, const std::string& type,
                         const std::string& cast, const std::function<Meant()>& next) {
  const Conversion conversion(type);
  REQUIRE(conversion.problems().empty());
  apply::CopyRows rows({0});
  std::vector<std::pair<int, std::string>> meant;
  for (int id = 0; id < 400; ++id) {
    const Meant value = next();
    const std::string bytes = value.document.bytes();
    bson::Walker walker(bytes);
    REQUIRE(walker.next());
    rows.begin_row(0);
    rows.int32(id);
    if (conversion.converter().write(walker.element(), rows).kind != map::Result::Kind::kDone) {
      rows.abandon_row();
      continue;
    }
    rows.end_row();
    meant.emplace_back(id, value.sql + cast);
  }
  server.make_table(table, type);
  server.copy(table, rows);
  CHECK_MESSAGE(server.differences(table, meant) == "", type);
  return meant.size();
}

TEST_CASE("random values arrive as they were meant, or do not go in") {
  ServerCells server;
  Random random;
  RandomBson bson(random);
  int tables = 0;
  const auto table = [&] { return "random_" + std::to_string(++tables); };
  for (const char* type :
       {"smallint", "integer", "bigint", "numeric", "numeric(30,3)", "double precision", "real"}) {
    // Numeric zeros behind the point are shown only as far as the column has them.
    const std::string cast = type == std::string("numeric") ? "" : std::string("::") + type;
    CHECK(try_values(server, table(), type, cast, [&] { return random_number(bson, random); }) > 0);
  }
  for (const char* type : {"text", "varchar(8)", "char(8)"}) {
    CHECK(try_values(server, table(), type, std::string("::") + type, [&] { return random_text(bson); }) > 0);
  }
  CHECK(try_values(server, table(), "date", "", [&] { return random_day(random); }) > 0);
  for (const char* type : {"timestamp", "timestamp(0)", "timestamptz(3)"}) {
    CHECK(try_values(server, table(), type, std::string("::") + type, [&] { return random_date(random); }) >
          0);
  }
  for (const char* type : {"jsonb", "json"}) {
    CHECK(try_values(server, table(), type, std::string("::") + type,
                     [&] { return random_json(bson, random); }) > 0);
  }
}

}  // namespace
}  // namespace sojourn::test
