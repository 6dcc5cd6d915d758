#include "tools/make_crm/bad_dump.h"

#include "base/ext_json.h"
#include "make_crm/dump.h"
#include "tools/make_crm/value.h"

namespace sojourn::make_crm {
namespace {

constexpr std::uint64_t kSeed = 11;

/// One bad dump for all tests, as planned and as it lies on disk; they only read it.
struct WrittenBad {
  test::TempDir folder;
  BadDump plan;
  std::string manifest_text;
  Dump dump;

  WrittenBad() : plan(plan_bad_dump(kSeed)), manifest_text(write()), dump(folder.path()) {}
  std::string write() {
    make_bad(folder.path(), kSeed);
    return test::read_file(folder / kManifestName);
  }
};

const WrittenBad& bad() {
  static const WrittenBad written;
  return written;
}
const std::vector<Fault>& faults() {
  return bad().plan.manifest.faults;
}

std::string key_of(const Value& value) {
  return make_crm::key_of(element_of("", value));
}
std::string_view document_of(const Fault& fault) {
  return bad().dump.find(fault.collection, key_of(*fault.key));
}

/// Calls `check` with each fault of that cause, and wants at least one.
template <typename Check>
void for_each_of_cause(std::string_view cause, Check check) {
  std::size_t count = 0;
  for (const Fault& fault : faults()) {
    if (fault.cause != cause) continue;
    ++count;
    INFO(fault.collection, ".", fault.field, " ", fault.kind);
    check(fault);
  }
  CHECK(count > 0);
}

/// Documents by what becomes of their own row, as "collection key".
std::set<std::string> documents_of_fate(Outcome outcome) {
  std::set<std::string> result;
  for (const Fault& fault : faults()) {
    if (fault.key && fault.outcome == outcome && fault.table == fault.collection) {
      result.insert(fault.collection + key_of(*fault.key));
    }
  }
  return result;
}

TEST_CASE("the manifest has faults for every line of dirt that the system's description lists") {
  std::set<std::string> lines;
  for (const Fault& fault : faults()) lines.insert(fault.line);
  for (int line = 1; line <= 16; ++line) CHECK(lines.count("5.3." + std::to_string(line)) == 1);
  for (const char* line : {"1.6", "1.7", "8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7"}) {
    CHECK_MESSAGE(lines.count(line) == 1, line);
  }
}

TEST_CASE("every fault of the manifest lies in the dump as it is described") {
  for (const Fault& fault : faults()) {
    INFO(fault.collection, ".", fault.field, " ", fault.kind);
    if (!fault.key) {
      CHECK_FALSE(bad().dump.documents(fault.collection).empty());
      continue;
    }
    const std::string_view document = document_of(fault);
    REQUIRE_FALSE(document.empty());
    const auto found = bson::find(document, fault.field);
    REQUIRE(found.has_value() == fault.planted.has_value());
    if (found) CHECK((value_of(*found) == *fault.planted));
  }
}

TEST_CASE("the manifest on disk is JSON and holds each fault with its key") {
  std::string document;
  const bson::JsonParse parse = bson::append_bson(document, bad().manifest_text);
  REQUIRE(parse.problem == nullptr);
  std::size_t count = 0;
  for (bson::Walker walker(bson::find(document, "faults")->as_document()); walker.next(); ++count) {
    const std::string_view fault = walker.element().as_document();
    const Fault& planned = faults()[count];
    CHECK(bson::find(fault, "kind")->as_text() == planned.kind);
    CHECK(bson::find(fault, "outcome")->as_text() == outcome_name(planned.outcome));
    const auto key = bson::find(fault, "key");
    REQUIRE(key.has_value() == planned.key.has_value());
    if (key) CHECK(make_crm::key_of(*key) == key_of(*planned.key));
  }
  CHECK(count == faults().size());
}

TEST_CASE("the documents of the sample are all in the bad dump, byte for byte") {
  const test::TempDir folder;
  make_sample(folder.path(), kSeed);
  const Dump sample(folder.path());
  for (const std::string& name : sample.names()) {
    for (const std::string& document : sample.documents(name)) {
      CHECK(bad().dump.find(name, make_crm::key_of(*bson::find(document, "_id"))) == document);
    }
  }
}

TEST_CASE("documents without a fault hold no reference to nothing") {
  std::set<std::string> named;
  for (const Fault& fault : faults()) {
    if (fault.key) named.insert(fault.collection + key_of(*fault.key));
  }
  for (std::size_t i = 0; i < kCrmCollections; ++i) {
    const Collection& collection = collections()[i];
    for (const std::string& document : bad().dump.documents(collection.name)) {
      const std::string key = make_crm::key_of(*bson::find(document, "_id"));
      if (named.count(std::string(collection.name) + key) == 1) continue;
      for (const Field& field : collection.fields) {
        if (field.refers_to.empty()) continue;
        for_each_id(document, field.name, [&](const bson::Element& id) {
          CHECK_MESSAGE(bad().dump.has(field.refers_to, id), collection.name << "." << field.name);
        });
      }
    }
  }
}

TEST_CASE("what is called dangling names no document") {
  for_each_of_cause("dangling", [](const Fault& fault) {
    const Collection& collection = collections()[collection_index(fault.collection)];
    const Field& field = collection.fields[collection.index_of(fault.field)];
    std::size_t lost = 0;
    for_each_id(document_of(fault), fault.field,
                [&](const bson::Element& id) { lost += bad().dump.has(field.refers_to, id) ? 0u : 1u; });
    CHECK(lost == 1);
  });
}

TEST_CASE("a comment that is routed names an account task and no task; an ambiguous one names both") {
  for_each_of_cause("routed", [](const Fault& fault) {
    CHECK(bad().dump.has("crm_Accounts_Tasks", element_of("", *fault.planted)));
    CHECK_FALSE(bad().dump.has("Tasks", element_of("", *fault.planted)));
  });
  for_each_of_cause("ambiguous_reference", [](const Fault& fault) {
    CHECK(bad().dump.has("crm_Accounts_Tasks", element_of("", *fault.planted)));
    CHECK(bad().dump.has("Tasks", element_of("", *fault.planted)));
  });
}

TEST_CASE("a merged user has the e-mail address of an earlier one, but for its case") {
  const auto folded = [](std::string text) {
    for (char& letter : text) letter = static_cast<char>(std::tolower(letter));
    return text;
  };
  for_each_of_cause("duplicate_key", [&](const Fault& fault) {
    const Value& winner = fault.expect.front().second;
    const std::string_view kept = bad().dump.find("Users", key_of(winner));
    REQUIRE_FALSE(kept.empty());
    const std::string own(element_of("", *fault.planted).as_text());
    CHECK(folded(own) == folded(std::string(bson::find(kept, "email")->as_text())));
    CHECK(winner.bytes < fault.key->bytes);
  });
}

TEST_CASE("a row is held or owed only for a parent that failed or is held itself") {
  std::set<std::string> without_row = documents_of_fate(Outcome::kFailed);
  without_row.merge(documents_of_fate(Outcome::kHeld));
  for (const char* cause : {"parent_failed", "parent_held"}) {
    for_each_of_cause(cause, [&](const Fault& fault) {
      if (fault.table != fault.collection) return;  // A pair: its own side failed.
      const Collection& collection = collections()[collection_index(fault.collection)];
      const Field& field = collection.fields[collection.index_of(fault.field)];
      CHECK(without_row.count(std::string(field.refers_to) + key_of(*fault.planted)) == 1);
      CHECK((field.presence == Presence::kRequired) == (fault.outcome == Outcome::kHeld));
    });
  }
}

TEST_CASE("an id given as text names a document") {
  for_each_of_cause("text_to_id", [](const Fault& fault) {
    const Value& named = fault.expect.back().second;
    const Collection& collection = collections()[collection_index(fault.collection)];
    const Field& field = collection.fields[collection.index_of(fault.field)];
    CHECK(bad().dump.has(field.refers_to, element_of("", named)));
  });
}

TEST_CASE("the balance of every table adds up and counts the documents of the dump") {
  CHECK(bad().plan.manifest.tables.size() == kCrmCollections);
  for (const auto& [name, table] : bad().plan.manifest.tables) {
    INFO(name);
    CHECK(table.documents == table.applied + table.merged + table.held + table.failed);
    CHECK(table.documents == bad().dump.documents(name).size());
  }
}

TEST_CASE("the balance counts as failed, held and merged just the documents whose faults say so") {
  const auto expected = [](Outcome outcome) {
    std::size_t count = documents_of_fate(outcome).size();
    return count;
  };
  TableBalance sum;
  for (const auto& [name, table] : bad().plan.manifest.tables) {
    sum.failed += table.failed;
    sum.held += table.held;
    sum.merged += table.merged;
  }
  CHECK(sum.failed == expected(Outcome::kFailed));
  CHECK(sum.held == expected(Outcome::kHeld));
  CHECK(sum.merged == expected(Outcome::kMerged));
}

/// The rows of a junction worked out from the dump alone, but for which documents fail and which are merged.
class JunctionRows {
 public:
  explicit JunctionRows(const Relation& relation) : relation_(relation) {
    without_row_ = documents_of_fate(Outcome::kFailed);
    without_row_.merge(documents_of_fate(Outcome::kHeld));
    for (const Fault& fault : faults()) {
      if (fault.outcome != Outcome::kMerged || fault.table != "Users") continue;
      winners_["Users" + key_of(*fault.key)] = key_of(fault.expect.front().second);
    }
    read(relation.a, true, relation.a.field);
    if (!relation.b.field.empty()) read(relation.b, false, relation.b.field);
    if (relation.junction == "DocumentsToAccounts") read(relation.a, true, "account");
  }
  std::size_t count() const { return rows_.size(); }
  std::size_t both() const { return by_a_.size() - a_only(); }
  std::size_t a_only() const { return without(by_a_, by_b_); }
  std::size_t b_only() const { return without(by_b_, by_a_); }

