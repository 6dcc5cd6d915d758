#include "fixture.h"
#include "source/crc64.h"
#include "support/archive_builder.h"
#include "support/gzip.h"

using namespace sojourn;
using namespace sojourn::test;

namespace {

using Names = std::vector<std::string>;
const ReadHow kSkip{.skip_damaged = true};

fs::path archive_of(const TempDir& dir, const std::string& bytes) {
  write_file(dir / "crm.archive", bytes);
  return dir / "crm.archive";
}

std::vector<std::string> slice(const std::vector<std::string>& documents, int from, int to) {
  return {documents.begin() + from, documents.begin() + to};
}

const std::vector<std::string> kUsers = some_documents(60);
const std::vector<std::string> kAccounts = some_documents(50, 1000);

ArchiveBuilder two_announced() {
  return ArchiveBuilder().announce("crm", "Users", R"({"options":{}})").announce("crm", "Accounts");
}

/// Two collections in turns, as two threads of mongodump write them.
std::string interleaved() {
  return two_announced()
      .block("crm", "Users", slice(kUsers, 0, 20))
      .block("crm", "Accounts", slice(kAccounts, 0, 30))
      .block("crm", "Users", slice(kUsers, 20, 60))
      .last("crm", "Users")
      .block("crm", "Accounts", slice(kAccounts, 30, 50))
      .last("crm", "Accounts")
      .bytes();
}

/// `bytes` with the text at the first place where `old` is found replaced; both are of one size.
std::string with(std::string bytes, const std::string& old, const std::string& replacement) {
  const auto at = bytes.find(old);
  REQUIRE(at != std::string::npos);
  return bytes.replace(at, replacement.size(), replacement);
}

}  // namespace

TEST_CASE("the checksum of archives is the one that ECMA-182 defines, however the bytes are cut") {
  const std::string text = "123456789";
  CHECK(source::crc64(0, text) == 0x995dc9bbdf1939fau);
  const std::string longer = join(kUsers);
  for (std::size_t cut = 0; cut < 40; ++cut) {
    const std::uint64_t first = source::crc64(0, longer.substr(0, cut));
    CHECK(source::crc64(first, std::string_view(longer).substr(cut)) == slow_crc64(0, longer));
  }
}

TEST_CASE("an archive is one cursor with a stream for each collection, metadata and all") {
  const TempDir dir;
  const auto listings = list_dump(archive_of(dir, interleaved()));
  REQUIRE(listings.size() == 1);
  CHECK(listings[0].name == "crm.archive");
  CHECK(listings[0].bytes == interleaved().size());
  CHECK(stream_names(dir / "crm.archive") == Names{"Users", "Accounts"});
  CHECK(listings[0].streams[0].metadata == R"({"options":{}})");
  CHECK(has(listings[0].streams[0].location, "crm.archive: crm.Users"));
}

TEST_CASE("interleaved blocks give each stream its documents in order, plain and compressed") {
  const TempDir dir;
  for (const std::string& bytes : {interleaved(), gzip(interleaved())}) {
    const fs::path path = archive_of(dir, bytes);
    for (const std::size_t size : {1u, 500u, 1u << 20}) {
      const Reading reading = read_dump(path, {.batch_bytes = size});
      CHECK(reading.error.empty());
      CHECK(reading.bodies("Users") == kUsers);
      CHECK(reading.bodies("Accounts") == kAccounts);
    }
  }
}

TEST_CASE("reading an archive goes on exactly from every position, plain and compressed") {
  const TempDir dir;
  for (const std::string& bytes : {interleaved(), gzip(interleaved())}) {
    const fs::path path = archive_of(dir, bytes);
    for (const std::size_t size : {1u, 77u, 1500u}) check_every_resume(path, {.batch_bytes = size});
  }
}

