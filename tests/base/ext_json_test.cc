#include "base/ext_json.h"

#include <bson/bson.h>
#include <doctest/doctest.h>

#include <cmath>
#include <ostream>

#include "support/bson_builder.h"
#include "support/random_bson.h"

namespace sojourn::bson {
namespace {

using test::Doc;

std::string canonical(std::string_view document) {
  std::string json;
  append_json(json, document, JsonMode::kCanonical);
  return json;
}
std::string canonical(const Doc& doc) {
  return canonical(doc.bytes());
}
std::string relaxed(const Doc& doc) {
  std::string json;
  append_json(json, doc.bytes(), JsonMode::kRelaxed);
  return json;
}

/// The BSON of a JSON object that must be fine to its last character.
std::string read(std::string_view json) {
  std::string document = "before";
  const JsonParse parse = append_bson(document, json);
  INFO(json, " at ", parse.problem_at);
  REQUIRE(std::string(parse.problem == nullptr ? "" : parse.problem) == "");
  CHECK(parse.consumed == json.size());
  document.erase(0, 6);
  CHECK(scan(document).problem == nullptr);
  return document;
}

struct Refusal {
  std::string problem;
  std::size_t at;
  bool operator==(const Refusal&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
  return out << refusal.problem << " at " << refusal.at;
}

/// Why a JSON text is refused.
Refusal refused(std::string_view json) {
  std::string document = "before";
  const JsonParse parse = append_bson(document, json);
  INFO(json);
  REQUIRE(parse.problem != nullptr);
  CHECK(document == "before");
  return {parse.problem, parse.problem_at};
}

std::string decimal(const char* digits) {
  bson_decimal128_t value{0, 0};
  REQUIRE(bson_decimal128_from_string(digits, &value));
  return Doc::le(value.low) + Doc::le(value.high);
}

TEST_CASE("every type has its words in canonical JSON") {
  const std::string json = canonical(test::every_type());
  CHECK(json == R"({"_id":{"$oid":"303132333435363738396162"},)"
                R"("double":{"$numberDouble":"-0.5"},)"
                R"("string":"with a \u0000 inside",)"
                R"("document":{"a":{"$numberInt":"1"}},)"
                R"("array":[{"$numberInt":"1"},null],)"
                R"("binary":{"$binary":{"base64":"AQI=","subType":"00"}},)"
                R"("old_binary":{"$binary":{"base64":"YWJj","subType":"02"}},)"
                R"("uuid":{"$binary":{"base64":"MDEyMzQ1Njc4OWFiY2RlZg==","subType":"04"}},)"
                R"("undefined":{"$undefined":true},)"
                R"("bool":true,)"
                R"("date":{"$date":{"$numberLong":"-1"}},)"
                R"("null":null,)"
                R"("regex":{"$regularExpression":{"pattern":"a.b","options":"im"}},)"
                R"("pointer":{"$dbPointer":{"$ref":"db.c","$id":{"$oid":"303132333435363738396162"}}},)"
                R"x("code":{"$code":"g()"},)x"
                R"("symbol":{"$symbol":"sym"},)"
                R"x("scoped":{"$code":"f()","$scope":{"x":{"$numberInt":"1"}}},)x"
                R"("int32":{"$numberInt":"-7"},)"
                R"("timestamp":{"$timestamp":{"t":0,"i":5}},)"
                R"("int64":{"$numberLong":"1099511627776"},)"
                R"("decimal":{"$numberDecimal":"0E-2902"},)"
                R"("min":{"$minKey":1},)"
                R"("max":{"$maxKey":1}})");
}

TEST_CASE("relaxed JSON writes numbers and dates of our time plainly, all else as canonical") {
  const Doc doc = Doc().int32("i", -7).int64("l", 1LL << 40).real("d", 0.1).real("whole", 3);
  CHECK(relaxed(doc) == R"({"i":-7,"l":1099511627776,"d":0.1,"whole":3.0})");
  CHECK(relaxed(Doc().real("d", std::nan(""))) == R"({"d":{"$numberDouble":"NaN"}})");
  CHECK(relaxed(Doc().date("d", 0)) == R"({"d":{"$date":"1970-01-01T00:00:00Z"}})");
  CHECK(relaxed(Doc().date("d", 1356351330501)) == R"({"d":{"$date":"2012-12-24T12:15:30.501Z"}})");
  CHECK(relaxed(Doc().date("d", -1)) == R"({"d":{"$date":{"$numberLong":"-1"}}})");
  CHECK(relaxed(Doc().date("d", 253402300800000)) == R"({"d":{"$date":{"$numberLong":"253402300800000"}}})");
}

TEST_CASE("doubles are written so that they are doubles and the same ones again") {
  const std::pair<double, std::string_view> examples[] = {
      {0, "0.0"},         {-0.0, "-0.0"},           {0.1, "0.1"},          {1e300, "1e+300"},
      {5e-324, "5e-324"}, {-HUGE_VAL, "-Infinity"}, {HUGE_VAL, "Infinity"}};
  for (const auto& [number, digits] : examples) {
    const Doc doc = Doc().real("d", number);
    CHECK(canonical(doc) == R"({"d":{"$numberDouble":")" + std::string(digits) + "\"}}");
    CHECK(read(canonical(doc)) == doc.bytes());
    CHECK(read(relaxed(doc)) == doc.bytes());
  }
}

TEST_CASE("writing never fails: bad UTF-8 is replaced, a repeated name is written twice") {
  CHECK(canonical(Doc().text("a", "x\xffy")) == "{\"a\":\"x\xef\xbf\xbdy\"}");
  CHECK(canonical(Doc().null("a").null("a")) == R"({"a":null,"a":null})");
  CHECK(canonical(Doc()) == "{}");
  CHECK(canonical(Doc().array("", Doc()).document("", Doc())) == R"({"":[],"":{}})");
}

TEST_CASE("plain JSON becomes the type that fits") {
  CHECK(read(R"({"a":1,"b":-2147483648,"c":2147483648,"d":-9223372036854775808})") ==
        Doc().int32("a", 1).int32("b", INT32_MIN).int64("c", 2147483648).int64("d", INT64_MIN).bytes());
  CHECK(read(R"({"a":9223372036854775808,"b":1.0,"c":1e2,"d":-0.5E-1,"e":-0})") ==
        Doc().real("a", 0x1p63).real("b", 1).real("c", 100).real("d", -0.05).int32("e", 0).bytes());
  CHECK(read(R"({"t":true,"f":false,"n":null,"s":"x","o":{},"a":[]})") == Doc()
                                                                              .boolean("t", true)
                                                                              .boolean("f", false)
                                                                              .null("n")
                                                                              .text("s", "x")
                                                                              .document("o", Doc())
                                                                              .array("a", Doc())
                                                                              .bytes());
}

TEST_CASE("a double takes the nearest value to its digits") {
  CHECK(read(R"({"a":0.1000000000000000055511151231257827})") == Doc().real("a", 0.1).bytes());
  CHECK(read(R"({"a":2.2250738585072011e-308})") == Doc().real("a", 2.2250738585072011e-308).bytes());
  CHECK(read(R"({"a":5e-324})") == Doc().real("a", 5e-324).bytes());
  CHECK(read(R"({"a":9007199254740993.0})") == Doc().real("a", 9007199254740992.0).bytes());
}

TEST_CASE("white space may stand anywhere between, also before the object") {
  CHECK(read(" \r\n\t{ \"a\" :\t[ 1 ,\n2 ] , \"b\" : { } }") ==
        Doc().array("a", Doc().int32("0", 1).int32("1", 2)).document("b", Doc()).bytes());
}

TEST_CASE("reading stops behind the object") {
  std::string document;
  const JsonParse parse = append_bson(document, "{\"a\":1}\n{\"a\":");
  CHECK(parse.problem == nullptr);
  CHECK(parse.consumed == 7);
}

TEST_CASE("escapes become the characters they stand for") {
  CHECK(read(R"({"a":"\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00"})") ==
        Doc().text("a", "\"\\/\b\f\n\r\té€😀").bytes());
  CHECK(read(R"({"\u0061":"x\u0000y"})") == Doc().text("a", std::string_view("x\0y", 3)).bytes());
}

TEST_CASE("text that is not UTF-8 is kept and flagged, lone surrogates too") {
  CHECK(read("{\"a\":\"x\xff\"}") == Doc().text("a", "x\xff").bytes());
  CHECK(read(R"({"a":"\ud800"})") == Doc().text("a", "\xed\xa0\x80").bytes());
  CHECK(read(R"({"a":"\ude00\ud83dx"})") == Doc().text("a", "\xed\xb8\x80\xed\xa0\xbdx").bytes());
  CHECK(read(R"({"a":"\ud83d\ud83d\ude00"})") == Doc().text("a", "\xed\xa0\xbd😀").bytes());
  CHECK(scan(read(R"({"a":"\ud800"})")).invalid_utf8);
}

TEST_CASE("the wrappers of version 1 are understood") {
  const std::pair<std::string_view, Doc> examples[] = {
      {R"({"a":{"$oid":"303132333435363738396162"}})", Doc().object_id("a", "0123456789ab")},
      {R"({"a":{"$date":"2014-01-31T22:26:33.000+0000"}})", Doc().date("a", 1391207193000)},
      {R"({"a":{"$date":"2014-01-31T22:26:33.000-0130"}})", Doc().date("a", 1391207193000 + 90 * 60000)},
      {R"({"a":{"$date":1391207193000}})", Doc().date("a", 1391207193000)},
      {R"({"a":{"$date":{"$numberLong":"-62135596800000"}}})", Doc().date("a", -62135596800000)},
      {R"({"a":{"$date":"0001-01-01T00:00:00Z"}})", Doc().date("a", -62135596800000)},
      {R"({"a":{"$numberLong":"5"}})", Doc().int64("a", 5)},
      {R"({"a":{"$numberLong":5}})", Doc().int64("a", 5)},
      {R"({"a":{"$binary":"AQI=","$type":"00"}})", Doc().binary("a", 0, "\x01\x02")},
      {R"({"a":{"$type":"80","$binary":""}})", Doc().binary("a", 0x80, "")},
      {R"({"a":{"$binary":"YWJj","$type":"2"}})", Doc().binary("a", 2, Doc::le<std::int32_t>(3) + "abc")},
      {R"({"a":{"$binary":"AQI=","$type":5}})", Doc().binary("a", 5, "\x01\x02")},
      {R"({"a":{"$regex":"^x","$options":"i"}})",
       Doc().raw(Type::kRegex, "a", std::string_view("^x\0i\0", 5))},
      {R"({"a":{"$timestamp":{"t":4294967295,"i":1}}})",
       Doc().raw(Type::kTimestamp, "a", Doc::le(0xffff'ffff'0000'0001))},
      {R"({"a":{"$undefined":true}})", Doc().raw(Type::kUndefined, "a", "")},
      {R"({"a":[{"$minKey":1},{"$maxKey":1}]})",
       Doc().array("a", Doc().raw(Type::kMinKey, "0", "").raw(Type::kMaxKey, "1", ""))},
      {R"({"a":{"$symbol":"s"}})", Doc().raw(Type::kSymbol, "a", Doc::counted("s"))},
      {R"({"a":{"$numberDecimal":"1.50"}})", Doc().raw(Type::kDecimal128, "a", decimal("1.50"))},
      {R"({"a":NaN,"b":-Infinity,"c":Infinity,"d":+Infinity})",
       Doc().real("a", std::nan("")).real("b", -HUGE_VAL).real("c", HUGE_VAL).real("d", HUGE_VAL)},
      {R"({"a":{"$uuid":"30313233-3435-3637-3839-616263646566"}})", Doc().binary("a", 4, "0123456789abcdef")},
  };
  for (const auto& [json, doc] : examples) CHECK(read(json) == doc.bytes());
}

TEST_CASE("an object that only resembles a wrapper is a document") {
  for (const std::string_view json : {
           R"({"a":{"$oid":"303132333435363738396162","x":1}})",
           R"({"a":{"$oid":1}})",
           R"({"a":{"$date":true}})",
           R"({"a":{"$numberInt":5}})",
           R"({"a":{"$ref":"c","$id":{"$oid":"303132333435363738396162"}}})",
           R"({"a":{"$ref":"c","$id":1,"$db":"d"}})",
           R"({"a":{"$regex":"^x"}})",
           R"({"a":{"$type":"string"}})",
           R"({"a":{"$undefined":false}})",
           R"({"a":{"$minKey":2}})",
           R"({"a":{"$set":{"b":1}}})",
           R"({"a":{"$timestamp":{"t":1}}})",
           R"({"a":{"":{},"$oid":"303132333435363738396162"}})",
           R"({"$oid":"303132333435363738396162"})",
       }) {
    const std::string document = read(json);
    CHECK(read(canonical(document)) == document);
    const auto inner = find(document, "a");
    if (inner) CHECK(inner->type == Type::kDocument);
  }
}

TEST_CASE("a wrapper with wrong content is a problem at its place") {
  const std::pair<std::string_view, std::string_view> examples[] = {
      {R"({"$oid":"12"})", "an $oid that is not 24 hexadecimal digits"},
      {R"({"$oid":"30313233343536373839616g"})", "an $oid that is not 24 hexadecimal digits"},
      {R"({"$numberInt":"2147483648"})", "a $numberInt that is no 32-bit integer"},
      {R"({"$numberInt":" 1"})", "a $numberInt that is no 32-bit integer"},
      {R"({"$numberLong":"1.5"})", "a $numberLong that is no 64-bit integer"},
      {R"({"$numberDouble":"1e999"})", "a $numberDouble that is no number a double can hold"},
      {R"({"$numberDouble":"inf"})", "a $numberDouble that is no number a double can hold"},
      {R"({"$numberDecimal":"12345678901234567890123456789012345"})",
       "a $numberDecimal that is no number a decimal can hold exactly"},
      {R"({"$numberDecimal":""})", "a $numberDecimal that is no number a decimal can hold exactly"},
      {R"({"$numberDecimal":"1\u00002"})", "a $numberDecimal that is no number a decimal can hold exactly"},
      {R"({"$date":"2014-02-30T00:00:00Z"})",
       "a $date that is no date and time with a zone, to the millisecond at most"},
      {R"({"$binary":"AQI","$type":"00"})", "a $binary that is not base64"},
      {R"({"$binary":{"base64":"AQI=","subType":"xx"}})",
       "a $binary whose subtype is not two hexadecimal digits"},
      {R"({"$uuid":"30313233-3435-3637-3839-61626364656"})", "a $uuid that is no UUID"},
      {R"({"$regularExpression":{"pattern":"\u0000","options":""}})", "a regular expression with a NUL"},
      {R"({"$timestamp":{"t":4294967296,"i":1}})", "a $timestamp beyond 32 bits"},
  };
  for (const auto& [wrapper, problem] : examples) {
    CHECK(refused(R"({"a":)" + std::string(wrapper) + "}") == Refusal{std::string(problem), 5});
  }
}

TEST_CASE("text that is no JSON is refused with the place") {
  const std::pair<std::string_view, Refusal> examples[] = {
      {"x", {"not the beginning of a JSON object", 0}},
      {"[{}]", {"not the beginning of a JSON object", 0}},
      {"{a:1}", {"no field name in quotes where one should be", 1}},
      {R"({"a" 1})", {"no colon behind a field name", 5}},
      {R"({"a":x})", {"not a JSON value", 5}},
      {R"({"a":nul})", {"not a JSON value", 8}},
      {R"({"a":01})", {"a number with a leading zero", 5}},
      {R"({"a":1.})", {"no digit behind a decimal point", 7}},
      {R"({"a":1e+})", {"no digit in an exponent", 8}},
      {R"({"a":-})", {"not a JSON value", 6}},
      {R"({"a":-+Infinity})", {"not a JSON value", 6}},
      {R"({"a":1e999})", {"a number that no double can hold", 5}},
      {R"({"a":1 "b":2})", {"neither a comma nor the end of the object behind a value", 7}},
      {R"({"a":[1 2]})", {"neither a comma nor the end of the array behind a value", 8}},
      {R"({"a":1,})", {"no field name in quotes where one should be", 7}},
      {R"({"a":[1,]})", {"not a JSON value", 8}},
      {"{\"a\":\"x\ny\"}", {"a control character in a string", 7}},
      {R"({"a":"\x"})", {"an escape that JSON does not know", 6}},
      {R"({"a":"\u12g4"})", {"not four hexadecimal digits behind \\u", 10}},
      {R"({"a\u0000b":1})", {"a NUL in a field name, which BSON cannot hold", 1}},
  };
  for (const auto& [json, refusal] : examples) {
    CHECK(refused(json) == refusal);
    std::string document;
    CHECK_FALSE(append_bson(document, json).incomplete);
  }
}

TEST_CASE("a text that ends early is told from one that is wrong, wherever it ends") {
  const std::string json =
      " {\"a\":-1.5e+3,\"b\":[true,null,{\"$numberInt\":\"5\"}],\"c\":\"x\\n\\ud83d\\ude00\\ud800\",\"d\":-"
      "Infinity}";
  (void)read(json);
  for (std::size_t length = 0; length < json.size(); ++length) {
    std::string document;
    const JsonParse parse = append_bson(document, std::string_view(json).substr(0, length));
    CHECK(parse.incomplete);
    CHECK(parse.problem_at == length);
    CHECK(std::string(parse.problem) == "the text ends before the object does");
  }
}

std::string nested(int levels) {
  std::string json;
  for (int i = 0; i < levels - 1; ++i) json += i % 2 == 0 ? "{\"a\":" : "[";
  json += (levels - 1) % 2 == 0 ? "{}" : "[]";
  for (int i = levels - 2; i >= 0; --i) json += i % 2 == 0 ? "}" : "]";
  return json;
}

TEST_CASE("two hundred levels are read, more are refused") {
  CHECK(canonical(read(nested(kNestingMax))) == nested(kNestingMax));
  CHECK(refused(nested(kNestingMax + 1)).problem == "nested deeper than 200 levels");
  CHECK(refused(nested(100000)).problem == "nested too deep");
}

TEST_CASE("wrappers do not count as levels") {
  std::string document = Doc().date("d", 1).bytes();
  for (int i = 1; i < kNestingMax; ++i) document = Doc().raw(Type::kDocument, "a", document).bytes();
  REQUIRE(scan(document).problem == nullptr);
  CHECK(read(canonical(document)) == document);
}

TEST_CASE("documents of 16 MiB come back, as text or as binary; larger ones than allowed are refused") {
  const std::string large(16u << 20, 'x');
  for (const Doc& doc : {Doc().text("a", large), Doc().binary("a", 0, large)}) {
    CHECK((read(canonical(doc)) == doc.bytes()));
  }
  const std::string json = "{\"a\":\"" + large + "\",\"b\":\"" + large + "\"}";
  CHECK(refused(json).problem == "larger than a document may be");
}

TEST_CASE("canonical JSON gives the same bytes again, for any document") {
  test::Random random;
  for (int round = 0; round < 5000; ++round) {
    const std::string document = test::RandomBson(random).document().bytes();
    const std::string json = canonical(document);
    INFO(json);
    REQUIRE((read(json) == document));
  }
}

TEST_CASE("relaxed JSON gives the same relaxed JSON again, for any document") {
  test::Random random;
  for (int round = 0; round < 2000; ++round) {
    const Doc doc = test::RandomBson(random).document();
    std::string again;
    append_json(again, read(relaxed(doc)), JsonMode::kRelaxed);
    REQUIRE(again == relaxed(doc));
  }
}

TEST_CASE("libbson reads our canonical JSON as the same bytes") {
  test::Random random;
  for (int round = 0; round < 2000; ++round) {
    const std::string document =
        test::RandomBson(random, test::RandomBson::Kind::kForLibbson).document().bytes();
    const std::string json = canonical(document);
    bson_error_t error;
    bson_t* const theirs = bson_new_from_json(reinterpret_cast<const std::uint8_t*>(json.data()),
                                              static_cast<ssize_t>(json.size()), &error);
    INFO(json, error.message);
    REQUIRE(theirs != nullptr);
    const std::string_view bytes(reinterpret_cast<const char*>(bson_get_data(theirs)), theirs->len);
    CHECK((bytes == document));
    bson_destroy(theirs);
  }
}

TEST_CASE("we read the canonical JSON of libbson as the same bytes") {
  test::Random random;
  for (int round = 0; round < 2000; ++round) {
    const std::string document =
        test::RandomBson(random, test::RandomBson::Kind::kForLibbson).document().bytes();
    bson_t theirs;
    REQUIRE(
        bson_init_static(&theirs, reinterpret_cast<const std::uint8_t*>(document.data()), document.size()));
    std::size_t length = 0;
    char* const json = bson_as_canonical_extended_json(&theirs, &length);
    REQUIRE(json != nullptr);
    INFO(json);
    CHECK((read(std::string_view(json, length)) == document));
    bson_free(json);
  }
}

}  // namespace
}  // namespace sojourn::bson
