#include "fuzz.h"

#include "support/archive_builder.h"
#include "support/bson_builder.h"
#include "support/gzip.h"
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
