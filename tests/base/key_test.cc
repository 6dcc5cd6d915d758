#include "base/key.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/hash.h"
#include "support/bson_builder.h"
#include "support/random.h"

namespace sojourn {
namespace {

using bson::Type;
using test::Doc;

/// The key of a document's `_id`.
std::string key_of(const Doc& doc) {
  const std::string bytes = doc.bytes();
  REQUIRE(bson::scan(bytes).problem == nullptr);
  std::string key;
  append_key(key, bson::find(bytes, "_id").value());
  return key;
}

std::string key_of(double value) {
  return key_of(Doc().real("_id", value));
}
std::string key_of(std::int32_t value) {
  return key_of(Doc().int32("_id", value));
}
std::string key_of(std::int64_t value) {
  return key_of(Doc().int64("_id", value));
}
std::string key_of(std::string_view value) {
  return key_of(Doc().text("_id", value));
}
std::string key_of_raw(Type type, std::string_view value) {
  return key_of(Doc().raw(type, "_id", value));
}

/// Sign, coefficient and exponent as the 16 bytes of a decimal.
std::string decimal(std::uint64_t coefficient, int exponent, bool negative = false) {
  const auto high = (negative ? std::uint64_t{1} << 63 : 0) | static_cast<std::uint64_t>(exponent + 6176)
                                                                  << 49;
  return Doc::le(coefficient) + Doc::le(high);
}
std::string decimal_key(std::uint64_t coefficient, int exponent, bool negative = false) {
  return key_of_raw(Type::kDecimal128, decimal(coefficient, exponent, negative));
}

constexpr std::int64_t kMin64 = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax64 = std::numeric_limits<std::int64_t>::max();

TEST_CASE("the bytes of keys are those that journals hold on disk") {
  const std::string scoped = Doc::counted("f") + Doc().bytes();
  const std::pair<std::string, std::string_view> golden[] = {
      {key_of_raw(Type::kMinKey, ""), "10"},
      {key_of_raw(Type::kUndefined, ""), "18"},
      {key_of_raw(Type::kNull, ""), "20"},
      {key_of(0), "288000000000000000"},
      {key_of(-1), "287fffffffffffffff"},
      {key_of(1.0), "288000000000000001"},
      {key_of(kMin64), "280000000000000000"},
      {key_of(kMax64), "28ffffffffffffffff"},
      {key_of(1.5), "29bff8000000000000"},
      {key_of(-1.5), "294007ffffffffffff"},
      {key_of(0x1p63), "29c3e0000000000000"},
      {key_of(std::nan("")), "290000000000000000"},
      {key_of(HUGE_VAL), "29fff0000000000000"},
      {key_of(-HUGE_VAL), "29000fffffffffffff"},
      {decimal_key(15, -1), "2a0f000000000000000000000000003e30"},
      {decimal_key(150, -1), "28800000000000000f"},
      {key_of(""), "300000"},
      {key_of("abc"), "306162630000"},
      {key_of(std::string_view("a\0b", 3)), "306100ff620000"},
      {key_of_raw(Type::kSymbol, Doc::counted("abc")), "316162630000"},
      {key_of(Doc().document("_id", Doc().int32("a", 1))), "380c00ff00ff00ff106100ff0100ff00ff00ff00ff0000"},
      {key_of(Doc().array("_id", Doc())), "390500ff00ff00ff00ff0000"},
      {key_of(Doc().binary("_id", 4, std::string_view("\x01\x00\x02", 3))), "40040100ff020000"},
      {key_of(Doc().object_id("_id", "0123456789ab")), "48303132333435363738396162"},
      {key_of(Doc().boolean("_id", false)), "50"},
      {key_of(Doc().boolean("_id", true)), "51"},
      {key_of(Doc().date("_id", -1)), "587fffffffffffffff"},
      {key_of_raw(Type::kTimestamp, Doc::le<std::uint64_t>(7ull << 32 | 2)), "600000000700000002"},
      {key_of_raw(Type::kRegex, std::string_view("a\0i\0", 4)), "686100ff6900ff0000"},
      {key_of_raw(Type::kDbPointer, Doc::counted("c") + "0123456789ab"),
       "690200ff00ff00ff6300ff3031323334353637383961620000"},
      {key_of_raw(Type::kCode, Doc::counted("f")), "6a0200ff00ff00ff6600ff0000"},
      {key_of_raw(Type::kCodeWithScope, Doc::le(static_cast<std::int32_t>(scoped.size() + 4)) + scoped),
       "6b0f00ff00ff00ff0200ff00ff00ff6600ff0500ff00ff00ff00ff0000"},
      {key_of_raw(Type::kMaxKey, ""), "70"},
  };
  for (const auto& [key, bytes] : golden) CHECK(to_hex(key) == bytes);
}

TEST_CASE("a key that is too long keeps its first 1006 bytes, a mark and the hash of the whole") {
  const std::string longest(kKeyBytesMax - 3, 'x');
  CHECK(key_of(longest) == "0" + longest + std::string(2, '\0'));
  const std::string text = longest + "y";
  const std::string key = key_of(text);
  CHECK(key.size() == kKeyBytesMax);
  CHECK(key.substr(0, 1006) == "0" + std::string(1005, 'x'));
  CHECK(to_hex(key.substr(1006)) == "0001" + to_hex(hash128(text)));
}

TEST_CASE("a cut never divides an escaped NUL") {
  // The NUL's escape would lie across the last byte that is kept.
  const std::string text = std::string(1004, 'x') + '\0' + std::string(100, 'x');
  const std::string key = key_of(text);
  CHECK(key.size() == kKeyBytesMax - 1);
  CHECK(to_hex(key.substr(1005)) == "0001" + to_hex(hash128(text)));
}

TEST_CASE("a document without _id has a key of its own bytes") {
  const std::string document = Doc().int32("a", 1).bytes();
  std::string key;
  append_key_without_id(key, document);
  CHECK(to_hex(key) == "78" + to_hex(hash128(document)));
}

TEST_CASE("the ObjectId of a key is found, and no other key is taken for one") {
  CHECK(object_id_of_key(key_of(Doc().object_id("_id", "0123456789ab"))) == "0123456789ab");
  CHECK(object_id_of_key(key_of("H123456789ab")).empty());
  CHECK(object_id_of_key(key_of(std::int64_t{5})).empty());
  CHECK(object_id_of_key("").empty());
  const std::string thirteen_bytes =
      key_of_raw(Type::kBinary, Doc::le<std::int32_t>(9) + '\x05' + "123456789");
  CHECK(thirteen_bytes.size() == 13);
  CHECK(object_id_of_key(thirteen_bytes).empty());
}

TEST_CASE("keys are appended behind what is there") {
  std::string key = "prefix";
  const std::string bytes = Doc().text("_id", std::string(5000, 'x')).bytes();
  append_key(key, bson::find(bytes, "_id").value());
  CHECK(key == "prefix" + key_of(std::string(5000, 'x')));
}

TEST_CASE("one number is one key whatever its type") {
  for (const std::int32_t value : {0, 1, -1, 42, 1 << 30, std::numeric_limits<std::int32_t>::min()}) {
    const std::string key = key_of(value);
    CHECK(key == key_of(std::int64_t{value}));
    CHECK(key == key_of(static_cast<double>(value)));
    CHECK(key == decimal_key(static_cast<std::uint64_t>(std::abs(std::int64_t{value})), 0, value < 0));
    CHECK(key ==
          decimal_key(static_cast<std::uint64_t>(std::abs(std::int64_t{value})) * 1000, -3, value < 0));
  }
  CHECK(key_of(-0.0) == key_of(0));
  CHECK(decimal_key(0, 6000, true) == key_of(0));
  CHECK(decimal_key(5, 3) == key_of(5000));
  CHECK(key_of(-0x1p63) == key_of(kMin64));
  CHECK(decimal_key(1ull << 63, 0, true) == key_of(kMin64));
  CHECK(decimal_key((1ull << 63) - 1, 0) == key_of(kMax64));
}

TEST_CASE("numbers that differ keep keys that differ") {
  CHECK(key_of(0x1p63) != key_of(kMax64));
  CHECK(decimal_key(1ull << 63, 0) != key_of(kMin64));
  CHECK(decimal_key((1ull << 63) + 1, 0, true) != key_of(kMin64));
  CHECK(decimal_key(1, 19) != decimal_key(1, 20));
  CHECK(decimal_key(15, -1) != decimal_key(25, -1));
  CHECK(key_of(9007199254740993) != key_of(9007199254740992.0));
}

TEST_CASE("all NaNs are one key") {
  CHECK(key_of(std::nan("")) == key_of(-std::nan("")));
  CHECK(key_of(std::nan("")) == key_of(std::nan("7")));
}

TEST_CASE("rising values give rising keys") {
  const std::vector<std::string> runs[] = {
      {key_of(kMin64), key_of(-70000), key_of(-1), key_of(0), key_of(1), key_of(255), key_of(256),
       key_of(kMax64)},
      {key_of(-HUGE_VAL), key_of(-1e300), key_of(-1.5), key_of(-1e-300), key_of(1e-300), key_of(0.5),
       key_of(1.5), key_of(1e300), key_of(HUGE_VAL)},
      {key_of(""), key_of(std::string_view("\0", 1)), key_of(std::string_view("\0\0", 2)),
       key_of(std::string_view("\0\1", 2)), key_of("\x01"), key_of("a"), key_of(std::string_view("a\0", 2)),
       key_of("aa"), key_of("b"), key_of("\xff")},
      {key_of(Doc().date("_id", -5)), key_of(Doc().date("_id", 0)), key_of(Doc().date("_id", 5))},
      {key_of_raw(Type::kTimestamp, Doc::le<std::uint64_t>(9)),
       key_of_raw(Type::kTimestamp, Doc::le<std::uint64_t>(1ull << 32))},
  };
  for (const auto& run : runs) {
    CHECK(std::is_sorted(run.begin(), run.end()));
    CHECK(std::adjacent_find(run.begin(), run.end()) == run.end());
  }
}

/// Short texts over few letters, so that equal ones and shared beginnings are common; some too long for a
/// key.
std::string any_text(test::Random& random) {
  const std::size_t length = random.below(20) == 0 ? 990 + random.below(60) : random.below(6);
  std::string text;
  const char alphabet[] = {'\0', '\x01', 'a', '\xff'};
  const bool same = random.below(2) == 0;
  for (std::size_t i = 0; i < length; ++i) text += length > 900 && same ? 'a' : alphabet[random.below(4)];
  return text;
}

TEST_CASE("whatever the texts, keys are equal when they are, sorted as they are, and none begins another") {
  test::Random random;
  for (int round = 0; round < 20000; ++round) {
    const std::string a = any_text(random);
    const std::string b = any_text(random);
    const std::string key_a = key_of(a);
    const std::string key_b = key_of(b);
    REQUIRE(key_a.size() <= kKeyBytesMax);
    REQUIRE((a == b) == (key_a == key_b));
    if (a == b) continue;
    REQUIRE_FALSE(key_a.starts_with(key_b));
    REQUIRE_FALSE(key_b.starts_with(key_a));
    if (a.substr(0, 500) != b.substr(0, 500)) REQUIRE((a < b) == (key_a < key_b));
  }
}

TEST_CASE("whatever the numbers, keys are equal and sorted as they are within int64 and within fractions") {
  test::Random random;
  for (int round = 0; round < 20000; ++round) {
    const auto bits = [&] { return random.next() >> random.below(64); };
    const auto a = static_cast<std::int64_t>(bits());
    const auto b = static_cast<std::int64_t>(bits());
    REQUIRE((a < b) == (key_of(a) < key_of(b)));
    const double x = static_cast<double>(a) + 0.5;
    const double y = static_cast<double>(b) * 0.37;
    if (std::trunc(x) == x || std::trunc(y) == y) continue;
    REQUIRE((x < y) == (key_of(x) < key_of(y)));
  }
}

TEST_CASE("a key tells the whole number that it stands for, whatever type the id had") {
  CHECK(whole_number_of_key(key_of(std::int32_t{7})) == 7);
  CHECK(whole_number_of_key(key_of(7.0)) == 7);
  CHECK(whole_number_of_key(decimal_key(70, -1, true)) == -7);
  CHECK(whole_number_of_key(key_of(kMin64)) == kMin64);
  CHECK_FALSE(whole_number_of_key(key_of(0.5)));
  CHECK_FALSE(whole_number_of_key(key_of("7")));
  CHECK_FALSE(whole_number_of_key(""));
}

TEST_CASE("the key of a document leads back to its bytes") {
  test::Random random;
  for (int i = 0; i < 200; ++i) {
    const Doc inner = Doc().binary("b", 0, random.bytes(random.below(60))).int32("n", 0);
    CHECK(document_of_key(key_of(Doc().document("_id", inner))) == inner.bytes());
  }
}

}  // namespace
}  // namespace sojourn
