// What is found out about the documents of a journal, and that it does not depend on how they are divided.
#include "pipeline/profile.h"

#include <doctest/doctest.h>

#include "base/key.h"
#include "journal/reader.h"
#include "pipeline/extraction.h"
#include "pipeline/field_tally.h"
#include "pipeline/twins.h"
#include "plan/read_plan.h"
#include "support/bson_builder.h"
#include "support/temp_dir.h"

namespace sojourn::pipeline {
namespace {

using plan::FieldFacts;
using plan::StreamFacts;
using test::Doc;

std::string key_of(const std::string& document) {
  std::string key;
  append_key(key, *bson::find(document, "_id"));
  return key;
}

StreamFacts facts_of(const std::vector<Doc>& documents, const std::vector<std::string>& sensitive = {}) {
  FieldTally tally(sensitive);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const std::string bytes = documents[i].bytes();
    tally.add(i, key_of(bytes), bytes);
  }
  return tally.facts();
}

/// All that facts say, so that two can be compared.
std::string text_of(const StreamFacts& facts) {
  std::string text = std::to_string(facts.documents) + "\n";
  for (const auto& [path, field] : facts.fields) {
    text += path + " " + std::to_string(field.documents) + " " + std::to_string(field.empty) + " " +
            std::to_string(field.longest) + " " + std::to_string(field.least) + " " +
            std::to_string(field.greatest) + (field.hex_ids ? " hex" : "") + (field.whole ? " whole" : "");
    for (const auto& [type, count] : field.types)
      text += " " + std::string(bson::type_name(type)) + std::to_string(count);
    for (const auto& [value, count] : field.values) text += " " + value + "=" + std::to_string(count);
    for (const std::string& key : field.sample_keys) text += " " + key;
    text += "\n";
  }
  return text;
}

TEST_CASE("paths, types, sizes, ranges and samples are those of the documents") {
  const StreamFacts facts =
      facts_of({Doc()
                    .int32("_id", 1)
                    .text("name", "Ann")
                    .int32("n", 5)
                    .document("address", Doc().text("city", "Brno")),
                Doc()
                    .int32("_id", 2)
                    .text("name", "")
                    .real("n", -7.0)
                    .array("tags", Doc().text("0", "a").text("1", "b")),
                Doc().int32("_id", 3).null("name").real("n", 1.5).array("tags", Doc())});
  CHECK(facts.documents == 3);
  CHECK(facts.complete);
  const FieldFacts& name = facts.fields.at("name");
  CHECK(name.documents == 3);
  CHECK(name.types.at(bson::Type::kString) == 2);
  CHECK(name.types.at(bson::Type::kNull) == 1);
  CHECK(name.empty == 1);
  CHECK(name.longest == 3);
  CHECK(name.values.at("Ann") == 1);
  CHECK(name.sample_keys == std::vector<std::string>{"1", "2", "3"});
  const FieldFacts& number = facts.fields.at("n");
  CHECK_FALSE(number.whole);
  CHECK(number.least == -7);
  CHECK(number.greatest == 5);
  CHECK(facts.fields.at("address.city").documents == 1);
  CHECK(facts.fields.at("tags").documents == 2);
  CHECK(facts.fields.at("tags").empty == 1);
  CHECK(facts.fields.at("tags[]").documents == 1);
  CHECK(facts.fields.at("tags[]").types.at(bson::Type::kString) == 2);
}

TEST_CASE("texts of 24 hexadecimal digits are told from others, and more than 32 values are none") {
  std::vector<Doc> documents;
  for (int id = 0; id < 33; ++id) {
    documents.push_back(
        Doc().int32("_id", id).text("ref", "65f0a1b2c3d4e5f60718293a").text("v", std::to_string(id)));
  }
  const StreamFacts facts = facts_of(documents);
  CHECK(facts.fields.at("ref").hex_ids);
  CHECK(facts.fields.at("ref").values.size() == 1);
  CHECK_FALSE(facts.fields.at("v").hex_ids);
  CHECK(facts.fields.at("v").values.empty());
}

TEST_CASE("values of sensitive fields are not kept, nor those within them (J10)") {
  const Doc document =
      Doc().int32("_id", 1).text("password", "secret").document("card", Doc().text("number", "secret"));
  const StreamFacts facts = facts_of({document}, {"password", "card"});
  CHECK(facts.fields.at("password").longest == 6);
  CHECK(text_of(facts).find("=") == std::string::npos);
  CHECK(text_of(facts_of({document})).find("secret=") != std::string::npos);
}

TEST_CASE("a document that is a table keyed by data has no fields of its own") {
  Doc inner;
  for (int i = 0; i <= 400; ++i) inner.int32("k" + std::to_string(i), i);
  const StreamFacts facts = facts_of({Doc().int32("_id", 1).document("byDay", inner)});
  CHECK(facts.fields.size() == 2);
  CHECK(facts.fields.at("byDay").documents == 1);
}

TEST_CASE("sums of parts are those of the whole, in whatever order they are added") {
  FieldTally whole({});
  FieldTally even({});
  FieldTally odd({});
  for (int id = 0; id < 100; ++id) {
    Doc document =
        Doc().int32("_id", id).text("v", std::to_string(id % 40)).text("w", std::to_string(id % 3));
    if (id % 7 == 0) document.array("list", Doc().int32("0", id));
    const std::string bytes = document.bytes();
    whole.add(static_cast<std::uint64_t>(id), key_of(bytes), bytes);
    (id % 2 == 0 ? even : odd).add(static_cast<std::uint64_t>(id), key_of(bytes), bytes);
  }
  odd.add(even);
  CHECK(text_of(odd.facts()) == text_of(whole.facts()));
}

class Quiet : public extract::Observer {
  void progress(const extract::Progress&) override {}
};

/// A journal of two collections: 40,000 users, and tasks that share ten of their ids.
struct Extracted {
  Extracted() {
    std::string users;
    std::string tasks;
    for (int id = 0; id < 40'000; ++id)
      users += Doc().int32("_id", id).text("v", std::to_string(id % 20)).bytes();
    for (int id = 39'990; id < 40'100; ++id) tasks += Doc().int32("_id", id).bytes();
    test::write_file(folder / "dump/crm/Users.bson", users);
    test::write_file(folder / "dump/crm/Tasks.bson", tasks);
    test::write_file(folder / "plan.yaml", "migration: m\nsources: { crm: { mongodump: dump } }\n");
    const plan::Plan plan = plan::read_plan(folder / "plan.yaml");
    Quiet observer;
    (void)run_extract({.plan = plan, .journal = plan.default_journal(), .options = {}, .options_text = {}},
                      observer);
    reader = journal::Reader::open(plan.default_journal());
  }
  journal::StreamSummary stream(const std::string& name) const {
    for (journal::StreamSummary& each : journal::summarize(reader->view())) {
      if (each.info.name == name) return each;
    }
    FAIL("no stream " << name);
    return {};
  }
  test::TempDir folder;
  std::unique_ptr<journal::Reader> reader;
};

TEST_CASE("a stream's facts are the same however many threads look through it") {
  const Extracted journal;
  const auto with = [&](unsigned threads) {
    return profile(journal.reader->view(), journal.stream("crm.Users"), {}, threads);
  };
  const StreamFacts one = with(1);
  CHECK(one.documents == 40'000);
  CHECK(one.complete);
  CHECK(one.fields.at("v").values.size() == 20);
  CHECK(text_of(with(2)) == text_of(one));
  CHECK(text_of(with(7)) == text_of(one));
}

TEST_CASE("ids that occur in two streams are counted, with the lowest as samples") {
  const Extracted journal;
  const auto twins = find_twins(journal.reader->view(), {{journal.stream("crm.Users").id, "crm.Users"},
                                                         {journal.stream("crm.Tasks").id, "crm.Tasks"}});
  REQUIRE(twins.size() == 1);
  CHECK(twins[0].first == "crm.Users");
  CHECK(twins[0].second == "crm.Tasks");
  CHECK(twins[0].count == 10);
  CHECK(twins[0].samples == std::vector<std::string>{"39990", "39991", "39992"});
}

}  // namespace
}  // namespace sojourn::pipeline
