#include <doctest/doctest.h>
#include <sys/stat.h>

#include "fixture.h"
#include "tools/dump/export_place.h"

using namespace sojourn;
using namespace sojourn::dump::test;
using sojourn::test::read_file;
using sojourn::test::write_file;

namespace {

journal::StreamInfo stream_of(std::string source, std::string name, std::string location = {},
                              std::string metadata = {}) {
  journal::StreamInfo info;
  info.source = std::move(source);
  info.name = std::move(name);
  info.location = std::move(location);
  info.metadata = std::move(metadata);
  return info;
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status = {};
  stat(path.c_str(), &status);
  return status.st_mode & 0777;
}

Doc user(std::int32_t id, std::string_view name) {
  return Doc().int32("_id", id).text("name", name);
}

}  // namespace

TEST_CASE("an export is the dump again: same bytes, same order, several documents of one _id, metadata") {
  TempDir dir;
  Journal journal(dir / "j");
  const std::vector<Doc> documents = {user(9, "one"), sojourn::test::every_type(), user(1, "two"),
                                      user(9, "three")};
  Happened read;
  std::string bytes;
  for (const Doc& document : documents) {
    read.read(document);
    bytes += document.bytes();
  }
  const std::string metadata = R"({"indexes":[],"collectionName":"Users"})";
  journal.extracted(journal.stream("crm.Users", {}, metadata), read, {3});
  journal.extracted(journal.stream("crm.Empty"), Happened());
  const Result exported = journal.dump({"export", (dir / "out").string()});
  CHECK(exported.code == 0);
  CHECK(read_file(dir / "out/crm/Users.bson") == bytes);
  CHECK(read_file(dir / "out/crm/Users.metadata.json") == metadata);
  CHECK(read_file(dir / "out/crm/Empty.bson").empty());
  CHECK(std::filesystem::exists(dir / "out/crm/Empty.bson"));
  CHECK_FALSE(std::filesystem::exists(dir / "out/crm/Empty.metadata.json"));
  CHECK(contains(exported.out, "crm.Users          4"));
}

TEST_CASE("an export holds later versions and corrections, and neither deleted nor conflicting documents") {
  TempDir dir;
  Journal journal(dir / "j");
  const auto users = journal.stream("crm.Users");
  journal.extracted(users,
                    Happened().read(user(1, "a")).read(user(2, "b")).read(user(3, "c")).read(user(4, "d")));
  journal.written(users, Happened()
                             .read(user(1, "A"), 0)
                             .deleted(user(2, ""), 1)
                             .fixed(user(3, "C"), 2, "by Eve")
                             .conflicting(user(3, "CC"), 2));
  CHECK(journal.dump({"export", (dir / "out").string()}).code == 0);
  CHECK(read_file(dir / "out/crm/Users.bson") ==
        user(4, "d").bytes() + user(1, "A").bytes() + user(3, "C").bytes());
}

TEST_CASE("an export never goes into a folder that holds something") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.stream("crm.Users");
  write_file(dir / "out/precious", "x");
  const Result refused = journal.dump({"export", (dir / "out").string()});
  CHECK(refused.code == 2);
  CHECK(contains(refused.remarks, "nothing is ever overwritten"));
  CHECK(journal.dump({"export", (dir / "out/precious").string()}).code == 2);
  std::filesystem::create_directories(dir / "empty");
  CHECK(journal.dump({"export", (dir / "empty").string()}).code == 0);
}

TEST_CASE("only the streams that are named are exported, so that sensitive ones can be left out") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users", {"password"}), Happened().read(user(1, "a")));
  journal.extracted(journal.stream("crm.Tasks"), Happened().read(user(1, "a")));
  CHECK(journal.dump({"export", (dir / "all").string()}).code == 2);
  CHECK(journal.dump({"export", (dir / "some").string(), "Tasks"}).code == 0);
  CHECK_FALSE(std::filesystem::exists(dir / "some/crm/Users.bson"));
  CHECK(journal.dump({"export", (dir / "all").string(), "--show-sensitive"}).code == 0);
  CHECK(read_file(dir / "all/crm/Users.bson") == user(1, "a").bytes());
}

TEST_CASE("what is exported is private") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"), Happened().read(user(1, "a")));
  umask(0022);
  CHECK(journal.dump({"export", (dir / "out").string()}).code == 0);
  CHECK(mode_of(dir / "out/crm") == 0700);
  CHECK(mode_of(dir / "out/crm/Users.bson") == 0600);
}

TEST_CASE("an export of a stream that is not complete says so") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.written(journal.stream("crm.Users"), Happened().read(user(1, "a")));
  const Result exported = journal.dump({"export", (dir / "out").string(), "--json"});
  CHECK(contains(exported.remarks, "crm.Users: its extraction is not complete"));
  CHECK(contains(exported.out, "\"complete\": false"));
}

TEST_CASE("a collection goes to a folder of its database where that is known, else of its source") {
  const auto place = [](std::string name, std::string location = {}, std::string metadata = {}) {
    return dump::export_place(stream_of("crm", "crm." + name, std::move(location), std::move(metadata))).data;
  };
  CHECK(place("Users") == "crm/Users.bson");
  CHECK(place("fs.chunks", "dump/nextcrm/fs.chunks.bson") == "crm/fs.chunks.bson");
  CHECK(place("db1.a.b", "dump/db1/a.b.bson.gz") == "db1/a.b.bson");
  CHECK(place("db1.a.b", "all.archive: db1.a.b", R"({"collectionName":"a.b"})") == "db1/a.b.bson");
  CHECK(place("a/b") == "crm/a%2Fb.bson");
  CHECK(dump::export_place(stream_of("..", "...Users")).data == "%../Users.bson");
}

TEST_CASE("an export gives a file the name that it had, also where another mongodump escaped or cut it") {
  const std::string cut = std::string(208, 'x') + "%24abcdefghijklmnopqrstuvwxyz0";
  const auto place = [](const std::string& collection, const std::string& file) {
    return dump::export_place(stream_of("crm", "crm." + collection, "dump/db/" + file)).data;
  };
  CHECK(place("a$b", "a%24b.bson") == "crm/a%24b.bson");
  CHECK(place(std::string(300, 'x'), cut + ".bson.gz") == "crm/" + cut + ".bson");
  CHECK(place("a$bcdefghijklmnopqrstuvwxyz01", "a%24bcdefghijklmnopqrstuvwxyz01.bson") ==
        "crm/a%24bcdefghijklmnopqrstuvwxyz01.bson");
  CHECK(place("Users", "other.bson") == "crm/Users.bson");
}

TEST_CASE("the metadata of a time series goes under its own name, its buckets under theirs") {
  const auto place = dump::export_place(stream_of(
      "s", "s.system.buckets.foo", "dump/db/system.buckets.foo.bson", R"({"collectionName":"foo"})"));
  CHECK(place.data == "s/system.buckets.foo.bson");
  CHECK(place.metadata == "s/foo.metadata.json");
}

TEST_CASE("two streams that would go to one file are refused, and nothing is written") {
  TempDir dir;
  Journal journal(dir / "j");
  const std::string metadata = R"({"collectionName":"Users"})";
  journal.writer().put_stream(stream_of("a", "a.db.Users", "", metadata));
  journal.writer().put_stream(stream_of("b", "b.db.Users", "", metadata));
  CHECK(journal.dump({"export", (dir / "out").string()}).code == 2);
  CHECK_FALSE(std::filesystem::exists(dir / "out"));
}
