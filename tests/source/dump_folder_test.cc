#include "source/dump_folder.h"

#include "fixture.h"

using namespace sojourn;
using namespace sojourn::test;

namespace {

using Names = std::vector<std::string>;
const std::string kDocument = Doc().int32("_id", 1).bytes();

/// Lays down files that all hold one document, or the text "{}" if they are no .bson.
void lay_down(const TempDir& dir, const Names& files) {
  for (const std::string& file : files) {
    write_file(dir / file, source::is_bson_name(file) ? kDocument : "{}");
  }
}

std::string reason(const source::DumpContent& content, const std::string& file) {
  for (const auto& [what, why] : content.left_out) {
    if (what.ends_with(file)) return why;
  }
  return "";
}

}  // namespace

TEST_CASE("streams are called by their collection where a dump holds one database") {
  const TempDir dir;
  lay_down(dir, {"crm/Users.bson", "crm/Users.metadata.json", "crm/Accounts.bson"});
  CHECK(stream_names(dir.path()) == Names{"Accounts", "Users"});
  CHECK(stream_names(dir / "crm") == Names{"Accounts", "Users"});
  CHECK(stream_names((dir / "crm").string() + "/") == Names{"Accounts", "Users"});
}

TEST_CASE("streams are called by database and collection where a dump holds several databases") {
  const TempDir dir;
  lay_down(dir, {"crm/Users.bson", "shop/Users.bson"});
  CHECK(stream_names(dir.path()) == Names{"crm.Users", "shop.Users"});
}

TEST_CASE("one .bson file is a dump of one stream, with the metadata beside it") {
  const TempDir dir;
  lay_down(dir, {"crm/Users.bson", "crm/Users.metadata.json", "crm/Accounts.bson"});
  const auto listings = list_dump(dir / "crm/Users.bson");
  REQUIRE(listings.size() == 1);
  CHECK(listings[0].name == "Users");
  CHECK(listings[0].streams.at(0).metadata == "{}");
}

TEST_CASE("options and indexes are kept verbatim, spaces and all") {
  const TempDir dir;
  lay_down(dir, {"crm/Users.bson"});
  const std::string metadata = "{ \"options\" : {},\n \"indexes\" : [ ] }\n";
  write_file(dir / "crm/Users.metadata.json", metadata);
  CHECK(list_dump(dir.path()).at(0).streams.at(0).metadata == metadata);
}

TEST_CASE("a collection name too long for a file is taken from the metadata") {
  const TempDir dir;
  const std::string cut = std::string(200, 'a') + "%24xFO0VquRn7cg3QooSZD5sglTddU";
  lay_down(dir, {"crm/" + cut + ".bson"});
  const std::string name = std::string(250, 'a');
  write_file(dir / ("crm/" + cut + ".metadata.json"), R"({"collectionName":")" + name + "\"}");
  CHECK(stream_names(dir.path()) == Names{name});
}

TEST_CASE("what is no collection is left out with a reason, never in silence") {
  const TempDir dir;
  lay_down(dir, {"crm/Users.bson", "crm/system.js.bson", "crm/$admin.system.users.bson", "crm/notes.txt",
                 "admin/system.version.bson", "config/chunks.bson", "local/startup_log.bson", "oplog.bson",
                 "prelude.json", "empty/readme.txt", "crm/old/Users.bson"});
  const auto content = source::look_into_folder(dir.path());
  REQUIRE(content.collections.size() == 1);
  CHECK(content.collections[0].collection == "Users");
  CHECK(reason(content, "system.js.bson") == "a system collection of MongoDB's own");
  CHECK(reason(content, "$admin.system.users.bson") == "users and roles of the server");
  CHECK(reason(content, "notes.txt") == "not a file of a dump");
  CHECK(has(reason(content, "/config"), "server's own"));
  CHECK(has(reason(content, "/local"), "server's own"));
  CHECK(reason(content, "/empty") == "a folder without .bson files");
  CHECK(has(reason(content, "oplog.bson"), "operations, no documents"));
  CHECK(reason(content, "crm/old") == "a folder within a database's folder");
  CHECK(content.left_out.size() == 9);
}