TEST_CASE("streams of an archive with several databases carry the database's name") {
  const TempDir dir;
  const auto one = some_documents(1);
  const fs::path path = archive_of(dir, ArchiveBuilder()
                                            .announce("crm", "Users")
                                            .announce("shop", "Users")
                                            .block("shop", "Users", one)
                                            .last("shop", "Users")
                                            .last("crm", "Users")
                                            .bytes());
  CHECK(stream_names(path) == Names{"crm.Users", "shop.Users"});
  CHECK(read_dump(path).bodies("shop.Users") == one);
}

TEST_CASE(
    "the server's own collections and the oplog are passed over, their checksums checked all the same") {
  const TempDir dir;
  const auto archive = [&](std::uint64_t error) {
    return archive_of(dir, ArchiveBuilder()
                               .announce("crm", "Users")
                               .announce("admin", "system.version")
                               .announce("", "oplog")
                               .announce("crm", "recent", R"({"options":{"viewOn":"Users"}})", "view")
                               .block("admin", "system.version", some_documents(3))
                               .last("admin", "system.version")
                               .block("crm", "Users", kUsers)
                               .last("crm", "Users")
                               .last("crm", "recent")
                               .block("", "oplog", some_documents(100))
                               .last("", "oplog", error)
                               .bytes());
  };
  CHECK(stream_names(archive(0)) == Names{"Users"});
  CHECK(list_dump(archive(0)).at(0).name == "Users");
  CHECK(read_dump(archive(0), {.batch_bytes = 10}).bodies() == kUsers);
  check_every_resume(archive(0), {.batch_bytes = 100});
  CHECK(has(read_dump(archive(1)).error, "the checksum of oplog is wrong"));
}

TEST_CASE("a stream that is taken out of the listing is passed over, and cannot come back half way") {
  const TempDir dir;
  const auto source = source::open_source(plan::SourceKind::kMongodump, archive_of(dir, interleaved()));
  const auto whole = source->list().at(0);
  auto only_accounts = whole;
  only_accounts.streams.erase(only_accounts.streams.begin());
  const Reading reading = read_cursor(*source, only_accounts, {.batch_bytes = 1000});
  CHECK(reading.error.empty());
  CHECK(reading.documents.size() == kAccounts.size());
  CHECK(reading.bodies("Accounts") == kAccounts);
  const std::string token = reading.stops.at(0).position.token;
  CHECK(has(error_of([&] { (void)source->open(whole, token, {}); }),
            "stream Users): its documents were passed over"));
}

TEST_CASE("a time series is a stream of its buckets, whichever way its blocks are called") {
  const TempDir dir;
  for (const std::string name : {"system.buckets.weather", "weather"}) {
    const fs::path path = archive_of(dir, ArchiveBuilder()
                                              .announce("crm", "weather", "{}", "timeseries")
                                              .block("crm", name, kUsers)
                                              .last("crm", name)
                                              .bytes());
    CHECK(read_dump(path).bodies("system.buckets.weather") == kUsers);
  }
}

TEST_CASE("empty collections need no block, and may have an empty one") {
  const TempDir dir;
  const fs::path path = archive_of(
      dir, two_announced().last("crm", "Users").block("crm", "Accounts", {}).last("crm", "Accounts").bytes());
  const Reading reading = read_dump(path);
  CHECK(reading.error.empty());
  CHECK(reading.documents.empty());
}

TEST_CASE("a file that is no archive, or of an unknown version, or cut within its head is refused") {
  const TempDir dir;
  CHECK(has(error_of([&] { list_dump(archive_of(dir, "\x6d\xe2\x99\x80 something")); }),
            "neither a folder, nor a .bson file, nor an archive"));
  CHECK(has(error_of([&] { list_dump(archive_of(dir, ArchiveBuilder("0.2").announce("a", "b").bytes())); }),
            "archives of version \"0.2\" are not known"));
  const std::string head = two_announced().bytes();
  for (std::size_t size = 4; size < head.size(); ++size) {
    CAPTURE(size);
    REQUIRE(has(error_of([&] { list_dump(archive_of(dir, head.substr(0, size))); }), "within its head"));
  }
  CHECK(has(error_of([&] {
              list_dump(archive_of(dir, with(head,
                                             "\x02"
                                             "collection",
                                             "\x42"
                                             "collection")));
            }),
            "an unknown type byte"));
}

