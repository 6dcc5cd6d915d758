#include <sys/resource.h>

#include "make_crm/dump.h"
#include "tools/make_crm/counts.h"

namespace sojourn::make_crm {
namespace {

Dump large(const LargeOptions& options) {
  const test::TempDir folder;
  make_large(folder.path(), options);
  return Dump(folder.path());
}

std::size_t peak_memory_kb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss);
}

#ifdef __SANITIZE_ADDRESS__
constexpr bool kMemoryTells = false;  // The sanitizer keeps what was freed.
#else
constexpr bool kMemoryTells = true;
#endif

// First in its file: what other tests use would hide what this one measures.
TEST_CASE("twenty times the documents take no more memory" * doctest::skip(!kMemoryTells)) {
  const test::TempDir small;
  const test::TempDir big;
  make_large(small.path(), {.documents = 2'000});
  const std::size_t before = peak_memory_kb();
  make_large(big.path(), {.documents = 40'000});
  CHECK(peak_memory_kb() - before < 4096);
}

TEST_CASE("a large dump has exactly as many documents as asked for, and no id twice") {
  for (const std::uint64_t documents : {kLargeMin, std::uint64_t{1234}, std::uint64_t{10'007}}) {
    const Dump dump = large({.documents = documents});
    CHECK(dump.size() == documents);
    for (const std::string& name : dump.names()) {
      CHECK(dump.unlike_ids(name) == dump.documents(name).size());
    }
  }
}

TEST_CASE("every reference of a large dump resolves and both sides agree, with rising and with random keys") {
  for (const KeyOrder keys : {KeyOrder::kRising, KeyOrder::kRandom}) {
    const Dump dump = large({.documents = 5'000, .keys = keys});
    CHECK(dangling_ids(dump) == 0);
    for (const Relation& relation : relations()) {
      const IdPairs by_a = stated_pairs(dump, relation, true);
      CHECK_FALSE(by_a.empty());
      if (!relation.b.field.empty()) CHECK(by_a == stated_pairs(dump, relation, false));
    }
  }
}

TEST_CASE("ids of a file rise unless random keys are asked for") {
  const auto falls = [](KeyOrder keys) {
    const Dump dump = large({.documents = 5'000, .keys = keys});
    const auto& contacts = dump.documents("crm_Contacts");
    std::size_t count = 0;
    for (std::size_t i = 1; i < contacts.size(); ++i) {
      count += bson::find(contacts[i], "_id")->value < bson::find(contacts[i - 1], "_id")->value ? 1u : 0u;
    }
    return count * 100 / contacts.size();
  };
  CHECK(falls(KeyOrder::kRising) == 0);
  CHECK(falls(KeyOrder::kRandom) > 40);
}

TEST_CASE("documents of the padded collections have the size asked for") {
  const Dump dump = large({.documents = 1'000, .document_bytes = 8'000});
  for (const char* name :
       {"crm_Accounts", "crm_Contacts", "Tasks", "tasksComments", "Invoices", "Documents"}) {
    for (const std::string& document : dump.documents(name)) {
      CHECK(document.size() >= 7'990);
      CHECK(document.size() <= 8'010);
    }
  }
  CHECK(dump.documents("Users").front().size() < 2'000);
}

TEST_CASE("a flat dump is one collection of twelve scalar fields") {
  const Dump dump = large({.documents = 500, .flat = true});
  CHECK(dump.names() == std::vector<std::string>{std::string(kFlatCollection)});
  CHECK(dump.size() == 500);
  std::size_t bytes = 0;
  for (const std::string& document : dump.documents(kFlatCollection)) {
    bytes += document.size();
    std::size_t fields = 0;
    for (bson::Walker walker(document); walker.next(); ++fields) {
      CHECK(walker.element().type != bson::Type::kArray);
      CHECK(walker.element().type != bson::Type::kDocument);
    }
    CHECK(fields == 12);
  }
  CHECK(bytes / 500 > 300);
  CHECK(bytes / 500 < 500);
}

TEST_CASE("a number of documents that cannot be dealt out is refused") {
  const test::TempDir folder;
  CHECK_THROWS_WITH(make_large(folder.path(), {.documents = kLargeMin - 1}),
                    doctest::Contains("out of range"));
  CHECK_THROWS_WITH(make_large(folder.path(), {.documents = 0, .flat = true}),
                    doctest::Contains("out of range"));
  CHECK_THROWS_WITH(make_large(folder.path(), {.documents = 5'000, .document_bytes = 20'000'000}),
                    doctest::Contains("16 MiB"));
}

}  // namespace
}  // namespace sojourn::make_crm
