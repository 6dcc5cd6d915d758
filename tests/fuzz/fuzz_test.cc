#include "fuzz.h"

#include "base/ext_json.h"
#include "support/archive_builder.h"
#include "support/bson_builder.h"
#include "support/gzip.h"
#include "support/plan_page.h"
#include "targets.h"

using namespace sojourn::test;

namespace {

std::string many_documents(int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    all += Doc().int32("_id", i).text("t", std::string(static_cast<std::size_t>(i * 7 % 50), 'x')).bytes();
  }
  return all;
}

std::string archive() {
  const std::string some = many_documents(5);
  return ArchiveBuilder()
      .announce("crm", "a")
      .announce("crm", "b")
      .announce("admin", "system.version")
      .block("crm", "a", {every_type().bytes(), some.substr(0, 20)})
      .block("crm", "b", {Doc().int32("_id", 1).bytes(), Doc().text("_id", "x").bytes()})
      .block("admin", "system.version", {Doc().int32("v", 1).bytes()})
      .last("admin", "system.version")
      .block("crm", "a", {Doc().document("d", Doc().int32("_id", 2)).bytes()})
      .last("crm", "b")
      .last("crm", "a")
      .bytes();
}

/// Documents as canonical JSON, with something around and between.
std::string json(std::string_view begin, std::string_view between, std::string_view end) {
  std::string text(begin);
  for (int i = 0; i < 5; ++i) {
    if (i > 0) text += between;
    const std::string document =
        i == 2 ? every_type().bytes() : Doc().int32("_id", i).text("t", "x\"y").bytes();
    sojourn::bson::append_json(text, document, sojourn::bson::JsonMode::kCanonical);
  }
  return text + std::string(end);
}

constexpr const char* kOldJson =
    R"({"_id":{"$oid":"303132333435363738396162"},"d":{"$date":"2014-01-31T22:26:33.000+0000"},)"
    R"("b":{"$binary":"AQI=","$type":"00"},"r":{"$regex":"^x","$options":"i"},"u":"\u00e9\ud83d\ude00",)"
    R"("n":[0,-1.5e3,12345678901,NaN,-Infinity,true,null],"ref":{"$ref":"c","$id":1}})";

/// Breaks its promise for some bytes that are not among the seeds.
void canary(std::string_view bytes) {
  demand(bytes.size() < 4 || bytes[3] == 0, "no document is larger than 16 MB");
}

}  // namespace

TEST_CASE("a fuzzer finds what breaks a promise") {
  const std::string broken = broken_promise("canary", canary, {many_documents(3)});
  CHECK(broken.find("no document is larger than 16 MB; SOJOURN_SEED=") == 0);
}

TEST_CASE("whatever the bytes, scan never trusts them, and what it accepts can be walked") {
  const std::string deep =
      Doc().document("a", Doc().document("b", Doc().array("c", Doc().int32("0", 1)))).bytes();
  fuzz("bson", fuzz_bson, {every_type().bytes(), deep, Doc().bytes(), many_documents(2)});
}

TEST_CASE("whatever the bytes of a .bson file, what is sound is delivered and the rest is told") {
  fuzz("bson_file", fuzz_bson_file,
       {every_type().bytes() + many_documents(3) + every_type().bytes(), many_documents(30),
        many_documents(4)});
}

TEST_CASE("whatever the bytes of a .bson.gz file, what is sound is delivered and the rest is told") {
  const std::string documents = many_documents(40);
  fuzz("bson_gz_file", fuzz_bson_file,
       {gzip(documents), gzip(documents, 0), gzip(documents.substr(0, 500)) + gzip(documents.substr(500)),
        gzip_with_long_header(documents)});
}

TEST_CASE("whatever the bytes of an archive, what is sound is delivered and the rest is told") {
  fuzz("archive", fuzz_archive, {archive(), archive() + many_documents(1)});
}

TEST_CASE("whatever the bytes of a compressed archive, what is sound is delivered and the rest is told") {
  fuzz("archive_gz", fuzz_archive,
       {gzip(archive()), gzip(archive(), 0), gzip(archive().substr(0, 900)) + gzip(archive().substr(900))});
}

TEST_CASE("whatever the text, what is read from JSON is sound and comes back from canonical JSON") {
  fuzz("json", fuzz_json,
       {json("", "", ""), kOldJson, R"({"a":{"$uuid":"30313233-3435-3637-3839-616263646566"}})"});
}

TEST_CASE("whatever the text of a mongoexport file, what is sound is delivered and the rest is told") {
  fuzz("json_file", fuzz_json_file,
       {json("", "\n", "\n"), json("[", ",", "]"), json("[\n", ",\n", "]\n"), gzip(json("", "\n", ""))});
}

TEST_CASE("whatever the bytes of a key, it has a text that leads back to it") {
  fuzz("key", fuzz_key,
       {"42", "\"text\"", "303132333435363738396162", "2014-01-31T22:26:33Z", R"({"$numberLong":"5"})",
        "key:3061", std::string("\x30\x61\x00\x00", 4),
        std::string("\x38\x05\x00\xff\x00\xff\x00\xff\x00\xff\x00\x00", 12)});
}

TEST_CASE("whatever the text of a plan, it is a plan or an error that says where it is wrong") {
  std::vector<std::string> seeds;
  for (const std::string& fragment : plan_fragments()) seeds.push_back(whole_plan(fragment));
  fuzz("plan", fuzz_plan, seeds);
}

TEST_CASE("whatever the document, mapping keeps its promises to the sink and gives it one fate") {
  const std::string typed = Doc()
                                .object_id("_id", "0123456789ab")
                                .document("a", Doc().text("b", "303132333435363738396162").real("a", 0.5))
                                .array("ref", Doc().object_id("0", "0123456789ab").null("1").text("2", "x"))
                                .text("$set", "2024-01-31T12:00:00Z")
                                .int64("naïve", 1LL << 40)
                                .text("some longer name", "10 000")
                                .bytes();
  const std::string other = Doc()
                                .array("a", Doc().int32("0", 1).document("1", Doc().int32("a", 2)))
                                .boolean("ref", true)
                                .binary("$set", 4, "0123456789abcdef")
                                .bytes();
  fuzz("map", fuzz_map, {typed, other, every_type().bytes(), Doc().bytes()});
}

TEST_CASE("whatever the values, each goes into each type as one sound cell, or not at all") {
  const std::string texts = Doc()
                                .text("a", "2024-01-31T12:00:00.5+02:00")
                                .text("b", "31/01/2024 9:05:06")
                                .text("c", "-12,345.678e-3")
                                .text("d", "P1Y2M3DT4H5M6.5S")
                                .text("e", "10.1.2.3/16")
                                .text("f", "May 1 2024 at 12:30 PM")
                                .text("g", "12:30:00.25")
                                .bytes();
  fuzz("convert", fuzz_convert,
       {every_type().bytes(), texts, Doc().real("a", 1e300).int64("b", 1LL << 62).bytes()});
}
