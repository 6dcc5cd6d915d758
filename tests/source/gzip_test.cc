#include "fixture.h"

#include <zlib.h>

#include <random>

#include "source/byte_stream.h"
#include "support/gzip.h"

using namespace sojourn;
using namespace sojourn::test;

namespace {

fs::path dump_of(const TempDir& dir, const std::string& bytes) {
  write_file(dir / "crm/Users.bson.gz", bytes);
  return dir / "crm";
}

const ReadHow kSkip{.skip_damaged = true};

/// Documents that do not shrink to nothing, so that there are many blocks.
std::vector<std::string> random_documents(int count, std::size_t text_bytes, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::vector<std::string> documents;
  for (int i = 0; i < count; ++i) {
    std::string text(text_bytes, ' ');
    for (char& c : text) c = static_cast<char>('a' + random() % 20);
    documents.push_back(Doc().int32("_id", i).text("t", text).bytes());
  }
  return documents;
}

}  // namespace

TEST_CASE("a .bson.gz file gives the documents of the .bson file") {
  const TempDir dir;
  const auto documents = some_documents(500);
  const auto listing = list_dump(dump_of(dir, gzip(join(documents)))).at(0);
  CHECK(listing.name == "Users");
  CHECK(listing.bytes == gzip(join(documents)).size());
  for (const std::size_t bytes : {1u, 1000u, 1u << 20}) {
    const Reading reading = read_dump(dir / "crm", {.batch_bytes = bytes});
    CHECK(reading.bodies() == documents);
    CHECK(reading.error.empty());
  }
}

TEST_CASE("gzip members one behind another are one file, wherever the cut falls") {
  const TempDir dir;
  const auto documents = some_documents(4);
  const std::string whole = join(documents);
  for (std::size_t cut = 0; cut <= whole.size(); cut += 13) {
    const fs::path dump = dump_of(dir, gzip(whole.substr(0, cut)) + gzip(whole.substr(cut)));
    CHECK(read_dump(dump).bodies() == documents);
  }
}

TEST_CASE("a gzip header with name, comment, extra field and checksum is understood") {
  const TempDir dir;
  const auto documents = some_documents(3);
  const fs::path dump = dump_of(dir, gzip_with_long_header(join(documents)));
  CHECK(read_dump(dump).bodies() == documents);
  std::string damaged = gzip_with_long_header(join(documents));
  damaged[4] ^= 1;  // The time; covered by the header's checksum.
  CHECK(has(read_dump(dump_of(dir, damaged)).error, "the checksum of a gzip header is wrong"));
}

TEST_CASE("an empty collection is a stream without documents when compressed, too") {
  const TempDir dir;
  const Reading reading = read_dump(dump_of(dir, gzip("")));
  CHECK(reading.error.empty());
  CHECK(reading.documents.empty());
}

TEST_CASE("a .gz file of no bytes at all is damaged") {
  const TempDir dir;
  CHECK(has(read_dump(dump_of(dir, "")).error, "the file ends within the header of compressed data"));
  CHECK(read_dump(dir / "crm", kSkip).damages.size() == 1);
  check_every_resume(dir / "crm", kSkip);
}

TEST_CASE("padding with zeros behind the last member is no damage, other bytes are") {
  const TempDir dir;
  const std::string good = gzip(join(some_documents(3)));
  CHECK(read_dump(dump_of(dir, good + std::string(1000, '\0'))).error.empty());
  const std::string error = read_dump(dump_of(dir, good + "tail")).error;
  CHECK(has(error, "Users.bson.gz, compressed byte " + std::to_string(good.size()) + ", stream Users"));
  CHECK(has(error, "no gzip header where one should be"));
  const Reading rest = read_dump(dir / "crm", kSkip);
  CHECK(rest.documents.size() == 3);
  CHECK(rest.damages.at(0).length == 4);
}

