#include "fixture.h"

#include <unistd.h>

#include <random>

using namespace sojourn;
using namespace sojourn::test;

namespace {

/// A dump of one collection with these bytes.
fs::path dump_of(const TempDir& dir, const std::string& bytes) {
  write_file(dir / "crm/Users.bson", bytes);
  return dir / "crm";
}

const ReadHow kSkip{.skip_damaged = true};

}  // namespace

TEST_CASE("documents come as the bytes of the file, in its order") {
  const TempDir dir;
  const auto documents = some_documents(200);
  const Reading reading = read_dump(dump_of(dir, join(documents)));
  CHECK(reading.bodies() == documents);
  CHECK(reading.error.empty());
}

TEST_CASE("batches of any size deliver the same documents") {
  const TempDir dir;
  const auto documents = some_documents(200);
  const fs::path dump = dump_of(dir, join(documents));
  for (const std::size_t bytes : {1u, 7u, 100u, 4096u, 5000u}) {
    CHECK(read_dump(dump, {.batch_bytes = bytes}).bodies() == documents);
  }
}

TEST_CASE("every type of BSON comes byte for byte, the deprecated ones too") {
  const TempDir dir;
  const std::string body = every_type().bytes();
  const Reading reading = read_dump(dump_of(dir, body + body));
  CHECK(reading.bodies() == std::vector<std::string>{body, body});
}

TEST_CASE("field names that are empty, repeated, or hold dots and dollars are kept") {
  const TempDir dir;
  const std::string body =
      Doc().int32("_id", 1).int32("", 1).int32("a.b", 2).int32("$set", 3).int32("a", 4).int32("a", 5).bytes();
  CHECK(read_dump(dump_of(dir, body)).bodies() == std::vector<std::string>{body});
}

TEST_CASE("documents nested a hundred levels deep are read, and two hundred is the limit") {
  const TempDir dir;
  const auto nested = [](int levels) {
    Doc document = Doc().int32("leaf", 1);
    for (int i = 1; i < levels; ++i) document = Doc().document("a", document);
    return document.bytes();
  };
  CHECK(read_dump(dump_of(dir, nested(100))).bodies() == std::vector<std::string>{nested(100)});
  CHECK(read_dump(dump_of(dir, nested(200))).bodies() == std::vector<std::string>{nested(200)});
  CHECK(has(read_dump(dump_of(dir, nested(201))).error, "nested deeper than 200 levels"));
}

TEST_CASE("a document of 16 MB is read, in batches much smaller than itself too") {
  const TempDir dir;
  const std::string small = Doc().int32("_id", 1).bytes();
  const std::string large = Doc().int32("_id", 2).text("x", std::string((16u << 20) - 30, 'x')).bytes();
  const fs::path dump = dump_of(dir, small + large + small + large);
  for (const std::size_t bytes : {std::size_t{1} << 12, std::size_t{64} << 20}) {
    CHECK(read_dump(dump, {.batch_bytes = bytes}).bodies() ==
          std::vector<std::string>{small, large, small, large});
  }
}

TEST_CASE("a document without _id is delivered without an id, and of two the first counts") {
  const TempDir dir;
  const std::string without = Doc().int32("a", 1).bytes();
  const std::string twice = Doc().int32("_id", 1).int32("_id", 2).bytes();
  const auto source = source::open_source(plan::SourceKind::kMongodump, dump_of(dir, without + twice));
  const auto cursor = source->open(source->list().front(), "", {});
  source::DocumentBatch batch;
  REQUIRE(cursor->fill(batch, 1u << 20));
  CHECK_FALSE(batch.documents.at(0).id.has_value());
  CHECK(batch.documents.at(1).id->as_int32() == 1);
}

TEST_CASE("reading goes on exactly from every position") {
  const TempDir dir;
  const fs::path dump = dump_of(dir, join(some_documents(100)));
  for (const std::size_t bytes : {1u, 100u, 1000u}) check_every_resume(dump, {.batch_bytes = bytes});
}

TEST_CASE("the position counts the bytes of the delivered documents, up to the file's size") {
  const TempDir dir;
  const auto documents = some_documents(10);
  const fs::path dump = dump_of(dir, join(documents));
  const auto source = source::open_source(plan::SourceKind::kMongodump, dump);
  const auto stops = read_cursor(*source, source->list().front(), {.batch_bytes = 1}).stops;
  CHECK(stops.front().position.at == documents.front().size());
  CHECK(stops.back().position.at == join(documents).size());
  CHECK(stops.back().position.of == join(documents).size());
}

TEST_CASE("an empty file is a stream without documents") {
  const TempDir dir;
  const Reading reading = read_dump(dump_of(dir, ""));
  CHECK(reading.error.empty());
  CHECK(reading.documents.empty());
}

