#include "cli/rate_meter.h"

#include <doctest/doctest.h>

namespace sojourn::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const RateMeter::Clock::time_point kStart{seconds(1000)};

TEST_CASE("nothing is claimed before a second has been watched") {
  RateMeter meter;
  CHECK_FALSE(meter.per_second());
  meter.add(kStart, 0);
  meter.add(kStart + milliseconds(900), 1'000'000);
  CHECK_FALSE(meter.per_second());
  CHECK_FALSE(meter.seconds_for(1));
}

TEST_CASE("the rate is that of the last seconds, not of the whole run") {
  RateMeter meter;
  std::uint64_t done = 0;
  for (int second = 0; second <= 100; ++second) meter.add(kStart + seconds(second), done += 1000);
  CHECK(meter.per_second().value() == doctest::Approx(1000));
  for (int second = 101; second <= 120; ++second) meter.add(kStart + seconds(second), done += 10);
  CHECK(meter.per_second().value() == doctest::Approx(10));
  CHECK(meter.seconds_for(55) == 6);
}

TEST_CASE("while nothing moves no time left is promised") {
  RateMeter meter;
  for (int second = 0; second <= 30; ++second) meter.add(kStart + seconds(second), 5000);
  CHECK(meter.per_second().value() == doctest::Approx(0));
  CHECK_FALSE(meter.seconds_for(1));
}

TEST_CASE("a time left of more than a year is no promise either") {
  RateMeter meter;
  meter.add(kStart, 0);
  meter.add(kStart + seconds(2), 1);
  CHECK_FALSE(meter.seconds_for(1'000'000'000'000));
}

}  // namespace
}  // namespace sojourn::cli
