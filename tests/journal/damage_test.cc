// What a damaged journal does: it says so with file and position, or it gives just what it held.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fixture.h"
#include "journal/format.h"
#include "journal/rows.h"
#include "support/random.h"

using namespace sojourn;
using namespace sojourn::journal;
using namespace sojourn::journal::test;
using sojourn::test::Random;
using sojourn::test::read_file;
using sojourn::test::TempDir;
using sojourn::test::write_file;

namespace {

namespace fs = std::filesystem;

/// One sample journal, of which each test damages a copy.
class Patient {
 public:
  Patient() : folder_(dir_ / "j"), content_(make_sample(dir_ / "original")) { heal(); }

  void heal() {
    fs::remove_all(folder_);
    fs::copy(dir_ / "original", folder_, fs::copy_options::recursive);
  }
  const fs::path& folder() const { return folder_; }
  const std::string& content() const { return content_; }

  fs::path table_of(const std::string& family) const { return files_of_family(folder_, family).front(); }
  fs::path wal() const { return files_like(folder_, "", ".log").back(); }
  fs::path manifest() const { return files_like(folder_, "MANIFEST-", "").back(); }

  std::string error_of_reading() const {
    return error_of([&] { (void)content_of(folder_); });
  }
  std::string error_of_writing() const {
    return error_of([&] { (void)content_of(open_writer(folder_)->view()); });
  }

  /// Both ways to open end in an error with all of `words`, and `check` finds something.
  void require_error(const std::vector<std::string>& words) const {
    CHECK_FALSE(findings_of(folder_).empty());
    for (const std::string& error : {error_of_reading(), error_of_writing()}) {
      INFO("error: ", error);
      for (const std::string& word : words) CHECK(error.find(word) != std::string::npos);
    }
  }
  /// An error, or the content as it was; never anything else.
  void require_error_or_content() const {
    std::string content;
    const std::string error = error_of([&] { content = content_of(folder_); });
    if (error.empty()) {
      CHECK(difference(content, content_) == "");
    } else {
      CHECK_FALSE(findings_of(folder_).empty());
    }
  }

 private:
  TempDir dir_;
  fs::path folder_;
  std::string content_;
};

std::uint64_t middle_of(const fs::path& file) {
  return fs::file_size(file) / 2;
}

void zero(const fs::path& file, std::uint64_t from, std::uint64_t count) {
  std::string bytes = read_file(file);
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(from), count, '\0');
  write_file(file, bytes);
}

/// Returns what was done, in words.
std::string damage_at_random(const fs::path& file, Random& random) {
  const std::uint64_t size = fs::file_size(file);
  if (size == 0) return {};
  const std::uint64_t at = random.below(size);
  const std::string where = fmt::format(" {} at {} of {}; ", file.filename().string(), at, size);
  switch (random.below(5)) {
    case 0:
      cut(file, at);
      return "cut" + where;
    case 1:
      zero(file, at, std::min<std::uint64_t>(512, size - at));
      return "zeroed" + where;
    case 2:
      write_file(file, read_file(file) + random.bytes(1 + random.below(100)));
      return "lengthened" + where;
    default:
      flip_bit(file, at, static_cast<unsigned>(random.below(8)));
      return "flipped" + where;
  }
}

}  // namespace

TEST_CASE("a flipped bit in a table file gives an error that names file and offset, whatever the family") {
  const Patient patient;
  for (const Family family : kFamilies) {
    CAPTURE(family_name(family));
    const fs::path table = patient.table_of(family_name(family));
    flip_bit(table, fs::file_size(table) / 3);
    patient.require_error({table.filename(), "offset", "checksum"});
    flip_bit(table, fs::file_size(table) / 3);
  }
}

TEST_CASE("a flipped bit anywhere in a table file names that file") {
  const Patient patient;
  const fs::path table = patient.table_of(kBatchesFamily);
  const std::uint64_t size = fs::file_size(table);
  for (std::uint64_t at = 0; at < size; at += size / 40 + 1) {
    CAPTURE(at);
    flip_bit(table, at);
    const std::string error = error_of([&] { (void)content_of(patient.folder()); });
    if (!error.empty()) CHECK_MESSAGE(error.find(table.filename().string()) != std::string::npos, error);
    flip_bit(table, at);
  }
}

TEST_CASE("damage in the first block of a file is an error, not the end of what is read") {
  // RocksDB 7.8 drops that error where an iterator enters a further file of a level (Store::scan_options).
  Patient patient;
  auto tables = files_of_family(patient.folder(), kKeysFamily);
  REQUIRE(tables.size() == 2);
  for (const fs::path& table : tables) {
    flip_bit(table, 100);
    patient.require_error({table.filename(), "offset 0", "checksum"});
    patient.heal();
  }
}