TEST_CASE("text that is not UTF-8 is kept and flagged") {
  const TempDir dir;
  const std::string good = Doc().text("name", "caf\xc3\xa9").bytes();
  const std::string bad = Doc().text("name", "caf\xe9").bytes();
  const Reading reading = read_dump(dump_of(dir, good + bad));
  CHECK(reading.bodies() == std::vector<std::string>{good, bad});
  CHECK(reading.invalid_utf8 == 1);
}

TEST_CASE("a truncated file gives an error that names file, offset and stream, behind its sound documents") {
  const TempDir dir;
  const auto documents = some_documents(3);
  const std::string whole = join(documents);
  const std::size_t last = whole.size() - documents.back().size();
  const fs::path dump = dump_of(dir, whole.substr(0, whole.size() - 10));
  const Reading reading = read_dump(dump);
  CHECK(reading.documents.size() == 2);
  CHECK(has(reading.error, "crm/Users.bson, byte " + std::to_string(last) + ", stream Users"));
  CHECK(has(reading.error, "the bytes end within the document"));
  CHECK(has(reading.error, "--skip-damaged"));
}

TEST_CASE("wherever a file is truncated, --skip-damaged delivers the whole documents and counts the rest") {
  const TempDir dir;
  const auto documents = some_documents(4);
  const std::string whole = join(documents);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const Reading reading = read_dump(dump_of(dir, whole.substr(0, size)), kSkip);
    const std::string delivered = reading.joined();
    REQUIRE(reading.error.empty());
    REQUIRE(whole.substr(0, delivered.size()) == delivered);
    const std::size_t left = size - delivered.size();
    REQUIRE(reading.damages.size() == (left == 0 ? 0 : 1));
    if (left == 0) continue;
    REQUIRE(left < documents[reading.documents.size()].size());
    REQUIRE(reading.damages[0].offset == delivered.size());
    REQUIRE(reading.damages[0].length == left);
  }
}

TEST_CASE("a length field that no document can have is named, and skipped to the next document") {
  const TempDir dir;
  auto documents = some_documents(5);
  documents[2].replace(0, 4, "\xff\xff\xff\x7f", 4);
  const fs::path dump = dump_of(dir, join(documents));
  CHECK(has(read_dump(dump).error, "the length field says 2147483647"));
  const Reading rest = read_dump(dump, kSkip);
  CHECK(rest.bodies() == std::vector<std::string>{documents[0], documents[1], documents[3], documents[4]});
  REQUIRE(rest.damages.size() == 1);
  CHECK(rest.damages[0].offset == documents[0].size() + documents[1].size());
  CHECK(rest.damages[0].length == documents[2].size());
}

TEST_CASE("whatever a length field is changed to, only that document is lost") {
  const TempDir dir;
  const auto sound = some_documents(5);
  const auto right = static_cast<std::int32_t>(sound[2].size());
  for (const std::int32_t length : {0, 1, 4, 5, 6, right - 1, right + 1, right + 40, 100000, 16 << 20, -1}) {
    CAPTURE(length);
    auto documents = sound;
    documents[2].replace(0, 4, Doc::le(length));
    const Reading reading = read_dump(dump_of(dir, join(documents)), kSkip);
    CHECK(reading.bodies() == std::vector<std::string>{sound[0], sound[1], sound[3], sound[4]});
    CHECK(reading.damages.size() == 1);
  }
}

TEST_CASE("a document that is bad inside is skipped alone") {
  const TempDir dir;
  auto documents = some_documents(5);
  documents[1][4] = '\x42';  // No type.
  documents[3].back() = 'x';
  const fs::path dump = dump_of(dir, join(documents));
  CHECK(has(read_dump(dump).error, "an unknown type byte"));
  for (const std::size_t bytes : {1u, 100u, 10000u}) {
    const Reading rest = read_dump(dump, {.batch_bytes = bytes, .skip_damaged = true});
    CHECK(rest.bodies() == std::vector<std::string>{documents[0], documents[2], documents[4]});
    REQUIRE(rest.damages.size() == 2);
    CHECK(rest.damages[0].length == documents[1].size());
    CHECK(rest.damages[1].length == documents[3].size());
  }
}

TEST_CASE("bytes behind the last document are named, and counted when skipped") {
  const TempDir dir;
  const auto documents = some_documents(2);
  for (const std::string& tail : {std::string(1, '\0'), std::string(3, 'x'), std::string(4, '\0'),
                                  std::string("some words of plain text"), std::string(5000, '\0')}) {
    const fs::path dump = dump_of(dir, join(documents) + tail);
    const Reading reading = read_dump(dump);
    CHECK(reading.bodies() == documents);
    CHECK(has(reading.error, "byte " + std::to_string(join(documents).size()) + ", stream Users"));
    const Reading rest = read_dump(dump, kSkip);
    CHECK(rest.bodies() == documents);
    REQUIRE(rest.damages.size() == 1);
    CHECK(rest.damages[0].length == tail.size());
  }
}

