// J10: sensitive fields are shown only on request.
#include <doctest/doctest.h>

#include "fixture.h"
#include "tools/dump/mask.h"

using namespace sojourn;
using namespace sojourn::dump::test;

namespace {

constexpr std::string_view kSecret = "hunter2";
using Calls = std::vector<std::vector<std::string>>;

Doc user() {
  const Doc token = Doc().text("kind", "api").text("value", kSecret);
  return Doc()
      .int32("_id", 1)
      .text("password", kSecret)
      .array("tokens", Doc().document("0", token).array("1", Doc().document("0", token)))
      .document("bank", Doc().text("iban", kSecret).text("name", "Bank"))
      .text("name", "Ada");
}

struct Secrets {
  TempDir dir;
  Journal journal{dir / "j"};

  Secrets() {
    const auto users = journal.stream("crm.Users", {"password", "tokens.value", "bank.iban", "absent"});
    journal.extracted(users, Happened().read(user()));
  }
};

bool tells(const Result& result) {
  return contains(result.out, kSecret) || contains(result.remarks, kSecret);
}

}  // namespace

TEST_CASE("sensitive fields are hidden at any depth and within arrays of arrays") {
  const Secrets secrets;
  CHECK(secrets.journal.dump({"cat", "Users", "--flat"}).out == R"(_id = 1
password = "***"
tokens.0.kind = "api"
tokens.0.value = "***"
tokens.1.0.kind = "api"
tokens.1.0.value = "***"
bank.iban = "***"
bank.name = "Bank"
name = "Ada"
)");
}

TEST_CASE("sensitive fields are hidden in every form of cat and get") {
  const Secrets secrets;
  for (const auto& words : Calls{{"cat", "Users"},
                                 {"cat", "Users", "--json"},
                                 {"cat", "Users", "--all-versions"},
                                 {"cat", "Users", "--all-versions", "--json"},
                                 {"get", "Users", "1"},
                                 {"get", "Users", "1", "--json"},
                                 {"get", "Users", "1", "--history"},
                                 {"get", "Users", "1", "--history", "--flat"}}) {
    const Result shown = secrets.journal.dump(words);
    CAPTURE(shown.out);
    CHECK(shown.code == 0);
    CHECK(contains(shown.out, "***"));
    CHECK_FALSE(tells(shown));
  }
}

TEST_CASE("--show-sensitive shows them") {
  const Secrets secrets;
  CHECK(tells(secrets.journal.dump({"cat", "Users", "--show-sensitive"})));
  CHECK(secrets.journal.dump({"get", "Users", "1", "--bson", "--show-sensitive"}).out == user().bytes());
}

TEST_CASE("bytes of a stream with sensitive fields are refused, never altered") {
  const Secrets secrets;
  for (const auto& words : Calls{{"cat", "Users", "--bson"},
                                 {"get", "Users", "1", "--bson"},
                                 {"get", "Users", "1", "--bson", "--history"},
                                 {"export", (secrets.dir / "out").string()}}) {
    const Result refused = secrets.journal.dump(words);
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CHECK(contains(refused.remarks, "--show-sensitive"));
  }
  CHECK_FALSE(std::filesystem::exists(secrets.dir / "out"));
}

TEST_CASE("a selection by a sensitive field, by what holds it or by what is in it, is refused") {
  const Secrets secrets;
  for (const std::string path :
       {"password", "tokens.value", "tokens.0.value", "tokens", "bank", "password.x"}) {
    CAPTURE(path);
    CHECK(secrets.journal.dump({"cat", "Users", "--where", path + "=hunter2"}).code == 2);
  }
  CHECK(secrets.journal.dump({"cat", "Users", "--where", "bank.name=Bank"}).code == 0);
  CHECK(tells(secrets.journal.dump({"cat", "Users", "--where", "password=hunter2", "--show-sensitive"})));
}

TEST_CASE("a sensitive _id is hidden in the key as well") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Mails", {"_id"}), Happened().read(Doc().text("_id", kSecret)));
  const Result shown = journal.dump({"cat", "Mails", "--all-versions"});
  CHECK(contains(shown.out, "# @0 ***: put"));
  CHECK_FALSE(tells(shown));
}

TEST_CASE("a mask hides a value of any type and leaves all other bytes as they are") {
  dump::Mask mask({"document.a", "decimal", "array.0"});
  const std::string body = sojourn::test::every_type().bytes();
  const std::string masked(mask.apply(body));
  CHECK(bson::scan(masked).problem == nullptr);
  CHECK(bson::find_path(masked, "document.a")->as_text() == "***");
  CHECK(bson::find(masked, "decimal")->as_text() == "***");
  CHECK(bson::find_path(masked, "array.0")->as_text() == "***");
  CHECK(bson::find_path(masked, "array.1")->type == bson::Type::kNull);
  CHECK(bson::find(masked, "scoped")->value == bson::find(body, "scoped")->value);
  CHECK(bson::find(masked, "max")->type == bson::Type::kMaxKey);
}

TEST_CASE("a mask follows names that themselves hold dots, and hides each of repeated names") {
  dump::Mask mask({"a.b.c"});
  const Doc document =
      Doc().document("a.b", Doc().text("c", kSecret).text("c", kSecret)).text("a.b.c", kSecret);
  CHECK_FALSE(contains(mask.apply(document.bytes()), kSecret));
}
