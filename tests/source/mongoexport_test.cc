#include <zlib.h>

#include "base/ext_json.h"
#include "fixture.h"
#include "support/random.h"

using namespace sojourn;
using namespace sojourn::test;

namespace {

const ReadHow kSkip{.skip_damaged = true};

std::unique_ptr<source::Source> open_export(const fs::path& path) {
  return source::open_source(plan::SourceKind::kMongoexport, path);
}

/// Reads a file called Users.json with this content.
Reading read_text(std::string_view content, const ReadHow& how = {}) {
  const TempDir dir;
  write_file(dir / "Users.json", content);
  return read_source(*open_export(dir / "Users.json"), how);
}

void check_resume_of(std::string_view content, const ReadHow& how = {}) {
  const TempDir dir;
  write_file(dir / "Users.json", content);
  for (const std::size_t bytes : {1u, 50u, 1000u}) {
    check_every_resume(*open_export(dir / "Users.json"),
                       {.batch_bytes = bytes, .skip_damaged = how.skip_damaged});
  }
}

std::string json_of(std::string_view document) {
  std::string json;
  bson::append_json(json, document, bson::JsonMode::kCanonical);
  return json;
}

/// Documents as an array or in lines, with something between.
std::string written(const std::vector<std::string>& documents, std::string_view begin,
                    std::string_view between, std::string_view end) {
  std::string text(begin);
  for (std::size_t i = 0; i < documents.size(); ++i)
    text += std::string(i == 0 ? "" : between) + json_of(documents[i]);
  return text + std::string(end);
}

/// Every structural character followed by a line break, with indentation, as --pretty does.
std::string pretty(const std::string& json) {
  std::string text;
  std::string indent = "\n";
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"' && (i == 0 || json[i - 1] != '\\')) in_string = !in_string;
    if (!in_string && (c == '}' || c == ']')) {
      indent.pop_back();
      text += indent;
    }
    text += c;
    if (!in_string && (c == '{' || c == '[')) text += (indent += '\t');
    if (!in_string && c == ',') text += indent;
  }
  return text;
}

/// The bodies of documents {"_id": 1}, {"_id": 2}, ...
std::vector<std::string> ids(std::initializer_list<int> numbers) {
  std::vector<std::string> bodies;
  for (const int number : numbers) bodies.push_back(Doc().int32("_id", number).bytes());
  return bodies;
}

std::vector<std::string> causes(const Reading& reading) {
  std::vector<std::string> texts;
  for (const auto& damage : reading.damages) texts.push_back(damage.cause);
  return texts;
}

void write_gzip(const fs::path& path, const std::string& content) {
  const gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzwrite(file, content.data(), static_cast<unsigned>(content.size())) ==
          static_cast<int>(content.size()));
  REQUIRE(gzclose(file) == Z_OK);
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("lines of JSON are documents, in their order") {
  const auto documents = some_documents(200);
  const Reading reading = read_text(written(documents, "", "\n", "\n"));
  CHECK(reading.bodies("Users") == documents);
  CHECK(reading.error.empty());
}

TEST_CASE("however the objects are laid out, the documents are the same") {
  const auto documents = some_documents(50);
  for (const std::string& text : {
           written(documents, "", "\n", ""),
           written(documents, "", "\r\n", "\r\n"),
           written(documents, "\xef\xbb\xbf", "\n", "\n"),
           written(documents, "\n\n ", "\n\n\n", "  \n \t"),
           written(documents, "", "", ""),
           pretty(written(documents, "", "\n", "\n")),
           written(documents, "[", ",", "]"),
           written(documents, "\xef\xbb\xbf [\n", "\n,\n", "\n]\n"),
           written(documents, "[\n  ", ",\n  ", "\n]\n"),
           pretty(written(documents, "[", ",\n", "]\n")),
       }) {
    CHECK(read_text(text).bodies() == documents);
    CHECK(read_text(text, {.batch_bytes = 1}).bodies() == documents);
    CHECK(read_text(text, kSkip).bodies() == documents);
    CHECK(read_text(text, kSkip).damages.empty());
    check_resume_of(text);
  }
}

TEST_CASE("every type comes as its bytes") {
  const std::string body = read_text(json_of(every_type().bytes())).bodies().at(0);
  CHECK(json_of(body) == json_of(every_type().bytes()));
}