TEST_CASE("a table file that is cut gives an error that names it and where it ends") {
  Patient patient;
  for (const Family family : kFamilies) {
    CAPTURE(family_name(family));
    const fs::path table = patient.table_of(family_name(family));
    const std::uint64_t size = middle_of(table);
    cut(table, size);
    patient.require_error({table.filename(), fmt::format("byte {}", size), "ends before"});
    patient.heal();
  }
}

TEST_CASE("a missing table file is named") {
  Patient patient;
  for (const Family family : kFamilies) {
    CAPTURE(family_name(family));
    const fs::path table = patient.table_of(family_name(family));
    fs::remove(table);
    patient.require_error({table.filename(), "is missing"});
    patient.heal();
  }
}

TEST_CASE("a flipped bit in the write-ahead log gives an error that names file and byte") {
  Patient patient;
  for (const std::uint64_t byte : {std::uint64_t{0}, std::uint64_t{30}, middle_of(patient.wal())}) {
    CAPTURE(byte);
    flip_bit(patient.wal(), byte);
    patient.require_error({patient.wal().filename(), "byte", "checksum"});
    patient.heal();
  }
}

TEST_CASE("a sector of the write-ahead log that reads as zeros gives an error, not a hole") {
  // RocksDB skips such a record and goes on behind it.
  Patient patient;
  zero(patient.wal(), 0, 512);
  patient.require_error({patient.wal().filename(), "byte 0", "zeros"});
}

TEST_CASE("a deleted write-ahead log is missed: the file HIGH knows what it held") {
  Patient patient;
  fs::remove(patient.wal());
  patient.require_error({"8 small writes were durable (file HIGH), but only"});
}