TEST_CASE("system collections of admin do not make a second database") {
  const TempDir dir;
  lay_down(dir, {"crm/Users.bson", "admin/system.version.bson", "admin/system.users.metadata.json"});
  CHECK(stream_names(dir.path()) == Names{"Users"});
}

TEST_CASE("a collection called oplog is one where it has metadata") {
  const TempDir dir;
  lay_down(dir, {"oplog.bson", "oplog.metadata.json"});
  CHECK(stream_names(dir.path()) == Names{"oplog"});
}

TEST_CASE("a view is left out, and a collection without its file is an error") {
  const TempDir dir;
  lay_down(dir, {"crm/Users.bson"});
  write_file(dir / "crm/recent.metadata.json", R"({"options":{"viewOn":"Users","pipeline":[]}})");
  CHECK(reason(source::look_into_folder(dir.path()), "recent.metadata.json") ==
        "a view; it has no documents of its own");
  write_file(dir / "crm/Accounts.metadata.json", R"({"options":{},"indexes":[]})");
  const std::string error = error_of([&] { list_dump(dir.path()); });
  CHECK(has(error, "crm/Accounts.metadata.json): the .bson file of this collection is missing"));
}

TEST_CASE("a time series is read as the buckets it is kept in, with its own options") {
  const TempDir dir;
  lay_down(dir, {"crm/system.buckets.weather.bson"});
  write_file(dir / "crm/weather.metadata.json", R"({"type":"timeseries"})");
  const auto listings = list_dump(dir.path());
  REQUIRE(listings.size() == 1);
  CHECK(listings[0].name == "system.buckets.weather");
  CHECK(listings[0].streams.at(0).metadata == R"({"type":"timeseries"})");
}

TEST_CASE("two files for one collection are an error") {
  const TempDir dir;
  lay_down(dir, {"crm/Users.bson", "crm/Users.bson.gz"});
  CHECK(has(error_of([&] { list_dump(dir.path()); }), "there is also Users.bson"));
}

TEST_CASE("a missing path, a folder without dumps and a file of another kind are told apart") {
  const TempDir dir;
  CHECK(has(error_of([&] { list_dump(dir / "nowhere"); }), "nowhere): No such file or directory"));
  const std::string empty = error_of([&] { list_dump(dir.path()); });
  CHECK(has(empty, dir.path().string() + "): no collection is in it"));
  CHECK(has(empty, "name the folder that mongodump wrote"));
  write_file(dir / "notes.txt", "words");
  CHECK(has(error_of([&] { list_dump(dir.path()); }), "notes.txt: not a file of a dump"));
  CHECK(has(error_of([&] { list_dump(dir / "notes.txt"); }), "it is neither a folder"));
}

TEST_CASE("the fingerprint tells another size, another head and another tail") {
  const TempDir dir;
  const auto print = [&](const std::string& bytes) {
    write_file(dir / "crm/Users.bson", bytes);
    return list_dump(dir.path()).at(0).fingerprint;
  };
  std::string bytes(300'000, 'x');
  const std::string first = print(bytes);
  CHECK(print(bytes) == first);
  CHECK(print(bytes + "x") != first);
  bytes[10] = 'y';
  CHECK(print(bytes) != first);
  bytes[10] = 'x';
  bytes[299'990] = 'y';
  CHECK(print(bytes) != first);
}

TEST_CASE("a listing tells the size on disk") {
  const TempDir dir;
  lay_down(dir, {"crm/Users.bson"});
  CHECK(list_dump(dir.path()).at(0).bytes == kDocument.size());
  CHECK(list_dump(dir.path()).at(0).modified_ns != 0);
}
