#include "base/dump_name.h"

#include <doctest/doctest.h>

using namespace sojourn;

TEST_CASE("percent escapes in file names are decoded, and what is none is kept") {
  CHECK(unescape_name("caf%C3%A9s") == "caf\xc3\xa9s");
  CHECK(unescape_name("a%2Fb%24c") == "a/b$c");
  CHECK(unescape_name("50%off 100% %4") == "50%off 100% %4");
}

TEST_CASE("names of collections are escaped as mongodump does") {
  CHECK(escape_name("plain_-.~$&+:=@") == "plain_-.~$&+:=@");
  CHECK(escape_name("a/b c%d\xc3\xa9?;,") == "a%2Fb%20c%25d%C3%A9%3F%3B%2C");
  CHECK(unescape_name(escape_name("a/b c%d\xc3\xa9?;,")) == "a/b c%d\xc3\xa9?;,");
}

TEST_CASE("a name too long for a file is cut as mongodump does, each to a name of its own") {
  const std::string cut = escape_name(std::string(300, 'x'));
  CHECK(cut.size() == 238);
  CHECK(cut.substr(0, 211) == std::string(208, 'x') + "%24");
  CHECK(is_cut_name(cut));
  CHECK(cut != escape_name(std::string(301, 'x')));
  CHECK_FALSE(is_cut_name(escape_name(std::string(238, 'x'))));
}