TEST_CASE("an archive of nothing but the server's own collections is refused") {
  const TempDir dir;
  const auto bytes = ArchiveBuilder().announce("admin", "system.users").last("admin", "system.users").bytes();
  CHECK(has(error_of([&] { list_dump(archive_of(dir, bytes)); }), "no collection is in it"));
}

TEST_CASE("a wrong checksum names the collection, loses no document when skipped, and is told once") {
  const TempDir dir;
  const fs::path path = archive_of(dir, two_announced()
                                            .block("crm", "Users", kUsers)
                                            .last("crm", "Users", 1)
                                            .block("crm", "Accounts", kAccounts)
                                            .last("crm", "Accounts")
                                            .bytes());
  const Reading reading = read_dump(path);
  CHECK(reading.bodies() == kUsers);
  CHECK(has(reading.error, "crm.archive, byte"));
  CHECK(has(reading.error, "stream Users): the checksum of Users is wrong"));
  const Reading rest = read_dump(path, kSkip);
  CHECK(rest.documents.size() == kUsers.size() + kAccounts.size());
  CHECK(rest.damages.size() == 1);
  check_every_resume(path, {.batch_bytes = 100, .skip_damaged = true});
}

TEST_CASE("a change within a document that leaves it sound is found by the checksum") {
  const TempDir dir;
  const fs::path path = archive_of(dir, with(interleaved(), "number 7", "number 8"));
  CHECK(has(read_dump(path).error, "the checksum of Users is wrong"));
}

TEST_CASE("wherever an archive is truncated, an error or damage tells which collections are not complete") {
  const TempDir dir;
  const std::string whole = interleaved();
  const std::size_t head = two_announced().bytes().size();
  for (std::size_t size = head; size < whole.size(); size += 17) {
    CAPTURE(size);
    const fs::path path = archive_of(dir, whole.substr(0, size));
    const Reading reading = read_dump(path);
    REQUIRE(has(reading.error, "crm.archive, byte"));
    const Reading rest = read_dump(path, kSkip);
    REQUIRE(rest.error.empty());
    REQUIRE(rest.documents == reading.documents);
    REQUIRE(has(rest.damages.back().cause, "the archive ends before Accounts is complete"));
  }
}

TEST_CASE("a document that is bad inside costs itself only, in an archive too") {
  const TempDir dir;
  auto users = kUsers;
  users[5][4] = '\x42';
  const fs::path path = archive_of(dir, two_announced()
                                            .block("crm", "Users", users)
                                            .block("crm", "Accounts", kAccounts)
                                            .last("crm", "Accounts")
                                            .last("crm", "Users")
                                            .bytes());
  CHECK(has(read_dump(path).error, "stream Users): an unknown type byte"));
  const Reading rest = read_dump(path, kSkip);
  users.erase(users.begin() + 5);
  CHECK(rest.bodies("Users") == users);
  CHECK(rest.bodies("Accounts") == kAccounts);
  CHECK(rest.damages.size() == 1);
}

TEST_CASE("a wrong length in an archive costs its document only") {
  const TempDir dir;
  const fs::path path = archive_of(
      dir, with(interleaved(), kUsers[5].substr(0, 20), "\xee\xee\xee\x01" + kUsers[5].substr(4, 16)));
  const Reading rest = read_dump(path, kSkip);
  auto users = kUsers;
  users.erase(users.begin() + 5);
  CHECK(rest.bodies("Users") == users);
  CHECK(rest.bodies("Accounts") == kAccounts);
  REQUIRE(rest.damages.size() == 1);
  CHECK(rest.damages[0].length == kUsers[5].size());
}