TEST_CASE("a file with nothing in it, or an empty array, is a stream without documents") {
  for (const char* text : {"", "\n", " \t\r\n", "\xef\xbb\xbf", "[]", " [ ] \n"}) {
    const Reading reading = read_text(text);
    CHECK(reading.documents.empty());
    CHECK(reading.error.empty());
  }
}

TEST_CASE("a document of 16 MiB is read, in batches much smaller than itself too") {
  const std::string large = Doc().int32("_id", 2).text("x", std::string((16u << 20) - 30, 'x')).bytes();
  const Strings documents{ids({1})[0], large, ids({3})[0], large};
  const std::string text = written(documents, "", "\n", "\n");
  for (const std::size_t bytes : {std::size_t{1} << 12, std::size_t{64} << 20}) {
    CHECK((read_text(text, {.batch_bytes = bytes}).bodies() == documents));
  }
}

TEST_CASE("an object far larger than a document may be is damage, not a reason to take all memory") {
  const std::string text = "{\"_id\":1}\n{\"a\":\"" + std::string(80u << 20, 'x') + "\"}\n{\"_id\":3}\n";
  CHECK(has(read_text(text).error, "larger than a document may be"));
  CHECK((read_text(text, kSkip).bodies() == ids({1, 3})));
}

TEST_CASE("text that is not UTF-8 is kept and flagged") {
  const Reading reading = read_text("{\"_id\":\"\xff\"}\n{\"_id\":\"x\"}\n");
  CHECK(reading.bodies() == Strings{Doc().text("_id", "\xff").bytes(), Doc().text("_id", "x").bytes()});
  CHECK(reading.invalid_utf8 == 1);
}

TEST_CASE("a bad line in the middle gives an error that names file, line, column, byte, stream and cause") {
  const Reading reading = read_text("{\"_id\":1}\n{\"_id\":2}\n{\"_id\":x}\n{\"_id\":4}\n");
  CHECK(reading.bodies() == ids({1, 2}));
  CHECK(has(reading.error, "Users.json:3:8, byte 27, stream Users"));
  CHECK(has(reading.error, "not a JSON value"));
  CHECK(has(reading.error, "--skip-damaged"));
}

TEST_CASE("an error within an object of several lines names the line of the error and that of the object") {
  const Reading reading = read_text("{\n \"_id\": 1\n}\n{\n \"_id\": 2,\n \"a\" 3\n}\n");
  CHECK(has(reading.error, "Users.json:6:6, "));
  CHECK(has(reading.error, "no colon behind a field name; the object begins in line 4"));
}

TEST_CASE("with --skip-damaged each bad line is left out and told, and no other") {
  const Reading reading = read_text(
      "{\"_id\":1}\n{\"_id\":x}\nno JSON at "
      "all\n{\"_id\":2}\n{\"_id\":\"half\n{\"a\":{\"_id\":9}\n{\"_id\":3}\n",
      kSkip);
  CHECK(reading.bodies() == ids({1, 2, 3}));
  CHECK(causes(reading) ==
        Strings{"not a JSON value (line 2, column 8)", "a control character in a string (line 5, column 13)",
                "neither a comma nor the end of the object behind a value (line 7, column 1)"});
  CHECK(reading.damages[0].offset == 10);
  CHECK(reading.damages[0].length == 25);
  CHECK(reading.error.empty());
}

TEST_CASE("a damaged object of several lines is left out whole") {
  std::string text = pretty(written(some_documents(9), "", "\n", "\n"));
  const std::size_t name = text.find("number 4");
  text.erase(text.rfind(':', name), 1);
  const Reading reading = read_text(text, kSkip);
  auto expected = some_documents(9);
  expected.erase(expected.begin() + 4);
  CHECK(reading.bodies() == expected);
  CHECK(reading.damages.size() == 1);
}

TEST_CASE("a file cut off within its last line is an error, or with --skip-damaged a damage up to the end") {
  const std::string text = "{\"_id\":1}\n{\"_id\":2";
  CHECK(has(read_text(text).error, "Users.json:2:9, byte 18"));
  CHECK(has(read_text(text).error, "the text ends before the object does"));
  const Reading reading = read_text(text, kSkip);
  CHECK(reading.bodies() == ids({1}));
  REQUIRE(reading.damages.size() == 1);
  CHECK(reading.damages[0].offset == 10);
  CHECK(reading.damages[0].length == 8);
}

