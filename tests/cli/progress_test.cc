#include "cli/progress.h"

#include <doctest/doctest.h>

#include "base/log.h"
#include "base/table.h"
#include "support/temp_dir.h"

namespace sojourn::cli {
namespace {

ProgressLine half_way() {
  return {.stream = "crm.Users",
          .done = 500'000'000,
          .total = 1'000'000'000,
          .total_text = "1.00 GB",
          .bytes_per_second = 100e6,
          .documents_per_second = 400'000,
          .seconds_left = 5};
}

TEST_CASE("a wide terminal gets a bar, the speeds, the time left and the stream") {
  CHECK(half_way().for_terminal(120) ==
        "[############............] 50 %, 100 MB/s, 400,000 documents/s, 5 s left  crm.Users");
}

TEST_CASE("a narrow terminal gets no bar, and never more than fits") {
  CHECK(half_way().for_terminal(60) == "50 %, 100 MB/s, 400,000 documents/s, 5 s left  crm.Users");
  for (std::size_t columns = 0; columns < 60; ++columns) {
    CHECK(display_width(half_way().for_terminal(columns)) <= columns);
  }
}

TEST_CASE("a name of several bytes per letter is cut between letters") {
  ProgressLine line;
  line.stream = "äöü";
  CHECK(line.for_terminal(8) == " 0 %  äö");
}

TEST_CASE("what is not known yet is left out") {
  ProgressLine line = half_way();
  line.seconds_left = {};
  CHECK(line.plain() == "50 % of 1.00 GB, 100 MB/s, 400,000 documents/s (crm.Users)");
  line.bytes_per_second = {};
  CHECK(line.plain() == "50 % of 1.00 GB, 400,000 documents/s (crm.Users)");
  line.documents_per_second = {};
  CHECK(line.plain() == "50 % of 1.00 GB (crm.Users)");
}

TEST_CASE("the end is not claimed before it is durable, nor anything about an empty source") {
  ProgressLine line = half_way();
  line.done = line.total;
  CHECK(line.plain().substr(0, 4) == "99 %");
  line.done = line.total = 0;
  CHECK(line.plain().substr(0, 3) == "0 %");
}

TEST_CASE("a console that is a file does not get a line for each of many quick reports") {
  const test::TempDir folder;
  std::FILE* const console = std::fopen((folder / "console").c_str(), "w");
  log::start({.console = console});
  {
    ProgressDisplay display;
    for (std::uint64_t i = 0; i < 1000; ++i) {
      display.progress({.stream = "crm.Users", .bytes_done = i, .bytes_total = 1000, .bytes_this_run = i});
    }
    CHECK(display.last().bytes_done == 999);
  }
  log::start({});
  std::fclose(console);
  CHECK(test::read_file(folder / "console").empty());
}

}  // namespace
}  // namespace sojourn::cli
