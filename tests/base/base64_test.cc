#include "base/base64.h"

#include <doctest/doctest.h>

#include "support/random.h"

namespace sojourn {
namespace {

std::string encoded(std::string_view bytes) {
  std::string text = "x";
  append_base64(text, bytes);
  return text.substr(1);
}

std::string decoded(std::string_view text) {
  std::string bytes = "x";
  REQUIRE(append_from_base64(bytes, text));
  return bytes.substr(1);
}

TEST_CASE("the examples of RFC 4648 hold in both directions") {
  const std::pair<std::string_view, std::string_view> examples[] = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"},
                                                                    {"\xff\xfe\xff", "//7/"}};
  for (const auto& [bytes, text] : examples) {
    CHECK(encoded(bytes) == text);
    CHECK(decoded(text) == bytes);
  }
}

TEST_CASE("text that is not base64 as we write it is refused") {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm 9", "Zm9*", "Zm-_", "Zh==", "Zm9="}) {
    std::string bytes;
    CHECK_FALSE(append_from_base64(bytes, text));
  }
}

TEST_CASE("any bytes come back") {
  test::Random random;
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (auto count = random.below(100); count > 0; --count) bytes += static_cast<char>(random.below(256));
    REQUIRE(decoded(encoded(bytes)) == bytes);
  }
}

}  // namespace
}  // namespace sojourn
