#include <doctest/doctest.h>

#include <cmath>

#include "base/bytes.h"
#include "base/key.h"
#include "support/bson_builder.h"
#include "support/random_bson.h"

namespace sojourn {
namespace {

using bson::Type;
using test::Doc;

std::string key_of(const Doc& doc) {
  const std::string bytes = doc.bytes();
  std::string key;
  append_key(key, bson::find(bytes, "_id").value());
  return key;
}

std::string shown(const Doc& doc) {
  return key_text(key_of(doc));
}

TEST_CASE("a key is shown in the words of its type") {
  CHECK(shown(Doc().object_id("_id", "0123456789ab")) == "303132333435363738396162");
  CHECK(shown(Doc().text("_id", "a \"b\"\n")) == R"("a \"b\"\n")");
  CHECK(shown(Doc().int32("_id", -42)) == "-42");
  CHECK(shown(Doc().int64("_id", INT64_MIN)) == "-9223372036854775808");
  CHECK(shown(Doc().real("_id", 42)) == "42");
  CHECK(shown(Doc().real("_id", 0.1)) == "0.1");
  CHECK(shown(Doc().real("_id", std::nan(""))) == R"({"$numberDouble":"NaN"})");
  CHECK(shown(Doc().date("_id", 1356351330501)) == "2012-12-24T12:15:30.501Z");
  CHECK(shown(Doc().date("_id", INT64_MAX)) == R"({"$date":{"$numberLong":"9223372036854775807"}})");
  CHECK(shown(Doc().null("_id")) == "null");
  CHECK(shown(Doc().boolean("_id", true)) == "true");
  CHECK(shown(Doc().binary("_id", 4, "0123456789abcdef")) ==
        R"({"$binary":{"base64":"MDEyMzQ1Njc4OWFiY2RlZg==","subType":"04"}})");
  CHECK(shown(Doc().document("_id", Doc().int32("a", 1).text("b", "x"))) == R"({"a":1,"b":"x"})");
  CHECK(shown(Doc().document("_id", Doc().int64("a", 1))) == R"({"a":{"$numberLong":"1"}})");
  CHECK(shown(Doc().raw(Type::kMaxKey, "_id", "")) == R"({"$maxKey":1})");
}

TEST_CASE("a text that is not UTF-8 is shown with its bytes behind it") {
  CHECK(shown(Doc().text("_id", "caf\xe9")) == "\"caf\xef\xbf\xbd\" key:30636166e90000");
}

TEST_CASE("a key that was cut shows its beginning and its hash") {
  const std::string text = shown(Doc().text("_id", std::string(5000, 'x')));
  CHECK(text.starts_with("\"" + std::string(64, 'x') + "\"... (hash "));
  CHECK(text.size() < 130);
}

TEST_CASE("a document without _id is shown by its hash and found by it") {
  std::string key;
  append_key_without_id(key, Doc().int32("a", 1).bytes());
  CHECK(key_text(key) == "hash:" + to_hex(key).substr(2));
  CHECK(keys_meant_by(key_text(key)).front() == key);
}

using Keys = std::vector<std::string>;

TEST_CASE("a text on the command line means what it may stand for, likeliest first") {
  const auto text_key = [](std::string_view text) { return key_of(Doc().text("_id", text)); };
  CHECK(keys_meant_by("303132333435363738396162") ==
        Keys{key_of(Doc().object_id("_id", "0123456789ab")),
             key_of(Doc().real("_id", 303132333435363738396162.0)), text_key("303132333435363738396162")});
  CHECK(keys_meant_by("42") == Keys{key_of(Doc().int32("_id", 42)), text_key("42")});
  CHECK(keys_meant_by("007") == Keys{text_key("007")});
  CHECK(keys_meant_by("plain words") == Keys{text_key("plain words")});
  CHECK(keys_meant_by("\"42\"") == Keys{text_key("42")});
  CHECK(keys_meant_by("\"half") == Keys{text_key("\"half")});
  CHECK(keys_meant_by("") == Keys{text_key("")});
  CHECK(keys_meant_by("true") == Keys{key_of(Doc().boolean("_id", true)), text_key("true")});
  CHECK(keys_meant_by("1970-01-01T00:00:00Z") ==
        Keys{key_of(Doc().date("_id", 0)), text_key("1970-01-01T00:00:00Z")});
  CHECK(keys_meant_by("1,\"x\":2") == Keys{text_key("1,\"x\":2")});
}

TEST_CASE("Extended JSON on the command line means its value") {
  CHECK(keys_meant_by(R"({"$oid":"303132333435363738396162"})").front() ==
        key_of(Doc().object_id("_id", "0123456789ab")));
  CHECK(keys_meant_by(R"({"$numberLong":"5"})").front() == key_of(Doc().int64("_id", 5)));
  CHECK(keys_meant_by(R"({"a":1})").front() == key_of(Doc().document("_id", Doc().int32("a", 1))));
  CHECK(keys_meant_by("[1]").front() == key_of(Doc().array("_id", Doc().int32("0", 1))));
}

TEST_CASE("the text of any key leads back to it") {
  test::Random random;
  int seen = 0;
  while (seen < 5000) {
    const std::string document = test::RandomBson(random).document().bytes();
    for (bson::Walker walker(document); walker.next(); ++seen) {
      std::string key;
      append_key(key, walker.element());
      const std::string text = key_text(key);
      if (text.find("(hash ") != std::string::npos) continue;
      const auto meant = keys_meant_by(text);
      INFO(text);
      REQUIRE(std::find(meant.begin(), meant.end(), key) != meant.end());
    }
  }
}

TEST_CASE("any bytes have a text, also those that are no key") {
  test::Random random;
  for (int round = 0; round < 20000; ++round) {
    std::string key;
    for (auto count = random.below(30); count > 0; --count) {
      const char often[] = {'\0', '\x01', '\xff', '\x30', '\x38', '\x40', '\x05'};
      key += random.one_in(2) ? often[random.below(sizeof often)] : static_cast<char>(random.below(256));
    }
    REQUIRE_FALSE(key_text(key).empty());
  }
  CHECK(key_text("") == "key:");
  CHECK(key_text("\x48short") == "key:4873686f7274");
  CHECK(key_text(std::string_view("\x30no end", 7)) == "key:306e6f20656e64");
}

}  // namespace
}  // namespace sojourn
