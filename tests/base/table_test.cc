#include "base/table.h"

#include <doctest/doctest.h>

namespace sojourn {
namespace {

TEST_CASE("columns are as wide as their widest cell and lines end without blanks") {
  Table table(
      {{.title = "stream"}, {.title = "documents", .align = Table::Align::kRight}, {.title = "state"}});
  table.add({"crm.Users", "7,946", "complete"});
  table.add({"crm.crm_Accounts", "12", ""});
  CHECK(table.text() ==
        "stream            documents  state\n"
        "crm.Users             7,946  complete\n"
        "crm.crm_Accounts         12\n");
}

TEST_CASE("totals stand under a rule as wide as the table") {
  Table table({{.title = "a"}, {.title = "b", .align = Table::Align::kRight}});
  table.add({"x", "1"});
  table.add_totals({"all", "10"});
  CHECK(table.text() ==
        "a     b\n"
        "x     1\n"
        "-------\n"
        "all  10\n");
}

TEST_CASE("a letter of several bytes takes one column") {
  CHECK(display_width("Größe") == 5);
  Table table({{.title = "name"}, {.title = "n"}});
  table.add({"Größe", "1"});
  CHECK(table.text() == "name   n\nGröße  1\n");
}

}  // namespace
}  // namespace sojourn
