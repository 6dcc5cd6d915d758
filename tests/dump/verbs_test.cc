// streams, count, runs, plan, check, and what all verbs have in common.
#include <doctest/doctest.h>

#include "fixture.h"

using namespace sojourn;
using namespace sojourn::dump::test;

namespace {

Doc numbered(std::int32_t id) {
  return Doc().int32("_id", id);
}

/// Changes one byte in the largest table file.
void flip_a_byte(const std::filesystem::path& folder) {
  std::filesystem::path largest;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".sst") continue;
    if (largest.empty() || entry.file_size() > std::filesystem::file_size(largest)) largest = entry.path();
  }
  std::string bytes = sojourn::test::read_file(largest);
  char& flipped = bytes[bytes.size() / 3];
  flipped = static_cast<char>(flipped ^ 1);
  sojourn::test::write_file(largest, bytes);
}

}  // namespace

TEST_CASE("every verb has help with an example, also without a journal") {
  for (const std::string verb : {"streams", "count", "cat", "get", "runs", "plan", "check", "export"}) {
    const Result help = dump::test::dump("no-such-journal", {verb, "--help"});
    CAPTURE(verb);
    CHECK(help.code == 0);
    CHECK(contains(help.out, "Usage: sojourn-dump JOURNAL " + verb));
    CHECK(contains(help.out, "Examples:\n  sojourn-dump crm.journal " + verb));
  }
}

TEST_CASE("a folder without a journal is exit code 1 and names the folder") {
  TempDir dir;
  for (const std::string verb : {"streams", "check"}) {
    const Result failed = dump::test::dump(dir / "nothing", {verb});
    CHECK(failed.code == 1);
    CHECK(contains(failed.out + failed.remarks, (dir / "nothing").string()));
  }
}

TEST_CASE("a mistyped verb is a usage error that offers the nearest one") {
  const Result refused = dump::test::dump("j", {"stream"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.remarks, "there is no verb stream\nTry: did you mean streams?"));
  CHECK(contains(dump::test::dump("j", {}).remarks, "a verb is missing behind the journal"));
  CHECK(dump::test::dump("j", {"cat", "Users", "--jsn"}).code == 2);
  CHECK(dump::test::dump("j", {"cat", "Users", "--json", "--bson"}).code == 2);
}

TEST_CASE("streams and count tell documents, versions and what is odd") {
  TempDir dir;
  Journal journal(dir / "j");
  const auto users = journal.stream("crm.Users");
  journal.extracted(users, Happened().read(numbered(1)).read(numbered(2)).read(numbered(3)));
  journal.written(users, Happened().deleted(numbered(1), 0));
  journal.stream("crm.Tasks");
  CHECK(journal.dump({"count", "Users"}).out == "2\n");
  CHECK(contains(journal.dump({"count"}).out, "2 streams          2"));
  CHECK(contains(journal.dump({"count", "--json"}).out, "\"crm.Users\": 2"));
  const Result streams = journal.dump({"streams"});
  CHECK(streams.code == 0);
  CHECK(contains(streams.out, "crm.Tasks"));
  CHECK(contains(journal.dump({"streams", "--json"}).out, "\"versions\": 4"));
}

TEST_CASE("runs tells how each run ended, and plan prints its plan as it was written") {
  TempDir dir;
  Journal journal(dir / "j");
  const std::string text = "migration: test\nsources: { crm: { mongodump: ${DUMP} } }\n";
  CHECK(journal.dump({"plan"}).code == 1);
  for (const std::string& plan : {text, std::string("second")}) {
    journal::Run run;
    run.verb = "extract";
    run.plan = journal.writer().put_plan(plan);
    journal.writer().start_run(std::move(run));
    journal.writer().end_run(journal::fb::Outcome::Paused, "because");
  }
  CHECK(journal.dump({"plan"}).out == "second");
  CHECK(journal.dump({"plan", "--run", "1"}).out == text);
  CHECK(journal.dump({"plan", "--run", "9"}).code == 1);
  CHECK(contains(journal.dump({"runs"}).out, "extract  paused"));
  CHECK(contains(journal.dump({"runs", "--json"}).out, "\"message\": \"because\""));
}

TEST_CASE("check finds a sound journal sound, and one with a changed byte not, with exit code 1") {
  TempDir dir;
  Journal journal(dir / "j");
  const auto users = journal.stream("crm.Users");
  Happened many;
  for (std::int32_t id = 0; id < 5000; ++id) many.read(numbered(id).text("t", std::to_string(id * 7919)));
  std::vector<journal::Part> parts(1);
  parts[0].stream = users;
  parts[0].entries = many.entries();
  journal.writer().commit(journal.writer().encode(journal.writer().seal(std::move(parts))));
  journal.close();
  const Result sound = journal.dump({"check"});
  CHECK(sound.code == 0);
  CHECK(contains(sound.out, "is sound: 1 stream, 1 batch, 5,000 entries"));
  CHECK(contains(journal.dump({"check", "--json"}).out, "\"sound\": true"));
  flip_a_byte(dir / "j");
  const Result damaged = journal.dump({"check"});
  CHECK(damaged.code == 1);
  CHECK(contains(damaged.out, "is NOT sound"));
  CHECK(contains(damaged.out, ".sst"));
  CHECK(contains(journal.dump({"check", "--json"}).out, "\"sound\": false"));
}

TEST_CASE("a journal whose HIGH is damaged is refused, and shown with --without-high") {
  TempDir dir;
  Journal journal(dir / "j");
  journal.extracted(journal.stream("crm.Users"), Happened().read(numbered(1)));
  journal.close();
  sojourn::test::write_file(dir / "j/HIGH", std::string(100, 'x'));
  CHECK(journal.dump({"cat", "Users"}).code == 1);
  CHECK(journal.dump({"cat", "Users", "--without-high"}).out == "{\"_id\":1}\n");
  CHECK(journal.dump({"check"}).code == 1);
  const Result unread = journal.dump({"check", "--without-high"});
  CHECK(unread.code == 0);
  CHECK(contains(unread.out, "HIGH was left unread"));
}

TEST_CASE("a body that is no BSON is an error that names the entry, and --bson still shows it") {
  TempDir dir;
  Journal journal(dir / "j");
  std::vector<journal::Part> parts(1);
  parts[0].stream = journal.stream("crm.Users");
  parts[0].entries = {{.key = "k", .body = "abc", .body_hash = hash64("abc")}};
  journal.writer().append(std::move(parts));
  const Result failed = journal.dump({"cat", "Users"});
  CHECK(failed.code == 1);
  CHECK(contains(failed.remarks, "crm.Users, entry @0, byte 0"));
  CHECK(journal.dump({"cat", "Users", "--where", "a=1", "--bson"}).code == 1);
  CHECK(journal.dump({"cat", "Users", "--bson"}).out == "abc");
}
