#include "map/matrix_values.h"

#include <bson/bson.h>
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

namespace sojourn::test {
namespace {

using bson::Type;

std::string decimal_bytes(const char* digits) {
  bson_decimal128_t value{0, 0};
  REQUIRE(bson_decimal128_from_string(digits, &value));
  return Doc::le(value.low) + Doc::le(value.high);
}

/// Collects the values of one row of the matrix after the other.
class Collector {
 public:
  std::vector<MatrixValue> values;

  void row(std::string name) { row_ = std::move(name); }
  void add(const Doc& document, std::string meant, std::string json) {
    values.push_back(
        {.row = row_, .bytes = document.bytes(), .meant = std::move(meant), .json = std::move(json)});
  }
  void lossy(const Doc& document, std::string meant, std::string json, std::string lossy,
             std::string lossy_json) {
    add(document, std::move(meant), std::move(json));
    values.back().lossy = std::move(lossy);
    values.back().lossy_json = std::move(lossy_json);
  }
  void text(std::string_view text) {
    add(Doc().text("", text), std::string(text), "\"" + std::string(text) + "\"");
  }
  void number(const Doc& document, const std::string& digits) { add(document, digits, digits); }
  void only_json(const Doc& document, std::string json, std::string lossy_json) {
    lossy(document, "", std::move(json), "", std::move(lossy_json));
  }

