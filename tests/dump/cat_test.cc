#include <doctest/doctest.h>

#include "fixture.h"

using namespace sojourn;
using namespace sojourn::dump::test;

namespace {

Doc user(std::int32_t id, std::string_view name) {
  return Doc().int32("_id", id).text("name", name);
}

/// Ada is as she was read, Ben was read anew, Cyd was deleted, Dan was corrected and is in conflict.
struct Users {
  TempDir dir;
  Journal journal{dir / "j"};

  Users() {
    const auto users = journal.stream("crm.Users");
    journal.extracted(
        users,
        Happened().read(user(1, "Ada")).read(user(2, "Ben")).read(user(3, "Cyd")).read(user(4, "Dan")));
    journal.written(users, Happened()
                               .read(user(2, "Benn"), 1)
                               .deleted(user(3, ""), 2)
                               .fixed(user(4, "Danny"), 3, "by Eve: misspelt")
                               .conflicting(user(4, "Daniel"), 3));
    journal.close();
  }
};

}  // namespace

TEST_CASE("cat shows each document once, in the version in force, in the order of the log") {
  const Users users;
  const Result shown = users.journal.dump({"cat", "Users"});
  CHECK(shown.code == 0);
  CHECK(shown.out == R"({"_id":1,"name":"Ada"}
{"_id":2,"name":"Benn"}
{"_id":4,"name":"Danny"}
)");
}

TEST_CASE("cat --json keeps every type") {
  const Users users;
  CHECK(users.journal.dump({"cat", "crm.Users", "--limit", "1", "--json"}).out ==
        "{\"_id\":{\"$numberInt\":\"1\"},\"name\":\"Ada\"}\n");
}

TEST_CASE("cat --bson gives the bytes as they were read") {
  TempDir dir;
  Journal journal(dir / "j");
  const Doc all = sojourn::test::every_type();
  journal.extracted(journal.stream("crm.All"), Happened().read(all).read(user(2, "x")));
  CHECK(journal.dump({"cat", "All", "--bson"}).out == all.bytes() + user(2, "x").bytes());
}

TEST_CASE("cat --flat gives a line per value, with array indexes, and quotes names that would be unclear") {
  TempDir dir;
  Journal journal(dir / "j");
  const Doc document = Doc()
                           .int32("_id", 1)
                           .array("tags", Doc().text("0", "a").document("1", Doc().boolean("b", true)))
                           .document("none", Doc())
                           .document("a.b", Doc().null("c d"));
  journal.extracted(journal.stream("crm.All"), Happened().read(document).read(user(2, "x")));
  CHECK(journal.dump({"cat", "All", "--flat"}).out == R"(_id = 1
tags.0 = "a"
tags.1.b = true
none = {}
"a.b"."c d" = null

_id = 2
name = "x"
)");
}

TEST_CASE("cat --all-versions shows every entry with its sequence, origin, state and note") {
  const Users users;
  const Result shown = users.journal.dump({"cat", "Users", "--all-versions"});
  CHECK(contains(shown.out, "# @0 1: put by extract, run 0, "));
  CHECK(contains(shown.out, "UTC, superseded\n{\"_id\":2,\"name\":\"Ben\"}\n"));
  CHECK(contains(shown.out, "# @5 3: delete by extract"));
  CHECK(contains(shown.out, "in force\n# note: \"by Eve: misspelt\"\n{\"_id\":4,\"name\":\"Danny\"}\n"));
  CHECK(contains(shown.out, "conflict, undecided\n{\"_id\":4,\"name\":\"Daniel\"}\n"));
  const Result lines = users.journal.dump({"cat", "Users", "--all-versions", "--json", "--from", "@5"});
  CHECK(lines.out.starts_with("{\"sequence\":5,\"kind\":\"delete\",\"origin\":\"extract\""));
  CHECK(contains(lines.out, "\"key\":\"3\",\"note\":\"\",\"document\":null}\n"));
}