 private:
  void read(const End& end, bool is_a, std::string_view field) {
    for (const std::string& document : bad().dump.documents(end.collection)) {
      const std::string own = make_crm::key_of(*bson::find(document, "_id"));
      for_each_id(document, field, [&](const bson::Element& id) {
        const std::string other = id_in(id);
        is_a ? add(own, other, by_a_) : add(other, own, by_b_);
      });
    }
  }
  /// The key that an element means: an ObjectId, or one as 24 hexadecimal digits.
  static std::string id_in(const bson::Element& element) {
    if (element.type != bson::Type::kString || element.as_text().size() != 24) {
      return make_crm::key_of(element);
    }
    std::string key(1, static_cast<char>(bson::Type::kObjectId));
    for (std::size_t i = 0; i < 24; i += 2) {
      key.push_back(static_cast<char>(std::stoi(std::string(element.as_text().substr(i, 2)), nullptr, 16)));
    }
    return key;
  }
  static std::size_t without(const IdPairs& pairs, const IdPairs& others) {
    std::size_t count = 0;
    for (const auto& pair : pairs) count += 1 - others.count(pair);
    return count;
  }
  void add(const std::string& a, const std::string& b, IdPairs& side) {
    if (exists(relation_.a, a) && exists(relation_.b, b)) side.emplace(a, b);
    if (has_row(relation_.a, a) && has_row(relation_.b, b)) {
      rows_.emplace(kept(relation_.a, a), kept(relation_.b, b));
    }
  }
  static bool exists(const End& end, const std::string& key) {
    return !bad().dump.find(end.collection, key).empty();
  }
  bool has_row(const End& end, const std::string& key) const {
    return exists(end, key) && without_row_.count(std::string(end.collection) + key) == 0;
  }
  std::string kept(const End& end, const std::string& key) const {
    const auto found = winners_.find(std::string(end.collection) + key);
    return found == winners_.end() ? key : found->second;
  }

