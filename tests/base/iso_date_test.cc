#include "base/iso_date.h"

#include <doctest/doctest.h>

#include "support/random.h"

namespace sojourn {
namespace {

std::string iso(std::int64_t milliseconds) {
  std::string text;
  append_iso_date(text, milliseconds);
  return text;
}

TEST_CASE("an instant is written in UTC, with milliseconds only where there are some") {
  CHECK(iso(0) == "1970-01-01T00:00:00Z");
  CHECK(iso(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(iso(951782400050) == "2000-02-29T00:00:00.050Z");
  CHECK(iso(kIsoDateMin) == "0000-01-01T00:00:00Z");
  CHECK(iso(kIsoDateMax) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("zones, missing seconds and fractions down to the millisecond are read") {
  CHECK(parse_iso_date("1970-01-01T00:00Z") == 0);
  CHECK(parse_iso_date("1970-01-01T01:00:00+01:00") == 0);
  CHECK(parse_iso_date("1969-12-31T18:30:00.000-0530") == 0);
  CHECK(parse_iso_date("1970-01-01T00:00:00.5Z") == 500);
  CHECK(parse_iso_date("1970-01-01T00:00:00.123000Z") == 123);
}

TEST_CASE("what is no instant, or finer than a millisecond, is not read") {
  for (const char* text :
       {"", "1970", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01 00:00:00Z", "1970-13-01T00:00:00Z",
        "1970-02-29T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z",
        "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.0001Z", "1970-01-01T00:00:00Zx",
        "1970-01-01T00:00:00+1", "1970-00-01T00:00:00Z", "1970-01-00T00:00:00Z", "+970-01-01T00:00:00Z"}) {
    CHECK_FALSE(parse_iso_date(text).has_value());
  }
}

TEST_CASE("any instant of four-digit years is read as it was written") {
  test::Random random;
  for (int round = 0; round < 10000; ++round) {
    const auto span = static_cast<std::uint64_t>(kIsoDateMax - kIsoDateMin);
    const std::int64_t instant = kIsoDateMin + static_cast<std::int64_t>(random.below(span));
    REQUIRE(parse_iso_date(iso(instant)) == instant);
  }
}

}  // namespace
}  // namespace sojourn