TEST_CASE("a stretch of zeros within a file costs the documents it touches and no more") {
  const TempDir dir;
  const auto documents = some_documents(300);
  std::string bytes = join(documents);
  bytes.replace(5000, 4096, std::string(4096, '\0'));
  std::size_t at = 0;
  std::vector<std::string> untouched;
  for (const auto& document : documents) {
    if (at + document.size() <= 5000 || at >= 5000 + 4096) untouched.push_back(document);
    at += document.size();
  }
  const Reading rest = read_dump(dump_of(dir, bytes), kSkip);
  CHECK(rest.bodies() == untouched);
  CHECK(rest.joined().size() + rest.damages.at(0).length == bytes.size());
}

TEST_CASE("a megabyte of random bytes within a file does not hide the documents behind it") {
  const TempDir dir;
  const auto documents = some_documents(100);
  std::mt19937 random(7);
  std::string noise(1u << 20, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  const auto half = documents.begin() + 50;
  const Reading rest =
      read_dump(dump_of(dir, join({documents.begin(), half}) + noise + join({half, documents.end()})), kSkip);
  CHECK(rest.bodies() == documents);
  REQUIRE(rest.damages.size() == 1);
  CHECK(rest.damages[0].length == noise.size());
}

TEST_CASE("a document beyond all limits of MongoDB is refused, and the next one read when skipped") {
  const TempDir dir;
  const std::string small = Doc().int32("_id", 1).bytes();
  const std::string huge = Doc().text("x", std::string(bson::kDocumentBytesMax, 'x')).bytes();
  const fs::path dump = dump_of(dir, small + huge + small + small);
  CHECK(has(read_dump(dump).error, "the length field says 17825805, which no document can have"));
  const Reading rest = read_dump(dump, kSkip);
  CHECK(rest.bodies() == std::vector<std::string>{small, small, small});
  CHECK(rest.damages.at(0).length == huge.size());
}

TEST_CASE("bytes that look like a thousand documents at once do not stop the search for ever") {
  const TempDir dir;
  std::string hostile;
  while (hostile.size() < (3u << 20)) hostile += std::string("\x0a\0", 2);  // Length 655370, null, null ...
  const Reading rest = read_dump(dump_of(dir, hostile + join(some_documents(3))), kSkip);
  CHECK(rest.error.empty());
  REQUIRE(rest.damages.size() == 1);
  CHECK(has(rest.damages[0].cause, "the search for the next sound document was given up"));
}

TEST_CASE("reading that skips damage goes on exactly from every position") {
  const TempDir dir;
  auto documents = some_documents(60);
  documents[7][4] = '\x42';
  documents[20].replace(0, 4, "\xff\xff\xff\x7f", 4);
  documents[21].replace(0, 4, "\1\0\0\0", 4);
  documents[40].back() = 'x';
  const fs::path dump = dump_of(dir, join(documents) + "tail");
  for (const std::size_t bytes : {1u, 300u}) {
    check_every_resume(dump, {.batch_bytes = bytes, .skip_damaged = true});
  }
}

TEST_CASE("a file that cannot be opened or read gives an error with its name") {
  const TempDir dir;
  fs::create_directories(dir / "crm");
  fs::create_symlink(dir / "nowhere", dir / "crm/Users.bson");
  CHECK(has(error_of([&] { list_dump(dir / "crm"); }), "crm/Users.bson): No such file or directory"));
  fs::remove(dir / "crm/Users.bson");
  fs::create_symlink("/proc/self/mem",
                     dir / "crm/Users.bson");  // Can be opened; its first byte cannot be read.
  CHECK(has(error_of([&] { list_dump(dir / "crm"); }), "crm/Users.bson, byte 0): Input/output error"));
  if (::geteuid() == 0) return;  // Root may read everything.
  fs::remove(dir / "crm/Users.bson");
  write_file(dir / "crm/Users.bson", "");
  fs::permissions(dir / "crm/Users.bson", fs::perms::none);
  CHECK(has(error_of([&] { list_dump(dir / "crm"); }), "Permission denied"));
}

TEST_CASE("a position that belongs to another reader is refused") {
  const TempDir dir;
  const auto source = source::open_source(plan::SourceKind::kMongodump, dump_of(dir, ""));
  const auto listing = source->list().front();
  CHECK(has(error_of([&] { (void)source->open(listing, "X", {}); }), "does not belong to this source"));
  CHECK(has(error_of([&] { (void)source->open(listing, "B", {}); }), "does not belong to this source"));
}