TEST_CASE("cat --from begins at a key's document in force or at a sequence, and --limit ends it") {
  const Users users;
  CHECK(users.journal.dump({"cat", "Users", "--from", "2", "--limit", "1"}).out ==
        "{\"_id\":2,\"name\":\"Benn\"}\n");
  CHECK(users.journal.dump({"cat", "Users", "--from", "@5"}).out == "{\"_id\":4,\"name\":\"Danny\"}\n");
  CHECK(users.journal.dump({"cat", "Users", "--from", "@99"}).out.empty());
  const Result gone = users.journal.dump({"cat", "Users", "--from", "3"});
  CHECK(gone.code == 1);
  CHECK(contains(gone.remarks, "it is deleted\nTry: --all-versions"));
}

TEST_CASE("--where compares numbers of all types, texts, and ids by their digits; all conditions must hold") {
  TempDir dir;
  Journal journal(dir / "j");
  const auto with = [](std::int32_t id) { return Doc().int32("_id", id).text("kind", "n"); };
  journal.extracted(journal.stream("crm.N"), Happened()
                                                 .read(with(1).int32("n", 42))
                                                 .read(with(2).int64("n", 42))
                                                 .read(with(3).real("n", 42))
                                                 .read(with(4).text("n", "42"))
                                                 .read(with(5).real("n", 42.5))
                                                 .read(with(6).object_id("n", "0123456789ab"))
                                                 .read(Doc().int32("_id", 7).int32("n", 42)));
  const auto ids = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"cat", "N", "--flat"});
    std::string found;
    const std::string out = journal.dump(words).out;
    for (std::size_t at = out.find("_id = "); at != std::string::npos; at = out.find("_id = ", at + 1)) {
      found += out[at + 6];
    }
    return found;
  };
  CHECK(ids({"--where", "n=42"}) == "12347");
  CHECK(ids({"--where", "n=42", "--where", "kind=n"}) == "1234");
  CHECK(ids({"--where", "n=\"42\""}) == "4");
  CHECK(ids({"--where", "n={\"$numberInt\": \"42\"}"}) == "1237");
  CHECK(ids({"--where", "n=303132333435363738396162"}) == "6");
  CHECK(ids({"--where", "missing=1"}).empty());
}

TEST_CASE("--where steps through arrays and documents") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(
      journal.stream("crm.A"),
      Happened()
          .read(Doc().int32("_id", 1).array("tags", Doc().text("0", "a").text("1", "b")))
          .read(Doc().int32("_id", 2).array("mails", Doc().document("0", Doc().text("to", "x"))))
          .read(Doc().int32("_id", 3).document("mails", Doc().text("to", "y"))));
  CHECK(contains(journal.dump({"cat", "A", "--where", "tags=b"}).out, "\"_id\":1"));
  CHECK(contains(journal.dump({"cat", "A", "--where", "tags.1=b"}).out, "\"_id\":1"));
  CHECK(journal.dump({"cat", "A", "--where", "tags.0=b"}).out.empty());
  CHECK(contains(journal.dump({"cat", "A", "--where", "mails.to=x"}).out, "\"_id\":2"));
  CHECK(contains(journal.dump({"cat", "A", "--where", "mails.0.to=x"}).out, "\"_id\":2"));
  CHECK(contains(journal.dump({"cat", "A", "--where", "mails.to=y"}).out, "\"_id\":3"));
}

TEST_CASE("a condition that is none is a usage error that shows one") {
  const Users users;
  const Result refused = users.journal.dump({"cat", "Users", "--where", "name"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.remarks, "not of the form path=value\nTry: --where status=open"));
}

TEST_CASE("an unknown stream is a usage error that offers the nearest name") {
  const Users users;
  const Result refused = users.journal.dump({"cat", "Usres"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.remarks, "no stream of this name\nTry: did you mean Users?"));
}

TEST_CASE("a collection's name that two sources have is a usage error that names both streams") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.stream("crm.Users");
  journal.stream("old.Users");
  const Result refused = journal.dump({"cat", "Users"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.remarks, "name it in full: crm.Users or old.Users"));
  CHECK(journal.dump({"cat", "old.Users"}).code == 0);
}