 private:
  std::string row_;
};

void add_doubles(Collector& to) {
  to.row("double");
  for (const char* digits :
       {"0", "1", "-7", "0.5", "-2.5", "0.1", "32768", "2147483648", "1e+300", "-1e+300", "5e-324",
        "4611686018427387904", "1234.565", "0.30000000000000004", "16777217", "1e-7"}) {
    to.number(Doc().real("", std::strtod(digits, nullptr)), digits);
  }
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  to.lossy(Doc().real("", -0.0), "-0", "-0", "-0", "0");
  to.lossy(Doc().real("", std::nan("")), "NaN", "", "NaN", "\"NaN\"");
  to.lossy(Doc().real("", kInfinity), "Infinity", "", "Infinity", "\"Infinity\"");
  to.lossy(Doc().real("", -kInfinity), "-Infinity", "", "-Infinity", "\"-Infinity\"");
}

void add_whole_numbers(Collector& to) {
  to.row("int");
  for (const std::int32_t value : {0, 1, -7, 99, 32767, 32768, 16777217, 2147483647, -2147483647 - 1}) {
    to.number(Doc().int32("", value), std::to_string(value));
  }
  to.row("long");
  for (const std::int64_t value : {0L, 1L, -7L, 32768L, 16777217L, 2147483648L, 9007199254740993L,
                                   9223372036854775807L, -9223372036854775807L - 1}) {
    to.number(Doc().int64("", value), std::to_string(value));
  }
}

void add_decimals(Collector& to) {
  to.row("decimal");
  for (const char* digits : {"0", "1.50", "-7", "0.5", "-0.001", "1E+3", "1234.565", "1E-6176", "32768",
                             "2147483648", "9.990000000000000000000000000000000E+6144",
                             "12345678901234567890.12345678901234", "9223372036854775808", "0.1"}) {
    to.number(Doc().raw(Type::kDecimal128, "", decimal_bytes(digits)), digits);
  }
  to.lossy(Doc().raw(Type::kDecimal128, "", decimal_bytes("-0.00")), "-0.00", "-0.00", "-0.00", "0.00");
  to.lossy(Doc().raw(Type::kDecimal128, "", decimal_bytes("NaN")), "NaN", "", "NaN", "\"NaN\"");
  to.lossy(Doc().raw(Type::kDecimal128, "", decimal_bytes("-Infinity")), "-Infinity", "", "-Infinity",
           "\"-Infinity\"");
}

/// Texts of another type, which JSON has to name.
void add_named(Collector& to, Type type, const std::string& name, const std::vector<std::string>& texts) {
  const auto json = [&](const std::string& text) { return "{\"" + name + "\":\"" + text + "\"}"; };
  for (const std::string& text : texts) {
    to.lossy(Doc().raw(type, "", Doc::counted(text)), text, json(text), text, "\"" + text + "\"");
  }
  to.lossy(Doc().raw(type, "", Doc::counted(std::string_view("a\0", 2))), "", "", "a", "\"a\"");
  to.lossy(Doc().raw(type, "", Doc::counted("a\xff")), "", "", "a\xef\xbf\xbd", "\"a\xef\xbf\xbd\"");
}

void add_strings(Collector& to) {
  to.row("string");
  for (const char* text : {"",
                           "ab",
                           "abcde",
                           "äöüß",
                           "ab ",
                           "abcd  ",
                           "12",
                           "1e3",
                           "-7.25",
                           "1234.565",
                           "99999",
                           "3000000000",
                           "1e30",
                           "1e400",
                           "0.12345678901234567890",
                           "-0",
                           "12 000",
                           "NaN",
                           "ACTIVE",
                           "active",
                           "true",
                           "2024-02-29T10:20:30.123456Z",
                           "2024-02-29T10:20:30.1234567+02:00",
                           "2024-02-29T00:00:00Z",
                           "2023-02-29T00:00:00Z",
                           "2024-02-29",
                           "2024-02-29T10:20:30",
                           "+294277-01-01T00:00:00Z",
                           "10:20:30",
                           "10:20:30.5",
                           "-004800-01-01T00:00:00Z",
                           "1e200000",
                           "24:00:00",
                           "10:20:30.1234567",
                           "P1Y2M3DT4H5M6.5S",
                           "P1D",
                           "PT0.0000001S",
                           "P1.5D",
                           "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                           "10.1.2.3",
                           "10.1.0.0/16",
                           "10.1.2.3/16",
                           "2001:db8::1",
                           "10.1.2.300"}) {
    to.text(text);
  }
  to.lossy(Doc().text("", std::string_view("a\0b", 3)), "", "", "ab", "\"ab\"");
  to.lossy(Doc().text("",
                      "a\xed\xa0\x80"
                      "b"),
           "", "",
           "a\xef\xbf\xbd"
           "b",
           "\"a\xef\xbf\xbd"
           "b\"");
  to.lossy(Doc().text("", "a\xff"), "", "", "a\xef\xbf\xbd", "\"a\xef\xbf\xbd\"");
  to.row("symbol");
  add_named(to, Type::kSymbol, "$symbol", {"ACTIVE", "ab ", "abcd  ", "", "a long symbol"});
  to.row("javascript");
  add_named(to, Type::kCode, "$code", {"f()", "f(); ", "f();  ", "", "function() {}"});
}

void add_times(Collector& to) {
  to.row("date");
  const auto add = [&](std::int64_t milliseconds, const std::string& text) {
    to.add(Doc().date("", milliseconds), text, "\"" + text + "\"");
  };
  add(0, "1970-01-01T00:00:00.000Z");
  add(1709202030123, "2024-02-29T10:20:30.123Z");
  add(1709164800000, "2024-02-29T00:00:00.000Z");
  add(-1, "1969-12-31T23:59:59.999Z");
  add(-62135596800000, "0001-01-01T00:00:00.000Z");
  add(253402300799999, "9999-12-31T23:59:59.999Z");
  const auto far = [&](std::int64_t milliseconds, const std::string& text) {
    const std::string number = std::to_string(milliseconds);
    to.lossy(Doc().date("", milliseconds), text, R"({"$date":{"$numberLong":")" + number + "\"}}", text,
             number);
  };
  far(253402300800000, "10000-01-01 00:00:00+00");
  far(-210866803200000, "4714-11-24 00:00:00+00 BC");
  far(-210866803200001, "");
  far(9223372022399999, "294247-01-09 23:59:59.999+00");
  far(9223372022400000, "294247-01-10 00:00:00+00");
  far(std::numeric_limits<std::int64_t>::max(), "");
  to.row("timestamp");
  to.only_json(Doc().raw(Type::kTimestamp, "", Doc::le<std::uint64_t>(5ULL << 32 | 7)),
               R"({"$timestamp":{"t":5,"i":7}})", "5");
}

void add_bytes(Collector& to) {
  to.row("binData");
  const auto add = [&](const Doc& document, std::string meant, std::string form, std::string plain) {
    to.lossy(document, meant, std::move(form), meant, std::move(plain));
  };
  add(Doc().binary("", 0, "\x01\x02"), "\\x0102", R"({"$binary":{"base64":"AQI=","subType":"00"}})",
      "\"AQI=\"");
  add(Doc().binary("", 2, Doc::le<std::int32_t>(1) + "a"), "\\x61",
      R"({"$binary":{"base64":"YQ==","subType":"02"}})", "\"YQ==\"");
  add(Doc().binary("", 128, ""), "\\x", R"({"$binary":{"base64":"","subType":"80"}})", "\"\"");
  to.row("binData 4");
  const std::string uuid = "\"30313233-3435-3637-3839-616263646566\"";
  add(Doc().binary("", 4, "0123456789abcdef"), "30313233343536373839616263646566", uuid, uuid);
  to.row("objectId");
  to.add(Doc().object_id("", "0123456789ab"), "303132333435363738396162", "\"303132333435363738396162\"");
}

void add_structures(Collector& to) {
  to.row("object");
  to.only_json(Doc().document("", Doc()), "{}", "{}");
  to.only_json(Doc().document("", Doc().int32("b", 1).null("a").text("c", "ä\"\n")),
               R"({"b":1,"a":null,"c":"ä\"\n"})", R"({"b":1,"a":null,"c":"ä\"\n"})");
  to.only_json(Doc().document("", Doc().int32("a", 1).int32("a", 2)), R"({"a":1,"a":2})", R"({"a":2})");
  to.only_json(Doc().document("", Doc().int64("a", 1)), R"({"a":1})", R"({"a":1})");
  to.only_json(Doc().document("", Doc().real("a", -0.0)), R"({"a":-0})", R"({"a":0})");
  to.only_json(Doc().document("", Doc().real("a", std::nan(""))), "", R"({"a":"NaN"})");
  to.only_json(Doc().document("", Doc().int32("$minKey", 1)), "", R"({"$minKey":1})");
  to.only_json(Doc().document("", Doc().text("a", std::string_view("\0", 1))), "", R"({"a":""})");
  to.only_json(Doc().document("", Doc().int32("\xff", 1)), "", "{\"\xef\xbf\xbd\":1}");
  to.row("array");
  to.only_json(Doc().array("", Doc()), "[]", "[]");
  to.only_json(Doc().array("", Doc().int32("0", 1).array("1", Doc().boolean("0", true))), "[1,[true]]",
               "[1,[true]]");
  to.only_json(Doc().array("", Doc().object_id("0", "0123456789ab")), R"(["303132333435363738396162"])",
               R"(["303132333435363738396162"])");
  to.only_json(Doc().array("", Doc().real("0", -0.0)), "[-0]", "[0]");
  to.only_json(Doc().array("", Doc().real("0", std::nan(""))), "", R"(["NaN"])");
  to.only_json(Doc().array("", Doc().document("0", Doc().int32("a", 1).int32("a", 2))), R"([{"a":1,"a":2}])",
               R"([{"a":2}])");
  to.only_json(Doc().array("", Doc().document("0", Doc().int32("$minKey", 1))), "", R"([{"$minKey":1}])");
  to.only_json(Doc().array("", Doc().text("0", std::string_view("\0", 1))), "", R"([""])");
  to.only_json(Doc().array("", Doc().text("0", "\xff")), "", "[\"\xef\xbf\xbd\"]");
}