  const Relation& relation_;
  std::set<std::string> without_row_;
  std::map<std::string, std::string> winners_;
  IdPairs by_a_;
  IdPairs by_b_;
  IdPairs rows_;
};

TEST_CASE("the balance of every junction says how many rows the arrays of the dump make") {
  CHECK(bad().plan.manifest.junctions.size() == relations().size());
  for (const Relation& relation : relations()) {
    INFO(relation.junction);
    const JunctionBalance& balance = bad().plan.manifest.junctions.at(std::string(relation.junction));
    const JunctionRows found(relation);
    CHECK(balance.rows == found.count());
    CHECK(balance.both == found.both());
    CHECK(balance.a_only == found.a_only());
    CHECK(balance.b_only == found.b_only());
    CHECK(balance.duplicates > 0);
    CHECK(balance.dangling > 0);
    CHECK(balance.malformed > 0);
  }
}

TEST_CASE("the files of the bad dump are sorted by _id") {
  for (const std::string& name : bad().dump.names()) {
    std::string last;
    for (const std::string& document : bad().dump.documents(name)) {
      const auto id = bson::find(document, "_id");
      if (id->type != bson::Type::kObjectId) continue;
      CHECK(last < std::string(id->value));
      last = id->value;
    }
  }
}

TEST_CASE("the bad dump has no unique index that its users would break") {
  CHECK(bad().dump.metadata("Users").find("email") == std::string::npos);
}

TEST_CASE("the same seed gives the same faults, another seed others") {
  CHECK(manifest_json(plan_bad_dump(kSeed).manifest) == bad().manifest_text);
  CHECK(manifest_json(plan_bad_dump(kSeed + 1).manifest) != bad().manifest_text);
}

TEST_CASE("every kind, outcome and cause of the manifest is explained in the documentation") {
  const std::string page = test::read_file(std::filesystem::path(SOURCE_DIR) / "docs/MAKE_CRM.md");
  for (const Fault& fault : faults()) {
    for (const std::string_view word : {std::string_view(fault.kind), std::string_view(fault.cause),
                                        outcome_name(fault.outcome), std::string_view(fault.line)}) {
      const bool explained = page.find("`" + std::string(word) + "`") != std::string::npos;
      if (!explained) CHECK_MESSAGE(explained, word);
    }
  }
}

}  // namespace
}  // namespace sojourn::make_crm