TEST_CASE("behind a stretch that may have held a block header no document is given to the wrong collection") {
  const TempDir dir;
  const std::string whole = interleaved();
  for (std::size_t at = two_announced().bytes().size(); at + 300 < whole.size(); at += 50) {
    CAPTURE(at);
    std::string bytes = whole;
    bytes.replace(at, 300, std::string(300, '\xfe'));
    const Reading rest = read_dump(archive_of(dir, bytes), kSkip);
    REQUIRE(rest.error.empty());
    REQUIRE(!rest.damages.empty());
    for (const auto& [stream, body] : rest.documents) {
      const auto& right = stream == "Users" ? kUsers : kAccounts;
      REQUIRE(std::count(right.begin(), right.end(), body) == 1);
    }
    // The last block of Accounts is out of reach of any damage before it.
    if (at + 300 < whole.find(kAccounts[30]) - 100) REQUIRE(rest.bodies("Accounts").size() >= 20);
  }
}

TEST_CASE("with one collection left, its documents are found again behind any damage") {
  const TempDir dir;
  auto bytes =
      ArchiveBuilder().announce("crm", "Users").block("crm", "Users", kUsers).last("crm", "Users").bytes();
  const std::size_t third = bytes.find(kUsers[3]);
  bytes.replace(third + 3, 200, std::string(200, '\0'));
  const Reading rest = read_dump(archive_of(dir, bytes), kSkip);
  CHECK(rest.documents.size() >= 55);
  CHECK(rest.bodies().back() == kUsers.back());
}

TEST_CASE("blocks in the wrong place are named, and the right ones read when skipped") {
  const TempDir dir;
  const auto check = [&](const std::string& bytes, const std::string& cause) {
    const fs::path path = archive_of(dir, bytes);
    CHECK(has(read_dump(path).error, cause));
    const Reading rest = read_dump(path, kSkip);
    CHECK(rest.error.empty());
    CHECK(has(rest.damages.at(0).cause, cause));
    CHECK(rest.bodies("Accounts") == kAccounts);
    check_every_resume(path, {.batch_bytes = 200, .skip_damaged = true});
  };
  const auto behind = [&](ArchiveBuilder archive) {
    return archive.block("crm", "Accounts", kAccounts).last("crm", "Accounts").last("crm", "Users").bytes();
  };
  check(behind(two_announced().block("crm", "Unknown", kUsers)),
        "a block of a collection that is not announced");
  check(behind(two_announced().raw(kTerminator)), "a terminator where a block should begin");
  check(behind(two_announced().raw(kUsers[0])), "a document where the header of a block should be");
  check(two_announced()
            .block("crm", "Users", kUsers)
            .last("crm", "Users")
            .block("crm", "Users", kUsers)
            .block("crm", "Accounts", kAccounts)
            .last("crm", "Accounts")
            .bytes(),
        "a block of Users, which was complete already");
}

TEST_CASE("a document behind the end of its collection is named") {
  const TempDir dir;
  std::string bytes = interleaved();
  const auto end = bytes.find(block_header("crm", "Users", true, slow_crc64(0, join(kUsers))));
  bytes.insert(end + block_header("crm", "Users", true, 0).size(), kUsers[0]);
  const fs::path path = archive_of(dir, bytes);
  CHECK(has(read_dump(path).error, "a document behind the end of its collection"));
  CHECK(read_dump(path, kSkip).bodies("Accounts") == kAccounts);
}

TEST_CASE("a compressed archive with a damaged stretch is read on where a block begins") {
  const TempDir dir;
  const std::string whole = interleaved();
  const auto cut = whole.find(block_header("crm", "Accounts", false, 0)) + 400;
  std::string first = gzip(whole.substr(0, cut));
  first.resize(first.size() - 60);
  const fs::path path = archive_of(dir, first + gzip(whole.substr(cut)));
  const Reading rest = read_dump(path, kSkip);
  CHECK(rest.error.empty());
  CHECK(rest.damages.size() >= 2);
  CHECK(rest.documents.size() < kUsers.size() + kAccounts.size());
  check_every_resume(path, {.batch_bytes = 300, .skip_damaged = true});
}
