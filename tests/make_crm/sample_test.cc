#include "make_crm/dump.h"

namespace sojourn::make_crm {
namespace {

/// One sample for all tests; they only read it.
const Dump& sample() {
  static const test::TempDir folder;
  static const Dump dump = [] {
    make_sample(folder.path(), kDefaultSeed);
    return Dump(folder.path());
  }();
  return dump;
}

/// Calls `check` with every collection, field and document of the sample.
template <typename Check>
void for_each_field(Check check) {
  for (std::size_t i = 0; i < kCrmCollections; ++i) {
    const Collection& collection = collections()[i];
    for (const Field& field : collection.fields) {
      INFO(collection.name, ".", field.name);
      check(collection, field);
    }
  }
}

std::size_t holding(const Collection& collection, const Field& field, bson::Type type) {
  std::size_t count = 0;
  for (const std::string& document : sample().documents(collection.name)) {
    const auto found = bson::find(document, field.name);
    count += found && found->type == type ? 1u : 0u;
  }
  return count;
}
std::size_t lacking(const Collection& collection, const Field& field) {
  std::size_t count = 0;
  for (const std::string& document : sample().documents(collection.name)) {
    count += bson::find(document, field.name) ? 0u : 1u;
  }
  return count;
}

TEST_CASE("the sample holds the 29 collections with 100 to 1000 documents each") {
  CHECK(sample().names().size() == kCrmCollections);
  for (std::size_t i = 0; i < kCrmCollections; ++i) {
    const std::string_view name = collections()[i].name;
    CHECK_MESSAGE(sample().documents(name).size() >= 100, name);
    CHECK_MESSAGE(sample().documents(name).size() <= 1000, name);
    CHECK_MESSAGE(sample().unlike_ids(name) == sample().documents(name).size(), name);
  }
}

TEST_CASE("required fields of the sample are always there, with their type") {
  for_each_field([](const Collection& collection, const Field& field) {
    if (field.presence != Presence::kRequired) return;
    CHECK(holding(collection, field, bson_type(field.kind)) == sample().documents(collection.name).size());
  });
}

TEST_CASE("optional fields of the sample are present, null and missing, and never of another type") {
  for_each_field([](const Collection& collection, const Field& field) {
    if (field.presence != Presence::kOptional) return;
    const std::size_t present = holding(collection, field, bson_type(field.kind));
    const std::size_t null = holding(collection, field, bson::Type::kNull);
    const std::size_t missing = lacking(collection, field);
    // Free JSON may also be an object.
    const std::size_t objects =
        field.kind == Kind::kJson ? holding(collection, field, bson::Type::kDocument) : 0;
    CHECK(present > 0);
    CHECK(null > 0);
    CHECK(missing > 0);
    CHECK(present + objects + null + missing == sample().documents(collection.name).size());
  });
}

TEST_CASE("arrays of the sample are filled, empty and missing, and never null") {
  for_each_field([](const Collection& collection, const Field& field) {
    if (field.presence != Presence::kArray) return;
    std::size_t filled = 0;
    for (const std::string& document : sample().documents(collection.name)) {
      const auto found = bson::find(document, field.name);
      filled += found && found->value.size() > 5 ? 1u : 0u;
    }
    const std::size_t arrays = holding(collection, field, bson::Type::kArray);
    CHECK(filled > 0);
    CHECK(filled < arrays);
    CHECK(lacking(collection, field) > 0);
    CHECK(arrays + lacking(collection, field) == sample().documents(collection.name).size());
  });
}

TEST_CASE("documents of the sample hold no fields but those of the table") {
  for (std::size_t i = 0; i < kCrmCollections; ++i) {
    std::set<std::string_view> known;
    for (const Field& field : collections()[i].fields) known.insert(field.name);
    for (const std::string& document : sample().documents(collections()[i].name)) {
      for (bson::Walker walker(document); walker.next();) CHECK(known.count(walker.element().name) == 1);
    }
  }
}

TEST_CASE("every value of every enum occurs in the sample, and no other") {
  for_each_field([](const Collection& collection, const Field& field) {
    if (field.kind != Kind::kEnum) return;
    std::set<std::string_view> seen;
    for (const std::string& document : sample().documents(collection.name)) {
      const auto found = bson::find(document, field.name);
      if (found && found->type == bson::Type::kString) seen.insert(found->as_text());
    }
    CHECK(seen == std::set<std::string_view>(field.values.begin(), field.values.end()));
  });
}

TEST_CASE("every reference of the sample resolves") {
  CHECK(dangling_ids(sample()) == 0);
}

TEST_CASE("both sides of every relation of the sample state the same pairs") {
  for (const Relation& relation : relations()) {
    INFO(relation.junction);
    const IdPairs by_a = stated_pairs(sample(), relation, true);
    CHECK(by_a.size() > 100);
    if (!relation.b.field.empty()) CHECK(by_a == stated_pairs(sample(), relation, false));
  }
}

TEST_CASE("fields that say the same thing twice agree in the sample") {
  const auto agree = [](std::string_view collection, std::string_view one, std::string_view other) {
    for (const std::string& document : sample().documents(collection)) {
      const auto a = bson::find(document, one);
      const auto b = bson::find(document, other);
      REQUIRE(a.has_value() == b.has_value());
      if (a) CHECK(key_of(*a) == key_of(*b));
    }
  };
  agree("crm_Contacts", "account", "accountsIDs");
  agree("crm_Contacts", "created_by", "createdBy");
  agree("crm_Opportunities", "created_by", "createdBy");
  agree("Documents", "created_by_user", "createdBy");
}

TEST_CASE("no two users of the sample share an e-mail address, whatever its case") {
  std::set<std::string> seen;
  for (const std::string& document : sample().documents("Users")) {
    std::string email(bson::find(document, "email")->as_text());
    for (char& letter : email) letter = static_cast<char>(std::tolower(letter));
    CHECK(seen.insert(email).second);
  }
}

TEST_CASE("positions of the sample are unlike within their board and section") {
  for (const auto& [collection, parent] : {std::pair("Sections", "board"), std::pair("Tasks", "section")}) {
    std::set<std::string> seen;
    for (const std::string& document : sample().documents(collection)) {
      const auto above = bson::find(document, parent);
      const auto position = bson::find(document, "position");
      if (!above || above->type != bson::Type::kObjectId || position->type == bson::Type::kNull) continue;
      CHECK(seen.insert(std::string(above->value) + std::string(position->value)).second);
    }
  }
}

TEST_CASE("no text of the sample holds a NUL or bytes that are not UTF-8") {
  for (const std::string& name : sample().names()) {
    for (const std::string& document : sample().documents(name)) {
      CHECK_FALSE(bson::scan(document).invalid_utf8);
      for (bson::Walker walker(document); walker.next();) {
        if (walker.element().type != bson::Type::kString) continue;
        CHECK(walker.element().as_text().find('\0') == std::string_view::npos);
      }
    }
  }
}

/// How many texts of the sample fulfil a condition.
template <typename Condition>
std::size_t texts_that(Condition condition) {
  std::size_t count = 0;
  for (const std::string& name : sample().names()) {
    for (const std::string& document : sample().documents(name)) {
      for (bson::Walker walker(document); walker.next();) {
        if (walker.element().type != bson::Type::kString) continue;
        count += condition(walker.element().as_text()) ? 1u : 0u;
      }
    }
  }
  return count;
}

TEST_CASE("the sample shows texts at their edges: empty, very long, and of four-byte characters") {
  CHECK(texts_that([](std::string_view text) { return text.empty(); }) > 0);
  CHECK(texts_that([](std::string_view text) { return text.size() >= 20'000; }) > 0);
  CHECK(texts_that([](std::string_view text) { return text.find('\xf0') != text.npos; }) > 0);
}

TEST_CASE("the metadata of the sample name the collection, its uuid and its indexes as mongodump does") {
  const std::string users = sample().metadata("Users");
  CHECK(users.find(R"("collectionName":"Users")") != std::string::npos);
  CHECK(users.find(R"("unique":true,"key":{"email":{"$numberInt":"1"}})") != std::string::npos);
  CHECK(sample().metadata("Tasks").find(R"("name":"_id_")") != std::string::npos);
  CHECK(sample().metadata("Tasks").find("email") == std::string::npos);
}

TEST_CASE("the same seed gives the same bytes, another seed others") {
  const test::TempDir one;
  const test::TempDir two;
  const test::TempDir three;
  make_sample(one.path(), 5);
  make_sample(two.path(), 5);
  make_sample(three.path(), 6);
  const auto content = [](const test::TempDir& folder, const std::string& file) {
    return test::read_file(folder / std::string(kDatabase) / file);
  };
  for (const std::string& name : Dump(one.path()).names()) {
    CHECK(content(one, name + ".bson") == content(two, name + ".bson"));
    CHECK(content(one, name + ".bson") != content(three, name + ".bson"));
    CHECK(content(one, name + ".metadata.json") == content(two, name + ".metadata.json"));
  }
}

TEST_CASE("a folder that holds something is left alone") {
  const test::TempDir folder;
  test::write_file(folder / "nextcrm/Users.bson", "precious");
  CHECK_THROWS_WITH(make_sample(folder.path(), 1), doctest::Contains("the folder is not empty"));
  CHECK(test::read_file(folder / "nextcrm/Users.bson") == "precious");
}

}  // namespace
}  // namespace sojourn::make_crm
