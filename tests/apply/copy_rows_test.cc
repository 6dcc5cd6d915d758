#include "apply/copy_rows.h"

#include <doctest/doctest.h>

#include <string>

#include "support/server_cells.h"

namespace sojourn::apply {
namespace {

constexpr std::uint32_t kOidOfInt4 = 23;
constexpr std::uint32_t kOidOfText = 25;

TEST_CASE("arrays arrive with their elements, their nulls, and empty") {
  test::ServerCells server;
  server.server().run({"CREATE TABLE t (id int, numbers int[], words text[])"});
  CopyRows rows({0});
  rows.begin_row(0);
  rows.int32(1);
  rows.begin_array(kOidOfInt4, 3, true);
  rows.int32(7);
  rows.null();
  rows.int32(-7);
  rows.end_array();
  rows.begin_array(kOidOfText, 0, false);
  rows.end_array();
  rows.end_row();
  rows.begin_row(0);
  rows.int32(2);
  rows.null();
  rows.begin_array(kOidOfText, 2, false);
  rows.text("a,b");
  rows.text("");
  rows.end_array();
  rows.end_row();
  CHECK(rows.batch(0).rows() == 2);
  server.copy("t", rows);
  CHECK(server.server().ask("SELECT string_agg(t::text, ' ' ORDER BY id) FROM t") ==
        R"((1,"{7,NULL,-7}",{}) (2,,"{""a,b"",""""}"))");
}

TEST_CASE("a row that is taken back leaves nothing, not even in the middle of an array") {
  CopyRows rows({4, 9});
  const std::size_t empty = rows.batch(9).size();
  rows.begin_row(9);
  rows.text("kept");
  rows.end_row();
  const std::size_t size = rows.batch(9).size();
  rows.begin_row(9);
  rows.int32(1);
  rows.begin_array(kOidOfInt4, 5, false);
  rows.int32(1);
  rows.abandon_row();
  CHECK(rows.batch(9).size() == size);
  CHECK(rows.batch(9).rows() == 1);
  CHECK(rows.batch(4).rows() == 0);
  CHECK(rows.batch(9).finish() ==
        std::string_view("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4kept\xff\xff", 19 + 2 + 8 + 2));
  rows.batch(9).clear();
  CHECK(rows.batch(9).size() == empty);
  CHECK(rows.batch(9).rows() == 0);
}

TEST_CASE("a batch grows far beyond its first memory and arrives whole, time after time") {
  test::ServerCells server;
  server.server().run({"CREATE TABLE t (id int, words text)"});
  CopyRows rows({0});
  for (int batch = 0; batch < 2; ++batch) {
    rows.batch(0).clear();
    for (int i = 0; i < 3000; ++i) {
      rows.begin_row(0);
      rows.int32(i);
      rows.text(std::string(static_cast<std::size_t>(i), 'x'));
      rows.end_row();
    }
    CHECK(rows.batch(0).rows() == 3000);
    server.copy("t", rows);
  }
  CHECK(server.server().ask("SELECT count(*) FROM t WHERE words = repeat('x', id)") == "6000");
}

}  // namespace
}  // namespace sojourn::apply