TEST_CASE("reading compressed documents goes on exactly from every position") {
  const TempDir dir;
  const auto documents = random_documents(120, 900);
  const std::string whole = join(documents);
  for (const int level : {0, 1, 6}) {
    const fs::path dump =
        dump_of(dir, gzip(whole.substr(0, 33333), level) + gzip(whole.substr(33333), level));
    for (const std::size_t bytes : {1u, 1000u, 10'000u}) check_every_resume(dump, {.batch_bytes = bytes});
  }
}

TEST_CASE("a resumed reading begins at an inflate point near by, not at the start") {
  const TempDir dir;
  const fs::path dump = dump_of(dir, gzip(join(random_documents(1000, 9000))));
  const auto source = source::open_source(plan::SourceKind::kMongodump, dump);
  const auto listing = source->list().at(0);
  const Reading whole = read_cursor(*source, listing, {.batch_bytes = 100'000});
  REQUIRE(whole.stops.size() > 80);
  const std::string before = read_file(dump / "Users.bson.gz");
  // With its first half overwritten, the file can only be read on by who does not begin at the start.
  write_file(dump / "Users.bson.gz", std::string(before.size() / 2, 'x') + before.substr(before.size() / 2));
  const Reading::Stop& stop = whole.stops[whole.stops.size() * 3 / 4];
  const Reading rest = read_cursor(*source, listing, {.batch_bytes = 1u << 20, .token = stop.position.token});
  CHECK(rest.error.empty());
  CHECK(stop.documents + rest.documents.size() == whole.documents.size());
  CHECK(stop.position.token.size() < 40'000);
}

TEST_CASE("the position in a compressed file rises to the size of the file") {
  const TempDir dir;
  const fs::path dump = dump_of(dir, gzip(join(random_documents(500, 9000))));
  const auto source = source::open_source(plan::SourceKind::kMongodump, dump);
  const auto listing = source->list().at(0);
  const auto stops = read_cursor(*source, listing, {.batch_bytes = 500'000}).stops;
  for (std::size_t i = 1; i < stops.size(); ++i) {
    CHECK(stops[i].position.at >= stops[i - 1].position.at);
    CHECK(stops[i].position.of == listing.bytes);
  }
  const auto cursor = source->open(listing, "", {});
  source::DocumentBatch batch;
  while (cursor->fill(batch, 500'000)) {
  }
  CHECK(cursor->position().at == listing.bytes);
}

TEST_CASE("wherever a compressed file is truncated, its sound part is delivered and an error told") {
  const TempDir dir;
  const auto documents = random_documents(20, 30);
  const std::string whole = gzip(join(documents));
  for (std::size_t size = 0; size < whole.size(); size += size < 30 || size + 30 > whole.size() ? 1 : 7) {
    CAPTURE(size);
    const Reading reading = read_dump(dump_of(dir, whole.substr(0, size)));
    REQUIRE(has(reading.error, "the file ends"));
    REQUIRE(has(reading.error, "compressed byte"));
    const Reading rest = read_dump(dump_of(dir, whole.substr(0, size)), kSkip);
    REQUIRE(rest.error.empty());
    REQUIRE(rest.documents == reading.documents);
    REQUIRE(!rest.damages.empty());
  }
}

TEST_CASE("a changed byte in compressed data never changes a document unseen") {
  const TempDir dir;
  const auto documents = random_documents(20, 30);
  const std::string good = gzip(join(documents));
  for (std::size_t at = 0; at < good.size(); ++at) {
    if (at >= 4 && at < 10) continue;  // Time and operating system: not covered by any checksum.
    CAPTURE(at);
    std::string bad = good;
    bad[at] ^= 0x10;
    const Reading reading = read_dump(dump_of(dir, bad));
    // A few bits of deflated data do not matter: two ways to say the same.
    if (reading.error.empty()) {
      REQUIRE(reading.bodies() == documents);
      continue;
    }
    const Reading rest = read_dump(dump_of(dir, bad), kSkip);
    REQUIRE(rest.error.empty());
    REQUIRE(!rest.damages.empty());
    REQUIRE(rest.documents.size() >= reading.documents.size());
  }
}

TEST_CASE("members behind a damaged one are read when damage is skipped") {
  const TempDir dir;
  const auto documents = random_documents(300, 900);
  std::vector<std::string> members;
  for (std::ptrdiff_t i = 0; i < 3; ++i) {
    const auto first = documents.begin() + i * 100;
    members.push_back(gzip(join({first, first + 100})));
  }
  members[1].replace(200, 50, std::string(50, '\xff'));
  const fs::path dump = dump_of(dir, join(members));
  CHECK(read_dump(dump).documents.size() < 200);
  const Reading rest = read_dump(dump, kSkip);
  const auto bodies = rest.bodies();
  REQUIRE(bodies.size() >= 200);
  CHECK(std::equal(bodies.end() - 100, bodies.end(), documents.begin() + 200));
  CHECK(std::equal(bodies.begin(), bodies.begin() + 100, documents.begin()));
  CHECK(rest.damages.size() >= 1);
}

TEST_CASE("reading that skips compressed damage goes on exactly from every position") {
  const TempDir dir;
  const auto documents = random_documents(90, 900);
  const std::string whole = join(documents);
  std::string first = gzip(whole.substr(0, 30'000));
  first[first.size() - 8] ^= 1;  // A wrong checksum, and then a document that spans two members.
  std::string second = gzip(whole.substr(30'000, 20'000));
  second.replace(9'000, 100, std::string(100, '\xff'));
  const fs::path dump = dump_of(dir, first + second + gzip(whole.substr(50'000)) + "tail");
  for (const std::size_t bytes : {1u, 5000u}) {
    check_every_resume(dump, {.batch_bytes = bytes, .skip_damaged = true});
  }
  const Reading rest = read_dump(dump, kSkip);
  CHECK(rest.damages.size() >= 3);
  CHECK(rest.documents.size() > 50);
}

TEST_CASE("a wrong checksum loses no document, and is told once") {
  const TempDir dir;
  const auto documents = some_documents(50);
  std::string bytes = gzip(join(documents));
  bytes[bytes.size() - 8] ^= 1;
  const fs::path dump = dump_of(dir, bytes);
  const Reading reading = read_dump(dump);
  CHECK(reading.bodies() == documents);
  CHECK(has(reading.error, "the checksum of what was inflated is wrong"));
  const Reading rest = read_dump(dump, kSkip);
  CHECK(rest.bodies() == documents);
  REQUIRE(rest.damages.size() == 1);
  CHECK(rest.damages[0].offset == bytes.size() - 8);
}

TEST_CASE("the size in the trailer is checked as well") {
  const TempDir dir;
  std::string bytes = gzip(join(some_documents(5)));
  bytes[bytes.size() - 1] ^= 1;
  CHECK(has(read_dump(dump_of(dir, bytes)).error, "the checksum of what was inflated is wrong"));
}

TEST_CASE("compressed metadata is kept as what it inflates to") {
  const TempDir dir;
  write_file(dir / "crm/Users.bson.gz", gzip(join(some_documents(1))));
  write_file(dir / "crm/Users.metadata.json.gz", gzip(R"({"options":{}})"));
  CHECK(list_dump(dir.path()).at(0).streams.at(0).metadata == R"({"options":{}})");
}

TEST_CASE("a .bson file that is compressed gets a hint at its name") {
  const TempDir dir;
  write_file(dir / "crm/Users.bson", gzip(join(some_documents(1))));
  CHECK(has(read_dump(dir.path()).error, "this looks like gzip, so the file should be called .gz"));
}

TEST_CASE("a document whose length looks like gzip's magic bytes is read as the document it is") {
  const TempDir dir;
  const std::size_t size = 0x00088b1f;
  const std::string body = Doc().text("t", std::string(size - 4 - 1 - 2 - 4 - 1 - 1, 'x')).bytes();
  REQUIRE(body.size() == size);
  write_file(dir / "crm/Users.bson", body);
  CHECK(read_dump(dir.path()).bodies() == std::vector<std::string>{body});
}

TEST_CASE("a document of 16 MB within a compressed file is resumed on either side") {
  const TempDir dir;
  auto documents = random_documents(3, 1000);
  documents.insert(documents.begin() + 1, random_documents(1, (16u << 20) - 40).at(0));
  check_every_resume(dump_of(dir, gzip(join(documents), 1)), {.batch_bytes = 1000});
}

TEST_CASE("an inflate position that was tampered with is refused or leads nowhere, without a crash") {
  const TempDir dir;
  const fs::path dump = dump_of(dir, gzip(join(random_documents(500, 9000))));
  const auto source = source::open_source(plan::SourceKind::kMongodump, dump);
  const auto listing = source->list().at(0);
  const auto stops = read_cursor(*source, listing, {.batch_bytes = 2'000'000}).stops;
  const std::string token = stops.at(stops.size() / 2).position.token;
  for (std::size_t at = 0; at < token.size(); at += at < 60 ? 1 : 997) {
    std::string other = token;
    other[at] ^= 0x15;
    const Reading rest = read_cursor(*source, listing, {.batch_bytes = 1u << 20, .token = other});
    CHECK(rest.documents.size() <= 500);
  }
  for (std::size_t size = 1; size < token.size(); size += size < 60 ? 1 : 997) {
    const std::string cut = token.substr(0, size);
    CHECK(has(error_of([&] { (void)source->open(listing, cut, {}); }), "does not belong to this source"));
  }
}
