#include <cmath>
#include <limits>

#include "map/convert.h"

namespace sojourn::test {
namespace {

using plan::Loss;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

plan::Conversion losing(std::vector<Loss> losses) {
  plan::Conversion rules;
  rules.losses = std::move(losses);
  return rules;
}

TEST_CASE("whole numbers go in exactly, from any type that holds them, or not at all") {
  const Conversion to("integer");
  CHECK(to.int32(-5) == "int32(-5)");
  CHECK(to.int64(7) == "int32(7), converted");
  CHECK(to.real(3.0) == "int32(3), converted");
  CHECK(to.real(0.0) == "int32(0), converted");
  CHECK(to.decimal("1E+3") == "int32(1000), converted");
  CHECK(to.decimal("12.00") == "int32(12), converted");
  CHECK(to.text("1e3") == "int32(1000), converted");
  CHECK(to.text("-007") == "int32(-7), converted");
  CHECK(to.real(10.5) == "invalid not_whole");
  CHECK(to.text("10.5") == "invalid not_whole");
  CHECK(to.real(kNaN) == "invalid not_finite");
  CHECK(to.decimal("Infinity") == "invalid not_finite");
  CHECK(to.real(-0.0) == "invalid negative_zero");
  CHECK(to.text("") == "empty");
  for (const char* wrong :
       {"5 Kc", "1,500", " 5", "5 ", "0x10", "1e", ".5", "5.", "--5", "Infinity", "1 000"}) {
    CHECK(to.text(wrong) == "invalid invalid_number");
  }
  CHECK(to.boolean(true) == "invalid wrong_type");
  CHECK(to.date(0) == "invalid wrong_type");
}

TEST_CASE("whole numbers beyond the column are refused, and the nearest end is known") {
  CHECK(Conversion("integer").int64(1LL << 31) == "invalid out_of_range, clampable to int32(2147483647)");
  CHECK(Conversion("smallint").int32(-32769) == "invalid out_of_range, clampable to int16(-32768)");
  CHECK(Conversion("bigint").real(9.3e18) == "invalid out_of_range, clampable to int64(9223372036854775807)");
  CHECK(Conversion("bigint").real(-9223372036854775808.0) == "int64(-9223372036854775808), converted");
  CHECK(Conversion("bigint").text("9223372036854775807") == "int64(9223372036854775807), converted");
  CHECK(Conversion("bigint").text("-1e99999999999") ==
        "invalid out_of_range, clampable to int64(-9223372036854775808)");
}

TEST_CASE("a fraction is rounded half away from zero where the plan declares that loss") {
  const Conversion to("integer", losing({Loss::kFraction, Loss::kNegativeZero}));
  CHECK(to.real(10.5) == "int32(11), converted, lost fraction");
  CHECK(to.real(-2.5) == "int32(-3), converted, lost fraction");
  CHECK(to.real(-0.4) == "int32(0), converted, lost fraction");
  CHECK(to.text("999.99") == "int32(1000), converted, lost fraction");
  CHECK(to.real(4.0) == "int32(4), converted");
  CHECK(to.real(-0.0) == "int32(0), converted, lost negative_zero");
}

TEST_CASE("numbers in texts have the signs that the plan names") {
  plan::Conversion rules;
  rules.group = " ";
  rules.decimal = ",";
  rules.trim = true;
  const Conversion to("numeric(12,2)", rules);
  CHECK(to.text("10 000,5") == "numeric(1|0|5000 e1 s2), converted");
  CHECK(to.text(" 10000,50\n") == "numeric(1|0|5000 e1 s2), converted");
  CHECK(to.text("  ") == "empty");
  for (const char* wrong : {"10 00", "1 0000", "1000 000", "10000.5", "1,000 5", "1  000"}) {
    CHECK(to.text(wrong) == "invalid invalid_number");
  }
}

TEST_CASE("a floating-point column takes what it gives back with the same digits") {
  const Conversion to("double precision");
  CHECK(to.real(-0.0) == "float8(-0)");
  CHECK(to.real(kInfinity) == "float8(inf)");
  CHECK(to.int32(3) == "float8(3), converted");
  CHECK(to.int64(1LL << 60) == "float8(1152921504606846976), converted");
  CHECK(to.int64((1LL << 53) + 1) == "invalid precision");
  CHECK(to.decimal("0.1") == "float8(0.1), converted");
  CHECK(to.decimal("0.12345678901234567890") == "invalid precision");
  CHECK(to.text("1152921504606846976") == "float8(1152921504606846976), converted");
  CHECK(to.text("1e400") == "invalid out_of_range, clampable to float8(1.7976931348623157e+308)");
  CHECK(to.text("1e-400") == "invalid precision");
  CHECK(Conversion("double precision", losing({Loss::kPrecision})).int64((1LL << 53) + 1) ==
        "float8(9007199254740992), converted, lost precision");
  CHECK(Conversion("real").real(0.1) == "float4(0.1), converted");
  CHECK(Conversion("real").real(0.12345678901) == "invalid precision");
  CHECK(Conversion("real").real(-1e39) == "invalid out_of_range, clampable to float4(-3.4028235e+38)");
}

TEST_CASE("numeric keeps the digits it is given, and those beyond its scale only where declared lost") {
  CHECK(Conversion("numeric").decimal("1.500") == "numeric(1|5000 e0 s3)");
  CHECK(Conversion("numeric").decimal("0.00") == "numeric( e0 s2)");
  CHECK(Conversion("numeric").decimal("-1E-20") == "numeric(-1 e-5 s20)");
  CHECK(Conversion("numeric").decimal("NaN") == "numeric(NaN)");
  CHECK(Conversion("numeric").decimal("-Infinity") == "numeric(-Infinity)");
  CHECK(Conversion("numeric").decimal("-0") == "invalid negative_zero");
  CHECK(Conversion("numeric").real(1e22) == "numeric(100 e5 s0), converted");
  CHECK(Conversion("numeric").real(123456.789) == "numeric(12|3456|7890 e1 s3), converted");
  const Conversion to("numeric(6,2)");
  CHECK(to.decimal("1234.50") == "numeric(1234|5000 e0 s2)");
  CHECK(to.decimal("1234.5000") == "numeric(1234|5000 e0 s2)");
  CHECK(to.decimal("1.005") == "invalid precision");
  CHECK(to.int32(10000) == "invalid out_of_range, clampable to numeric(9999|9900 e0 s2)");
  CHECK(to.decimal("Infinity") == "invalid not_finite");
  const Conversion rounding("numeric(6,2)", losing({Loss::kPrecision}));
  CHECK(rounding.decimal("1.005") == "numeric(1|100 e0 s2), lost precision");
  CHECK(rounding.decimal("9999.999") == "invalid out_of_range, clampable to numeric(9999|9900 e0 s2)");
  CHECK(rounding.decimal("-0.001") == "numeric( e0 s2), lost precision");
}

TEST_CASE("text is taken as it is, and NUL and broken UTF-8 only where declared lost") {
  const Conversion to("text");
  const std::string_view with_nul("a\0b", 3);
  const std::string surrogate = "a\xed\xa0\x80z";
  CHECK(to.text("") == "text()");
  CHECK(to.text("naïve 😀 text of some length") == "text(naïve 😀 text of some length)");
  CHECK(to.text(with_nul) == "invalid nul_in_text");
  CHECK(to.text(surrogate) == "invalid invalid_utf8");
  CHECK(to.text("0123456789\xff") == "invalid invalid_utf8");
  CHECK(to.int32(42) == "text(42), converted");
  CHECK(to.real(100000.0) == "text(100000), converted");
  CHECK(to.real(-0.25) == "text(-0.25), converted");
  CHECK(to.real(1e22) == "text(1e+22), converted");
  CHECK(to.decimal("1.50") == "text(1.50), converted");
  CHECK(to.date(1706659200000) == "text(2024-01-31T00:00:00.000Z), converted");
  CHECK(to(Doc().object_id("", "0123456789ab")) == "text(303132333435363738396162), converted");
  CHECK(to(Doc().document("", Doc())) == "invalid wrong_type");
  CHECK(Conversion("text", losing({Loss::kNul})).text(with_nul) == "text(ab), lost nul");
  CHECK(Conversion("text", losing({Loss::kUtf8})).text(surrogate) == "text(a\xef\xbf\xbdz), lost utf8");
}

TEST_CASE("text longer than its column, or ending with blanks that would vanish, is refused") {
  CHECK(Conversion("varchar(3)").text("äöü") == "text(äöü)");
  CHECK(Conversion("varchar(3)").text("ab ") == "text(ab )");
  CHECK(Conversion("varchar(3)").text("abcd") == "invalid too_long");
  CHECK(Conversion("varchar(3)").text("abc ") == "invalid too_long");
  CHECK(Conversion("varchar(3)", losing({Loss::kTrailingBlanks})).text("ab   ") ==
        "text(ab ), lost trailing_blanks");
  CHECK(Conversion("varchar(3)", losing({Loss::kLength})).text("äöüß") == "text(äöü), lost length");
  CHECK(Conversion("char(3)").text("ab") == "text(ab)");
  CHECK(Conversion("char(3)").text("ab ") == "invalid trailing_blanks");
  CHECK(Conversion("char(3)", losing({Loss::kTrailingBlanks})).text("ab ") ==
        "text(ab), lost trailing_blanks");
  CHECK(Conversion("char(3)", losing({Loss::kLength})).text("ab cd") == "text(ab), lost length");
}

TEST_CASE("an instant goes in exactly as far as the column reaches") {
  CHECK(Conversion("timestamptz").date(-1) == "timestamp(-1000)");
  CHECK(Conversion("timestamp(3)").date(1) == "timestamp(1000)");
  CHECK(Conversion("timestamp(0)").date(1500) == "invalid precision");
  CHECK(Conversion("timestamp(0)", losing({Loss::kPrecision})).date(1500) ==
        "timestamp(2000000), lost precision");
  CHECK(Conversion("timestamp").date(-210866803200000) == "timestamp(-210866803200000000)");
  CHECK(Conversion("timestamp").date(-210866803200001) ==
        "invalid out_of_range, clampable to timestamp(-210866803200000000)");
  CHECK(Conversion("timestamp").date(std::numeric_limits<std::int64_t>::max()) ==
        "invalid out_of_range, clampable to timestamp(9223372022399999999)");
  CHECK(Conversion("date").date(86400000) == "date(1)");
  CHECK(Conversion("date").date(86400001) == "invalid time_of_day");
  CHECK(Conversion("date", losing({Loss::kTime})).date(-1) == "date(-1), lost time");
  CHECK(Conversion("timestamp").int64(5) == "invalid wrong_type");
}

TEST_CASE("flags, UUIDs and bytes are taken from what is one, and UUIDs from text") {
  CHECK(Conversion("boolean").boolean(false) == "false");
  CHECK(Conversion("boolean").text("true") == "invalid wrong_type");
  CHECK(Conversion("boolean").int32(1) == "invalid wrong_type");
  const Conversion uuid("uuid");
  CHECK(uuid(Doc().binary("", 4, "0123456789abcdef")) == "uuid(30313233343536373839616263646566)");
  CHECK(uuid(Doc().binary("", 3, "0123456789abcdef")) == "invalid wrong_type");
  CHECK(uuid(Doc().object_id("", "0123456789ab")) == "invalid wrong_type");
  CHECK(uuid.text("30313233-3435-3637-3839-61626364656F") ==
        "uuid(3031323334353637383961626364656f), converted");
  CHECK(uuid.text("303132333435-3637-3839-61626364656f-") == "invalid invalid_text");
  CHECK(Conversion("bytea")(Doc().binary("", 2, Doc::le(3) + "abc")) == "bytea(616263)");
  CHECK(Conversion("bytea").text("abc") == "invalid wrong_type");
}

TEST_CASE("types that the plan does not accept are refused, however well they would fit") {
  plan::Conversion rules;
  rules.accept = {"int", "string"};
  CHECK(Conversion("integer", rules).int32(1) == "int32(1)");
  CHECK(Conversion("integer", rules).int64(1) == "invalid type_not_accepted");
  rules.accept = {"int", "strin"};
  CHECK(Conversion("integer", rules).problems() == "accept: there is no BSON type \"strin\"; is it string?");
}

}  // namespace
}  // namespace sojourn::test
