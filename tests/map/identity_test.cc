#include "map/identity.h"

#include <doctest/doctest.h>

#include <set>

#include "base/bytes.h"
#include "base/key.h"
#include "support/bson_builder.h"
#include "support/random.h"
#include "support/random_bson.h"

namespace sojourn::map {
namespace {

using test::Doc;

std::string key_of(const Doc& doc) {
  const std::string bytes = doc.bytes();
  std::string key;
  append_key(key, bson::find(bytes, "_id").value());
  return key;
}

std::string key_of_oid(std::string_view hex) {
  std::string oid;
  REQUIRE(append_from_hex(oid, hex));
  return key_of(Doc().object_id("_id", oid));
}

TEST_CASE("the ids of keys are those that targets hold: they never change") {
  const IdentityScheme users("nextcrm", "crm.Users");
  CHECK(uuid_text(users.id_of(key_of_oid("65f0c0de1234567890abcdef"))) ==
        "65f0c0de-1234-8567-a242-af37bd2c42d5");
  CHECK(uuid_text(users.id_of(key_of_oid("000000000000000000000000"))) ==
        "00000000-0000-8000-8000-0000012c42d5");
  CHECK(uuid_text(users.id_of(key_of_oid("ffffffffffffffffffffffff"))) ==
        "ffffffff-ffff-8fff-bfff-fffffd2c42d5");
  CHECK(uuid_text(users.id_of(key_of(Doc().text("_id", "name")))) == "f7aaab01-efc0-8f2f-989b-5cf694204ccf");
  CHECK(uuid_text(users.id_of(key_of(Doc().int32("_id", 42)))) == "b3ac1e4d-c1b2-8ff3-9053-eed290551c85");
  CHECK(uuid_text(IdentityScheme("nextcrm", "crm.Tasks").id_of(key_of_oid("65f0c0de1234567890abcdef"))) ==
        "65f0c0de-1234-8567-a242-af37be6c901a");
  CHECK(uuid_text(users.id_of(placeholder_key())) == "1c0f63f0-9ea7-8014-95b1-a8cd6f40610e");
}

TEST_CASE("an ObjectId stands readable in its id") {
  const IdentityScheme scheme("m", "s");
  const std::string text = uuid_text(scheme.id_of(key_of_oid("0123456789abcdef01234567")));
  CHECK(text.substr(0, 18) == "01234567-89ab-8cde");
}

TEST_CASE("whatever the key, its id is a UUID of version 8") {
  test::Random random;
  const IdentityScheme scheme("m", "s");
  for (int i = 0; i < 1000; ++i) {
    const Uuid id = scheme.id_of(i % 2 == 0 ? key_of(Doc().object_id("_id", random.bytes(12)))
                                            : key_of(Doc().text("_id", random.bytes(i))));
    CHECK((id[6] & 0xf0) == 0x80);
    CHECK((id[8] & 0xc0) == 0x80);
  }
}

TEST_CASE("the id of an ObjectId leads back to its key, in no other stream and no other migration") {
  test::Random random;
  const IdentityScheme users("nextcrm", "crm.Users");
  const IdentityScheme tasks("nextcrm", "crm.Tasks");
  const IdentityScheme other("nextcrm2", "crm.Users");
  for (int i = 0; i < 1000; ++i) {
    const std::string key = key_of(Doc().object_id("_id", random.bytes(12)));
    const Uuid id = users.id_of(key);
    CHECK(users.key_of(id) == key);
    CHECK_FALSE(tasks.key_of(id).has_value());
    CHECK_FALSE(other.key_of(id).has_value());
  }
}

TEST_CASE("the id of any other key is never taken for that of an ObjectId") {
  test::Random random;
  const IdentityScheme scheme("m", "s");
  for (int i = 0; i < 2000; ++i) {
    CHECK_FALSE(scheme.key_of(scheme.id_of(key_of(Doc().text("_id", random.bytes(8))))).has_value());
  }
  CHECK_FALSE(scheme.key_of(scheme.id_of(placeholder_key())).has_value());
  Uuid of_another_version = scheme.id_of(key_of_oid("65f0c0de1234567890abcdef"));
  of_another_version[6] = 0x4c;
  CHECK_FALSE(scheme.key_of(of_another_version).has_value());
}

TEST_CASE("ids order as their ObjectIds do") {
  test::Random random;
  const IdentityScheme scheme("m", "s");
  for (int i = 0; i < 2000; ++i) {
    const std::string one = random.bytes(12);
    std::string two = random.one_in(2) ? random.bytes(12) : one;
    two[random.below(12)] = static_cast<char>(random.next());
    const std::string key_one = key_of(Doc().object_id("_id", one));
    const std::string key_two = key_of(Doc().object_id("_id", two));
    CHECK((key_one < key_two) == (scheme.id_of(key_one) < scheme.id_of(key_two)));
    CHECK((key_one == key_two) == (scheme.id_of(key_one) == scheme.id_of(key_two)));
  }
}

TEST_CASE("no two keys, streams or migrations share an id") {
  test::Random random;
  test::RandomBson random_bson(random);
  std::set<std::string> keys;
  for (int i = 0; i < 2000; ++i) {
    keys.insert(key_of(Doc().object_id("_id", random.bytes(12))));
    keys.insert(key_of(Doc().text("_id", random_bson.text())));
    keys.insert(key_of(Doc().int64("_id", static_cast<std::int64_t>(random.next()))));
  }
  std::set<Uuid> ids;
  // Names that would be the same text if they were just joined.
  for (const auto& [migration, stream] : {std::pair("m", "ab"), {"ma", "b"}, {"m", "b"}, {"", "mab"}}) {
    const IdentityScheme scheme(migration, stream);
    for (const std::string& key : keys) ids.insert(scheme.id_of(key));
  }
  CHECK(ids.size() == 4 * keys.size());
}

}  // namespace
}  // namespace sojourn::map
