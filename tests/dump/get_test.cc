#include <doctest/doctest.h>

#include "fixture.h"

using namespace sojourn;
using namespace sojourn::dump::test;

namespace {

constexpr std::string_view kTwelve = "0123456789ab";
constexpr char kHex[] = "303132333435363738396162";

}  // namespace

TEST_CASE("get finds a document by a plain key or by Extended JSON") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"), Happened()
                                                     .read(Doc().object_id("_id", kTwelve).int32("n", 1))
                                                     .read(Doc().text("_id", "ada").int32("n", 2))
                                                     .read(Doc().int64("_id", 7).int32("n", 3)));
  const auto shown = [&](const std::string& key) {
    return journal.dump({"get", "Users", key, "--flat"}).out;
  };
  CHECK(contains(shown(kHex), "n = 1\n"));
  CHECK(contains(shown(std::string("{\"$oid\": \"") + kHex + "\"}"), "n = 1\n"));
  CHECK(contains(shown("ada"), "n = 2\n"));
  CHECK(contains(shown("\"ada\""), "n = 2\n"));
  CHECK(contains(shown("7"), "n = 3\n"));
}

TEST_CASE("an unknown key is exit code 1 and says how a key may be given") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.stream("crm.Users");
  const Result missing = journal.dump({"get", "Users", "nobody"});
  CHECK(missing.code == 1);
  CHECK(missing.out.empty());
  CHECK(contains(missing.remarks, "(crm.Users, key nobody): the stream has no document of this key\nTry: "));
}

TEST_CASE("a key that may mean two documents shows neither, but how to tell them apart") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"),
                    Happened().read(Doc().object_id("_id", kTwelve)).read(Doc().text("_id", kHex)));
  const Result unclear = journal.dump({"get", "Users", kHex});
  CHECK(unclear.code == 2);
  CHECK(contains(unclear.remarks, "several documents may be meant: "));
  CHECK(journal.dump({"get", "Users", std::string("\"") + kHex + "\""}).code == 0);
}

TEST_CASE("a deleted document is exit code 1, and its history is still there") {
  TempDir dir;
  Journal journal(dir / "j");
  const auto users = journal.stream("crm.Users");
  journal.extracted(users, Happened().read(Doc().int32("_id", 1).text("name", "Ada")));
  journal.written(users, Happened().deleted(Doc().int32("_id", 1), 0));
  const Result gone = journal.dump({"get", "Users", "1"});
  CHECK(gone.code == 1);
  CHECK(contains(gone.remarks, "it is deleted\nTry: --history"));
  const Result history = journal.dump({"get", "Users", "1", "--history"});
  CHECK(history.code == 0);
  CHECK(contains(history.out, "superseded\n{\"_id\":1,\"name\":\"Ada\"}\n# @1 1: delete by extract"));
}

TEST_CASE("the history of a document tells each version's run, time, origin and note, oldest first") {
  TempDir dir;
  Journal journal(dir / "j");
  const auto users = journal.stream("crm.Users");
  journal.writer().start_run({});
  journal.extracted(users, Happened().read(Doc().int32("_id", 1).text("name", "Adda")));
  journal.writer().start_run({});
  journal.written(users, Happened().fixed(Doc().int32("_id", 1).text("name", "Ada"), 0, "by Eve"));
  const std::string history = journal.dump({"get", "Users", "1", "--history"}).out;
  const std::size_t first = history.find("# @0 1: put by extract, run 1, 20");
  const std::size_t second = history.find("# @1 1: put by fix, run 2, 20");
  CHECK(second != std::string::npos);
  CHECK(first < second);
  CHECK(contains(history, "UTC, in force\n# note: \"by Eve\"\n{\"_id\":1,\"name\":\"Ada\"}\n"));
  const std::string lines = journal.dump({"get", "Users", "1", "--history", "--json"}).out;
  CHECK(contains(lines, "{\"sequence\":1,\"kind\":\"put\",\"origin\":\"fix\",\"in_force\":true,"));
  CHECK(contains(lines, "\"run\":2,\"written_ms\":"));
}

TEST_CASE("of several documents under one key get shows the last and says that there are more") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"),
                    Happened()
                        .read(Doc().int32("_id", 1).text("name", "first"))
                        .read(Doc().int32("_id", 1).text("name", "second")),
                    {1});
  const Result shown = journal.dump({"get", "Users", "1"});
  CHECK(shown.code == 0);
  CHECK(shown.out == "{\"_id\":1,\"name\":\"second\"}\n");
  CHECK(contains(shown.remarks, "holds 2 documents under this key"));
  CHECK(journal.dump({"cat", "Users"}).out == shown.out);
}
