#include "base/text.h"

#include <doctest/doctest.h>

#include <limits>

namespace sojourn {
namespace {

TEST_CASE("numbers get a comma for each thousand") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(1234567) == "1,234,567");
  CHECK(with_commas(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("sizes keep three digits and never print a thousand of a unit") {
  CHECK(size_text(0) == "0 B");
  CHECK(size_text(999) == "999 B");
  CHECK(size_text(1000) == "1.00 kB");
  CHECK(size_text(12'345) == "12.3 kB");
  CHECK(size_text(999'499) == "999 kB");
  CHECK(size_text(999'999) == "1.00 MB");
  CHECK(size_text(9'996'000) == "10.0 MB");
  CHECK(size_text(271'000'000) == "271 MB");
  CHECK(size_text(std::numeric_limits<std::uint64_t>::max()) == "18.4 EB");
}

TEST_CASE("durations show their two largest units") {
  CHECK(duration_text(0) == "0 s");
  CHECK(duration_text(59) == "59 s");
  CHECK(duration_text(60) == "1 min 0 s");
  CHECK(duration_text(3599) == "59 min 59 s");
  CHECK(duration_text(3600) == "1 h 0 min");
  CHECK(duration_text(90'000) == "1 d 1 h");
}

TEST_CASE("a count bends its noun") {
  CHECK(count_text(0, "document") == "0 documents");
  CHECK(count_text(1, "document") == "1 document");
  CHECK(count_text(2000, "document") == "2,000 documents");
}

TEST_CASE("times are shown in UTC") {
  CHECK(time_text(0) == "1970-01-01 00:00:00 UTC");
  CHECK(time_text(1'763'672'047'999) == "2025-11-20 20:54:07 UTC");
}

TEST_CASE("sizes are read with decimal and binary units") {
  CHECK(parse_size("1048576") == 1048576);
  CHECK(parse_size("512MiB") == 512ULL << 20);
  CHECK(parse_size("2GB") == 2'000'000'000);
  CHECK(parse_size("1KiB") == 1024);
  CHECK(parse_size("7kB") == 7000);
}

TEST_CASE("what is no size, or too large to hold, gives none") {
  for (const char* wrong :
       {"", "MiB", "12 MB", "1.5GB", "-1", "12X", "99999999999999999999", "20000000TiB"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_size(wrong).has_value());
  }
}

TEST_CASE("a command is quoted so that a shell gives the same words back") {
  CHECK(shell_text({"sojourn", "extract", "plan.yaml"}) == "sojourn extract plan.yaml");
  CHECK(shell_text({"a b", "it's", "", "$HOME"}) == R"('a b' 'it'\''s' '' '$HOME')");
}

}  // namespace
}  // namespace sojourn