TEST_CASE("a write-ahead log deleted from the midst of several is missed") {
  const TempDir dir;
  {
    auto writer = open_writer(dir / "j");
    const StreamId stream = put_stream(*writer, "s");
    for (std::uint64_t first = 0; files_like(dir / "j", "", ".log").size() < 3; first += 100) {
      Entries entries;
      append(*writer, stream, entries.many(first, 100, 10'000));
    }
  }
  const auto logs = files_like(dir / "j", "", ".log");
  fs::remove(logs[1]);
  const std::string error = error_of([&] { (void)content_of(dir / "j"); });
  INFO("error: ", error);
  CHECK(error.find(logs[1].filename().string() + ": the file is missing") != std::string::npos);
}

TEST_CASE("a write-ahead log cut anywhere gives an error, for HIGH promises its last entry") {
  Patient patient;
  const std::uint64_t size = fs::file_size(patient.wal());
  for (std::uint64_t length = 0; length < size; length += 1 + size / 40) {
    CAPTURE(length);
    cut(patient.wal(), length);
    CHECK(patient.error_of_reading().find("were durable (file HIGH)") != std::string::npos);
    patient.heal();
  }
}

TEST_CASE("a cut within a record of the write-ahead log is named with file and byte") {
  Patient patient;
  cut(patient.wal(), fs::file_size(patient.wal()) - 1);
  patient.require_error({patient.wal().filename(), "byte", "ends within a record"});
}

TEST_CASE("a flipped bit in the manifest gives an error that names file and byte") {
  Patient patient;
  const std::string name = patient.manifest().filename();
  for (const std::uint64_t byte : {std::uint64_t{1}, std::uint64_t{5}, middle_of(patient.manifest())}) {
    CAPTURE(byte);
    flip_bit(patient.manifest(), byte);
    patient.require_error({name, "byte"});
    patient.heal();
  }
}

TEST_CASE("a manifest cut anywhere gives an error or everything that was promised") {
  Patient patient;
  const std::uint64_t size = fs::file_size(patient.manifest());
  for (std::uint64_t length = 0; length < size; length += 1 + size / 60) {
    CAPTURE(length);
    cut(patient.manifest(), length);
    patient.require_error_or_content();
    patient.heal();
  }
}

TEST_CASE("a manifest that is shorter than HIGH promises is named, also where a cut fell between records") {
  // Of the files that a lost record had brought in nothing else tells.
  Patient patient;
  cut(patient.manifest(), middle_of(patient.manifest()));
  patient.require_error({patient.manifest().filename(), "byte", "the file ends here"});
}

TEST_CASE("an older manifest put in the place of the one in force is refused") {
  Patient patient;
  const std::string name = patient.manifest().filename();
  fs::copy(patient.manifest(), patient.folder() / "MANIFEST-000001");
  write_file(patient.folder() / "CURRENT", "MANIFEST-000001\n");
  patient.require_error({"CURRENT", "MANIFEST-000001"});
}

TEST_CASE("a manifest that is missing, or not the one that CURRENT names, is an error that names CURRENT") {
  Patient patient;
  SUBCASE("missing") {
    fs::remove(patient.manifest());
  }
  SUBCASE("another name") {
    flip_bit(patient.folder() / "CURRENT", 14);
  }
  SUBCASE("no name") {
    flip_bit(patient.folder() / "CURRENT", 2);
  }
  SUBCASE("empty") {
    cut(patient.folder() / "CURRENT", 0);
  }
  patient.require_error({"CURRENT, byte 0"});
}

TEST_CASE("a damaged file HIGH is named with its byte, and can be left out to look inside") {
  Patient patient;
  SUBCASE("flipped") {
    flip_bit(patient.folder() / "HIGH", 70);
  }
  SUBCASE("cut within a mark") {
    cut(patient.folder() / "HIGH", 100);
  }
  patient.require_error({"HIGH, byte 64"});
  const auto reader = Reader::open(patient.folder(), {.without_high = true});
  CHECK(difference(content_of(reader->view()), patient.content()) == "");
}

TEST_CASE("a journal without HIGH, as after a power cut, opens if it has no gap") {
  Patient patient;
  SUBCASE("missing") {
    fs::remove(patient.folder() / "HIGH");
  }
  SUBCASE("empty") {
    cut(patient.folder() / "HIGH", 0);
  }
  SUBCASE("cut between marks") {
    cut(patient.folder() / "HIGH", 64);
  }
  CHECK(difference(content_of(patient.folder()), patient.content()) == "");
  CHECK(difference(content_of(open_writer(patient.folder())->view()), patient.content()) == "");
}

TEST_CASE("a damaged journal that is refused for writing stays as it was found") {
  Patient patient;
  cut(patient.wal(), fs::file_size(patient.wal()) - 1);
  const std::string wal = read_file(patient.wal());
  const std::string manifest = read_file(patient.manifest());
  CHECK_FALSE(patient.error_of_writing().empty());
  CHECK(read_file(patient.wal()) == wal);
  CHECK(read_file(patient.manifest()) == manifest);
}

TEST_CASE("a journal of a newer format is refused with both numbers") {
  Patient patient;
  alter(patient.folder(), Family::kMeta, kHeaderKey, [](const std::string& value) {
    fb::HeaderT header;
    verified<fb::Header>(value)->UnPackTo(&header);
    header.format = kFormatVersion + 1;
    return pack<fb::Header>(header);
  });
  patient.require_error({"its format is 2, this version of sojourn knows formats up to 1"});
}

TEST_CASE("a journal with a family from a later version is refused by the family's name") {
  Patient patient;
  {
    const auto store = Store::open(patient.folder(), {.read_only = false});
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    REQUIRE(store->db().CreateColumnFamily({}, "failures", &handle).ok());
    REQUIRE(store->db().DestroyColumnFamilyHandle(handle).ok());
  }
  patient.require_error({"'failures'", "does not know"});
}

TEST_CASE("another RocksDB database is refused and left as it is") {
  const TempDir dir;
  {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* db = nullptr;
    REQUIRE(rocksdb::DB::Open(options, (dir / "j").string(), &db).ok());
    CHECK(db->Put({}, "a", "b").ok());
    delete db;
  }
  const std::string wal = read_file(files_like(dir / "j", "", ".log").back());
  CHECK(error_of([&] { Reader::open(dir / "j"); }).find("no journal of sojourn") != std::string::npos);
  CHECK(error_of([&] { open_writer(dir / "j"); }).find("no journal of sojourn") != std::string::npos);
  CHECK(read_file(files_like(dir / "j", "", ".log").back()) == wal);
}

TEST_CASE("a folder that is missing, empty or full of something else is no journal to read") {
  const TempDir dir;
  SUBCASE("missing") {
    CHECK(error_of([&] { Reader::open(dir / "j"); }).find("there is no such folder") != std::string::npos);
  }
  SUBCASE("empty") {
    fs::create_directory(dir / "j");
    CHECK(error_of([&] { Reader::open(dir / "j"); }).find("holds no journal") != std::string::npos);
  }
  SUBCASE("something else") {
    write_file(dir / "j" / "letter.txt", "dear");
    CHECK(error_of([&] { Reader::open(dir / "j"); }).find("holds no journal") != std::string::npos);
    CHECK(error_of([&] { open_writer(dir / "j"); }).find("holds something else") != std::string::npos);
    CHECK(read_file(dir / "j" / "letter.txt") == "dear");
  }
  SUBCASE("a file") {
    write_file(dir / "j", "dear");
    CHECK_FALSE(error_of([&] { Reader::open(dir / "j"); }).empty());
    CHECK_FALSE(error_of([&] { open_writer(dir / "j"); }).empty());
  }
}

TEST_CASE("random damage to any file gives an error or the content as it was") {
  Random random;
  Patient patient;
  const int rounds = 150;
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const auto files = files_like(patient.folder(), "", "");
    const fs::path& file = files[random.below(files.size())];
    std::string done;
    for (std::uint64_t blows = 1 + random.below(3); blows > 0; --blows)
      done += damage_at_random(file, random);
    CAPTURE(done);
    patient.require_error_or_content();
    patient.heal();
  }
}