TEST_CASE("an array without its closing bracket is an error at the end, once everything is delivered") {
  for (const char* text :
       {"[{\"_id\":1},{\"_id\":2}", "[{\"_id\":1},{\"_id\":2},", "[{\"_id\":1},{\"_id\":2}\n"}) {
    const Reading reading = read_text(text);
    CHECK(reading.bodies() == ids({1, 2}));
    CHECK(has(reading.error, "the text ends before the array does; the file was cut off"));
    const Reading skipped = read_text(text, kSkip);
    CHECK(skipped.bodies() == ids({1, 2}));
    CHECK(skipped.damages.size() == 1);
    check_resume_of(text, kSkip);
  }
}

TEST_CASE("what is wrong between the elements of an array is an error") {
  CHECK(has(read_text("[{\"_id\":1} {\"_id\":2}]").error, "neither a comma nor the end of the array"));
  CHECK(has(read_text("[{\"_id\":1},]").error, "not the beginning of a JSON object"));
  CHECK(has(read_text("[{\"_id\":1}]]").error, "something behind the end of the array"));
  CHECK(has(read_text("[{\"_id\":1},2]").error, "not the beginning of a JSON object"));
  CHECK(has(read_text("[\n[{\"_id\":1}]]").error, "Users.json:2:1, byte 2"));
}

TEST_CASE("a damaged element of an array in one line is left out by its brackets") {
  for (const char* bad : {"{\"_id\":x}", "{\"a\":[{\"b\":},{\"c\":1}],\"d\":\"]},{\"}", "17", "",
                          "{\"_id\" 2}", "{\"_id\":{\"$oid\":\"17\"}}"}) {
    const std::string text = std::string("[{\"_id\":1},") + bad + ",{\"_id\":3}]";
    const Reading reading = read_text(text, kSkip);
    INFO(text);
    CHECK(reading.bodies() == ids({1, 3}));
    CHECK(reading.damages.size() == 1);
    CHECK(reading.damages[0].length == std::string_view(bad).size());
    check_resume_of(text, kSkip);
  }
}

TEST_CASE("a missing comma is told, but costs no document") {
  const Reading reading = read_text("[{\"_id\":1}{\"_id\":2}]", kSkip);
  CHECK(reading.bodies() == ids({1, 2}));
  CHECK(causes(reading) ==
        Strings{"neither a comma nor the end of the array behind an element (line 1, column 11)"});
}

TEST_CASE("where brackets are lost, the next element that begins a line is found") {
  for (const char* indent : {"", "  ", "\t"}) {
    std::string text =
        written(some_documents(9), std::string("[\n") + indent, std::string(",\n") + indent, "\n]\n");
    text.erase(text.find("\"number 4\""), 1);
    const Reading reading = read_text(text, kSkip);
    auto expected = some_documents(9);
    expected.erase(expected.begin() + 4);
    CHECK(reading.bodies() == expected);
    CHECK(reading.damages.size() == 1);
    check_resume_of(text, kSkip);
  }
}

TEST_CASE(
    "where neither brackets nor lines help, the rest is left out and nothing nested is taken for a "
    "document") {
  const Reading reading =
      read_text("[{\"_id\":1},{\"a\":[{\"_id\":8},{\"_id\":9}],\"b\":x\",\"c\":{}},{\"_id\":3}]", kSkip);
  CHECK(reading.bodies() == ids({1}));
  CHECK(reading.damages.size() == 1);
}

TEST_CASE("a gzip file is inflated, and resumed exactly") {
  const TempDir dir;
  const auto documents = some_documents(500);
  write_gzip(dir / "Users.json.gz", written(documents, "", "\n", "\n"));
  const auto source = open_export(dir / "Users.json.gz");
  CHECK(read_source(*source).bodies("Users") == documents);
  check_every_resume(*source, {.batch_bytes = 5000});
}

