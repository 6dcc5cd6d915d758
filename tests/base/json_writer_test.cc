#include "base/json_writer.h"

#include <doctest/doctest.h>

#include <limits>

namespace sojourn {
namespace {

TEST_CASE("objects and lists nest, keys keep their order") {
  JsonWriter json;
  json.begin_object().field("b", 1).field("a", "x").key("list").begin_list().value(true).null();
  json.begin_object().end_object().begin_list().end_list().end_list().field("last", 0.5).end_object();
  CHECK(json.text() == R"({
  "b": 1,
  "a": "x",
  "list": [
    true,
    null,
    {},
    []
  ],
  "last": 0.5
}
)");
}

TEST_CASE("64-bit numbers are written whole and what is no number as null") {
  JsonWriter json;
  json.begin_list().value(std::numeric_limits<std::uint64_t>::max());
  json.value(std::numeric_limits<std::int64_t>::min())
      .value(std::numeric_limits<double>::infinity())
      .end_list();
  CHECK(json.text() == "[\n  18446744073709551615,\n  -9223372036854775808,\n  null\n]\n");
}

TEST_CASE("texts are escaped, and bytes that are not UTF-8 replaced") {
  JsonWriter json;
  json.begin_object().field("a\"b", std::string_view("\n\xff")).end_object();
  CHECK(json.text() == "{\n  \"a\\\"b\": \"\\n\xef\xbf\xbd\"\n}\n");
}

}  // namespace
}  // namespace sojourn