void add_others(Collector& to) {
  to.row("bool");
  to.add(Doc().boolean("", true), "true", "true");
  to.add(Doc().boolean("", false), "false", "false");
  to.row("regex");
  to.only_json(Doc().raw(Type::kRegex, "", std::string_view("a.b\0im\0", 7)),
               R"({"$regularExpression":{"pattern":"a.b","options":"im"}})", "\"/a.b/im\"");
  to.row("dbPointer");
  to.only_json(Doc().raw(Type::kDbPointer, "", Doc::counted("db.c") + "0123456789ab"),
               R"({"$dbPointer":{"$ref":"db.c","$id":"303132333435363738396162"}})",
               "\"303132333435363738396162\"");
  to.row("javascriptWithScope");
  const std::string scoped = Doc::counted("f()") + Doc().int32("x", 1).bytes();
  to.only_json(
      Doc().raw(Type::kCodeWithScope, "", Doc::le(static_cast<std::int32_t>(scoped.size() + 4)) + scoped),
      R"x({"$code":"f()","$scope":{"x":1}})x", "\"f()\"");
  to.row("minKey");
  to.only_json(Doc().raw(Type::kMinKey, "", ""), R"({"$minKey":1})", "\"MinKey\"");
  to.row("maxKey");
  to.only_json(Doc().raw(Type::kMaxKey, "", ""), R"({"$maxKey":1})", "\"MaxKey\"");
  to.row("undefined");
  to.only_json(Doc().raw(Type::kUndefined, "", ""), R"({"$undefined":true})", "null");
}

}  // namespace

std::vector<MatrixValue> matrix_values() {
  Collector all;
  add_doubles(all);
  add_whole_numbers(all);
  add_decimals(all);
  add_strings(all);
  add_times(all);
  add_bytes(all);
  add_structures(all);
  add_others(all);
  return all.values;
}

}  // namespace sojourn::test
