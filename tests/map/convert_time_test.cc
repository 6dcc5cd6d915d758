#include "map/convert.h"

namespace sojourn::test {
namespace {

using plan::Loss;

plan::Conversion written(std::vector<std::string> formats, std::string zone = "") {
  plan::Conversion rules;
  rules.formats = std::move(formats);
  rules.zone = std::move(zone);
  return rules;
}

TEST_CASE("ISO 8601 with a zone is an instant, to the microsecond") {
  const Conversion to("timestamptz");
  CHECK(to.text("2024-01-31T12:00:00Z") == "timestamp(1706702400000000), converted");
  CHECK(to.text("2024-01-31 12:00+02:00") == "timestamp(1706695200000000), converted");
  CHECK(to.text("2024-01-31T12:00:00.123456-0030") == "timestamp(1706704200123456), converted");
  CHECK(to.text("2024-01-31T12:00:00.1234560000Z") == "timestamp(1706702400123456), converted");
  CHECK(to.text("2024-01-31T12:00:00.1234561Z") == "invalid precision");
  CHECK(to.text("0000-02-29T00:00:00Z") == "timestamp(-62162121600000000), converted");
  CHECK(to.text("+012024-01-31T00:00:00Z") == "timestamp(317276179200000000), converted");
  CHECK(to.text("-001000-01-01T00:00Z") == "timestamp(-93724128000000000), converted");
  for (const char* none : {"2024-01-31T12:00:00", "2024-01-31"}) CHECK(to.text(none) == "invalid no_zone");
  for (const char* wrong :
       {"2023-02-30T00:00:00Z", "2023-02-29", "2024-13-01T00:00:00Z", "2024-01-31T24:00:00Z",
        "2024-01-31T12:60:00Z", "2024-01-31T12:00:60Z", "31/12/2023", "12/05/2023", "2024-1-31",
        "2024-01-31T12Z", "2024-01-31T12:00:00Z ", "20240131", "12024-01-31T00:00Z", "now", "2024-01-31Z",
        "12:00", "1706702400", "2024-01-31T12:00:00+2"}) {
    CHECK_MESSAGE(to.text(wrong) == "invalid invalid_date", wrong);
  }
  CHECK(to.text("") == "empty");
}

TEST_CASE("a time without zone is in the plan's zone, unless the clocks were changed just then") {
  const Conversion to("timestamptz", written({}, "Europe/Prague"));
  CHECK(to.text("2024-01-31T12:00:00") == "timestamp(1706698800000000), converted");
  CHECK(to.text("2024-07-31T12:00:00") == "timestamp(1722420000000000), converted");
  CHECK(to.text("2024-07-31T12:00:00Z") == "timestamp(1722427200000000), converted");
  CHECK(to.text("2024-01-31") == "timestamp(1706655600000000), converted");
  CHECK(to.text("2024-03-31T02:30:00") == "invalid invalid_date");
  CHECK(to.text("2024-10-27T02:30:00") == "invalid invalid_date");
  CHECK(to.text("+250000-01-01") == "invalid invalid_date");
  CHECK(Conversion("timestamptz", written({}, "Europe/Pragu")).problems() ==
        "there is no time zone \"Europe/Pragu\"");
}

TEST_CASE("texts are read by the plan's formats, the first that fits") {
  const Conversion to("timestamp(3)", written({"DD/MM/YYYY H:mm:ss", "DD/MM/YY HH:mm", "DD MMMM YYYY", "ISO",
                                               "MMM D, YYYY hh:mm A", "YYYY-MM-DD[T]HH:mm:ss.SSSZ"},
                                              "Africa/Johannesburg"));
  CHECK(to.text("31/01/2024 9:05:06") == "timestamp(1706684706000000), converted");
  CHECK(to.text("31/01/24 09:05") == "timestamp(1706684700000000), converted");
  CHECK(to.text("01 april 2024") == "timestamp(1711922400000000), converted");
  CHECK(to.text("Apr 1, 2024 12:30 am") == "timestamp(1711924200000000), converted");
  CHECK(to.text("Apr 1, 2024 12:30 PM") == "timestamp(1711967400000000), converted");
  CHECK(to.text("2024-04-01T00:00:00.250+02:00") == "timestamp(1711922400250000), converted");
  CHECK(to.text("30/02/2024 9:05:06") == "invalid invalid_date");
  CHECK(to.text("31/1/2024 9:05:06") == "invalid invalid_date");
  CHECK(to.text("Apr 1, 2024 13:30 PM") == "invalid invalid_date");
  CHECK(Conversion("date", written({"DD/MM/YY"})).text("01/02/69") == "date(-334), converted");
  CHECK(Conversion("date", written({"DD/MM/YY"})).text("01/02/68") == "date(35825), converted");
}

TEST_CASE("a format that says nothing is told when the plan is read") {
  const auto problem = [](const std::string& type, const std::string& format) {
    return Conversion(type, written({format})).problems();
  };
  CHECK(problem("date", "DD/MM") == "format \"DD/MM\": the format needs year, month and day together");
  CHECK(problem("timestamp", "DD/MM/YYYY hh:mm") ==
        "format \"DD/MM/YYYY hh:mm\": the format needs hh and A together");
  CHECK(problem("timestamp", "DD/MM/YYYY HH:MM") == "format \"DD/MM/YYYY HH:MM\": the format names M twice");
  CHECK(problem("timestamp", "DD. Tag") == "format \"DD. Tag\": \"T\" is no part of a format");
  CHECK(problem("timestamp", "HH:mm") == "format \"HH:mm\": the format has no day");
  CHECK(problem("time", "DD/MM/YYYY") == "format \"DD/MM/YYYY\": the format has no time");
  CHECK(problem("timestamp", "") == "format \"\": the format names neither a day nor a time");
  CHECK(problem("integer", "ISO") == "`formats` says nothing for integer");
}

TEST_CASE("numbers are times only in a unit that the plan names") {
  const auto in = [](const char* type, plan::EpochUnit unit) {
    plan::Conversion rules;
    rules.unit = unit;
    return Conversion(type, rules);
  };
  using Unit = plan::EpochUnit;
  CHECK(in("timestamptz", Unit::kSeconds).int64(1706702400) == "timestamp(1706702400000000), converted");
  CHECK(in("timestamptz", Unit::kSeconds).real(1.5) == "timestamp(1500000), converted");
  CHECK(in("timestamptz", Unit::kMilliseconds).decimal("-0.001") == "timestamp(-1), converted");
  CHECK(in("timestamptz", Unit::kMicroseconds).int32(7) == "timestamp(7), converted");
  CHECK(in("timestamptz", Unit::kMicroseconds).real(0.5) == "invalid precision");
  CHECK(in("timestamp(3)", Unit::kMicroseconds).int32(1) == "invalid precision");
  CHECK(in("timestamptz", Unit::kSeconds).real(-1e300) ==
        "invalid out_of_range, clampable to timestamp(-210866803200000000)");
  CHECK(in("date", Unit::kSeconds).int32(86400) == "date(1), converted");
  CHECK(in("date", Unit::kSeconds).int32(1) == "invalid time_of_day");
  CHECK(in("interval", Unit::kMilliseconds).int32(1500) == "interval(0,0,1500000), converted");
  CHECK(Conversion("timestamptz").int64(1706702400) == "invalid wrong_type");
}

TEST_CASE("a day goes into a date as it is written, an instant as its midnight in UTC") {
  const Conversion to("date");
  CHECK(to.text("2024-01-31") == "date(19753), converted");
  CHECK(to.text("2024-01-31T00:00:00") == "date(19753), converted");
  CHECK(to.text("2024-01-31T00:00:00+02:00") == "invalid time_of_day");
  CHECK(to.text("2024-01-31T02:00:00+02:00") == "date(19753), converted");
  CHECK(to.text("2024-01-31T12:00:00") == "invalid time_of_day");
  CHECK(to.text("-004714-11-24") == "invalid out_of_range, clampable to date(-2440588)");
  CHECK(to.text("-004713-11-24") == "date(-2440588), converted");
}

TEST_CASE("times of day and durations are read from texts") {
  CHECK(Conversion("time").text("12:30") == "time(45000000000), converted");
  CHECK(Conversion("time").text("23:59:59.999999") == "time(86399999999), converted");
  CHECK(Conversion("time").text("12:30Z") == "invalid invalid_date");
  CHECK(Conversion("time").text("2024-01-31T12:30") == "invalid invalid_date");
  CHECK(Conversion("time", written({"h:mm A"})).text("12:05 am") == "time(300000000), converted");
  const Conversion to("interval");
  CHECK(to.text("P1Y2M3W4DT5H6M7.5S") == "interval(14,25,18367500000), converted");
  CHECK(to.text("-P1DT-1.5S") == "interval(0,-1,1500000), converted");
  CHECK(to.text("PT0S") == "interval(0,0,0), converted");
  for (const char* wrong : {"P", "PT", "P1", "1D", "P1H", "PT1D", "P1M1Y", "P1.5D", "PT1.S", "P1DT", "PT1S1M",
                            "P1D ", "P99999999999Y", "PT9999999999999999999S", "PTT1S"}) {
    CHECK_MESSAGE(to.text(wrong) == "invalid invalid_text", wrong);
  }
}

TEST_CASE("words of the plan without a meaning for the type are told when the plan is read") {
  plan::Conversion rules;
  rules.losses = {Loss::kFraction};
  CHECK(Conversion("text", rules).problems() == "nothing that goes into text can lose `fraction`");
  rules = {};
  rules.group = " ";
  rules.fold_case = true;
  CHECK(Conversion("date", rules).problems() ==
        "`group` says nothing for date; `fold` says nothing for date");
}

TEST_CASE("addresses are read from texts, networks without bits behind the mask") {
  CHECK(Conversion("inet").text("10.1.2.3") == "inet(0a010203/32), converted");
  CHECK(Conversion("inet").text("10.1.2.3/8") == "inet(0a010203/8), converted");
  CHECK(Conversion("cidr").text("10.0.0.0/8") == "cidr(0a000000/8), converted");
  CHECK(Conversion("cidr").text("10.1.0.0/8") == "invalid invalid_text");
  CHECK(Conversion("inet").text("2001:db8::1/64") == "inet(20010db8000000000000000000000001/64), converted");
  for (const char* wrong :
       {"10.1.2", "10.1.2.3/33", "10.1.2.3/", "10.1.2.3/+8", "010.1.2.3", "::1/129", "x"}) {
    CHECK_MESSAGE(Conversion("inet").text(wrong) == "invalid invalid_text", wrong);
  }
}

}  // namespace
}  // namespace sojourn::test
