// What `check` finds behind intact checksums: rows that were altered, added or taken out by other hands.
#include <doctest/doctest.h>

#include "fixture.h"
#include "journal/format.h"
#include "journal/rows.h"

using namespace sojourn;
using namespace sojourn::journal;
using namespace sojourn::journal::test;
using sojourn::test::TempDir;

namespace {

std::string log_key(StreamId stream, Sequence sequence) {
  std::string key;
  append_log_key(key, stream, sequence);
  return key;
}

/// Alters one entry of the log of the sample's first stream.
void alter_entry(const std::filesystem::path& folder, const std::function<void(fb::DocumentT&)>& change) {
  alter(folder, Family::kLog, log_key(1, 17), [&](const std::string& value) {
    fb::DocumentT document;
    verified<fb::Document>(value)->UnPackTo(&document);
    change(document);
    return pack<fb::Document>(document);
  });
}

bool any_contains(const std::vector<std::string>& findings, const std::string& words) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const std::string& finding) { return finding.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("check finds nothing in a sound journal and counts what it holds") {
  const TempDir dir;
  make_sample(dir / "j");
  const CheckReport report = check_journal(dir / "j", {}, [](std::uint64_t) {});
  CHECK(report.findings.empty());
  CHECK(report.streams == 3);
  CHECK(report.batches == 5);
  CHECK(report.entries == 6022);
}

TEST_CASE("check finds an entry of which anything was altered") {
  const TempDir dir;
  make_sample(dir / "j");
  SUBCASE("body") {
    alter_entry(dir / "j", [](fb::DocumentT& document) { document.body[8] ^= 1; });
  }
  SUBCASE("key") {
    alter_entry(dir / "j", [](fb::DocumentT& document) { document.key[3] ^= 1; });
  }
  SUBCASE("note") {
    alter_entry(dir / "j", [](fb::DocumentT& document) { document.note = "by nobody"; });
  }
  SUBCASE("identity") {
    alter_entry(dir / "j", [](fb::DocumentT& document) { document.identity = {1}; });
  }
  SUBCASE("conflict") {
    alter_entry(dir / "j", [](fb::DocumentT& document) { document.conflict = true; });
  }
  SUBCASE("origin") {
    alter_entry(dir / "j", [](fb::DocumentT& document) { document.origin = fb::Origin::Fix; });
  }
  CHECK(any_contains(findings_of(dir / "j"),
                     "crm.Users: the batch of sequences 0 to 3000 has entries that do not give"));
}

TEST_CASE("check finds a version that is missing from the keys") {
  const TempDir dir;
  make_sample(dir / "j");
  {
    const auto store = Store::open(dir / "j", {.read_only = false});
    Entries entries;
    std::string key;
    append_keys_key(key, 1, entries.many(17, 1).list()[0].key, 17);
    std::string value;
    REQUIRE(store->get(Family::kKeys, key, value));
    REQUIRE(store->db().Delete({}, store->family(Family::kKeys), key).ok());
  }
  CHECK(
      any_contains(findings_of(dir / "j"), "crm.Users: the family of keys does not hold just the versions"));
}

TEST_CASE("a value that is not of the prescribed form is an error that says which") {
  const TempDir dir;
  make_sample(dir / "j");
  const auto garbage = [](const std::string&) { return std::string("\xff\xff\xff\xffgarbage"); };
  SUBCASE("an entry of the log") {
    alter(dir / "j", Family::kLog, log_key(1, 17), garbage);
    CHECK(any_contains(findings_of(dir / "j"), "log of stream 1, sequence 17"));
  }
  SUBCASE("a stream") {
    alter(dir / "j", Family::kMeta, stream_key(2), garbage);
    CHECK(any_contains(findings_of(dir / "j"), "stream 2"));
  }
  SUBCASE("a run") {
    alter(dir / "j", Family::kMeta, run_key(1), garbage);
    CHECK(any_contains(findings_of(dir / "j"), "run 1"));
  }
  SUBCASE("a batch") {
    alter(dir / "j", Family::kBatches, log_key(1, 0), garbage);
    CHECK(any_contains(findings_of(dir / "j"), "batch 0 of stream 1"));
  }
  SUBCASE("the header") {
    alter(dir / "j", Family::kMeta, kHeaderKey, garbage);
    CHECK(any_contains(findings_of(dir / "j"), "header"));
  }
}