TEST_CASE("a damaged gzip file is an error once all before is delivered, or the rest is left out and told") {
  const TempDir dir;
  const auto documents = some_documents(500);
  write_gzip(dir / "Users.json.gz", written(documents, "", "\n", "\n"));
  fs::resize_file(dir / "Users.json.gz", fs::file_size(dir / "Users.json.gz") / 2);
  const auto source = open_export(dir / "Users.json.gz");
  const Reading reading = read_source(*source, {.batch_bytes = 1000});
  CHECK_FALSE(reading.error.empty());
  CHECK_FALSE(reading.documents.empty());
  const Reading skipped = read_source(*source, kSkip);
  CHECK(skipped.bodies() == reading.bodies());
  CHECK_FALSE(skipped.damages.empty());
  CHECK(skipped.error.empty());
}

TEST_CASE("UTF-16, as a redirection on Windows writes it, is refused with what to do") {
  const std::string error = read_text(std::string("\xff\xfe{\0\"\0", 6)).error;
  CHECK(has(error, "the file is UTF-16"));
  CHECK(has(error, "iconv"));
}

TEST_CASE("a folder gives a stream for each .json file and leaves the rest out") {
  const TempDir dir;
  write_file(dir / "Users.json", "{\"_id\":1}");
  write_file(dir / "crm.Accounts.json", "[{\"_id\":2}]");
  write_file(dir / "README.txt", "no data");
  write_file(dir / "inner/Users.json", "{\"_id\":3}");
  const auto listings = open_export(dir.path())->list();
  REQUIRE(listings.size() == 2);
  CHECK(listings[0].name == "Users");
  CHECK(listings[1].name == "crm.Accounts");
  CHECK(listings[1].bytes == 11);
  CHECK(read_source(*open_export(dir.path())).bodies() == ids({1, 2}));
}

TEST_CASE("a single file may be called anything") {
  const TempDir dir;
  write_file(dir / "export.txt", "{\"_id\":1}");
  CHECK(open_export(dir / "export.txt")->list().at(0).name == "export");
}

TEST_CASE("a folder without .json files, one of mongodump, and two files for one stream are errors") {
  const TempDir dir;
  write_file(dir / "empty/README.txt", "");
  CHECK(has(error_of([&] { (void)open_export(dir / "empty")->list(); }), "no .json file is in this folder"));
  write_file(dir / "dump/Users.bson", "");
  CHECK(has(error_of([&] { (void)open_export(dir / "dump")->list(); }), "say `mongodump:`"));
  write_file(dir / "twice/Users.json", "");
  write_file(dir / "twice/Users.json.gz", "");
  CHECK(has(error_of([&] { (void)open_export(dir / "twice")->list(); }), "for the same stream"));
  CHECK(has(error_of([&] { (void)open_export(dir / "nowhere"); }), "nowhere"));
}

TEST_CASE("a position that was not made by this reader is refused") {
  const TempDir dir;
  write_file(dir / "Users.json", "{\"_id\":1}");
  const auto source = open_export(dir / "Users.json");
  for (const char* token : {"x", "J", "J\x09"}) {
    CHECK(has(read_cursor(*source, source->list().at(0), {.token = token}).error, "position"));
  }
}

TEST_CASE("damage anywhere is skipped alike whatever the batches, and resumed exactly") {
  test::Random random;
  for (int round = 0; round < 60; ++round) {
    const bool array = random.one_in(2);
    const bool lines = random.one_in(2);
    std::string text = array ? written(some_documents(12), "[", lines ? ",\n" : ",", "]\n")
                             : written(some_documents(12), "", "\n", "\n");
    for (auto changes = 1 + random.below(3); changes > 0; --changes) {
      const std::size_t at = random.below(text.size());
      if (random.one_in(2)) {
        text.erase(at, 1 + random.below(10));
      } else {
        text[at] = "{}[],:\"x\n"[random.below(9)];
      }
    }
    INFO(text);
    const Reading whole = read_text(text, kSkip);
    const Reading pieces = read_text(text, {.batch_bytes = 1, .skip_damaged = true});
    REQUIRE(whole.error.empty());
    REQUIRE(whole.bodies() == pieces.bodies());
    REQUIRE(causes(whole) == causes(pieces));
    check_resume_of(text, kSkip);
  }
}
