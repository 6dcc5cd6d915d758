#include "base/json_string.h"

#include <doctest/doctest.h>

namespace sojourn {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST_CASE("quotes, backslashes and control characters are escaped, the rest stays") {
  CHECK(quoted("") == R"("")");
  CHECK(quoted("a/b") == R"("a/b")");
  CHECK(quoted("say \"hi\" \\ there") == R"("say \"hi\" \\ there")");
  CHECK(quoted(std::string_view("\n\r\t\0\x1f\x7f", 6)) == "\"\\n\\r\\t\\u0000\\u001f\x7f\"");
}

TEST_CASE("UTF-8 passes unchanged, from two to four bytes") {
  CHECK(quoted("Größe € 😀 ~") == "\"Größe € 😀 ~\"");
}

TEST_CASE("each byte that is not UTF-8 becomes one replacement character") {
  CHECK(quoted("a\xff\xfe"
               "b") ==
        "\"a\xef\xbf\xbd\xef\xbf\xbd"
        "b\"");
  CHECK(quoted("\xed\xa0\x80") == "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");  // A lone surrogate.
  CHECK(quoted("\xe2\x82") == "\"\xef\xbf\xbd\xef\xbf\xbd\"");  // The text ends within a character.
}

}  // namespace
}  // namespace sojourn
