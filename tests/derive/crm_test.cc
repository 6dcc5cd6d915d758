// The ten junctions of the CRM and its merged users, extracted from its dumps: every count of the manifest.
#include <string>

#include "derive/fixture.h"
#include "extract/extract.h"
#include "source/open.h"
#include "tools/make_crm/bad_dump.h"
#include "tools/make_crm/dumps.h"
#include "tools/make_crm/relations.h"

namespace sojourn::derive::test {
namespace {

using make_crm::JunctionBalance;

constexpr std::uint64_t kSeed = 11;

struct NoObserver : extract::Observer {
  void progress(const extract::Progress&) override {}
};

void extract_dump(journal::Writer& writer, const std::filesystem::path& dump) {
  const auto source = source::open_source(plan::SourceKind::kMongodump, dump);
  std::vector<extract::SourceWork> work(1);
  work[0].name = "crm";
  work[0].source = source.get();
  work[0].cursors = source->list();
  NoObserver observer;
  writer.start_run({});
  const auto outcome = extract::extract(writer, work, {.disk_reserve = 0}, observer);
  REQUIRE(outcome.complete);
}

std::size_t parent_of(plan::ExpandedPlan& plan, std::string_view collection) {
  const std::string stream = "crm." + std::string(collection);
  for (std::size_t i = 0; i < plan.parents.size(); ++i) {
    if (plan.parents[i].stream == stream) return i;
  }
  plan::Parent parent;
  parent.stream = stream;
  parent.table = collection;
  if (collection == "Users") parent.derived = stream + "+merged";
  plan.parents.push_back(parent);
  return plan.parents.size() - 1;
}

void add_from(plan::Derived& derived, std::string_view collection, std::string_view field, bool first) {
  if (field.empty()) return;
  derived.pairs.from.push_back(
      {.stream = "crm." + std::string(collection), .field = std::string(field), .place = {}});
  derived.from_is_first.push_back(first);
}

plan::ExpandedPlan crm_plan() {
  plan::ExpandedPlan plan;
  MergeRule users;
  users.fold_case = true;
  plan.derived.push_back(merge_of(users));
  for (const make_crm::Relation& relation : make_crm::relations()) {
    plan::Derived derived;
    derived.name = std::string(relation.junction) + "+pairs";
    derived.kind = plan::DerivedKind::kPairs;
    derived.end_parents = {parent_of(plan, relation.a.collection), parent_of(plan, relation.b.collection)};
    add_from(derived, relation.a.collection, relation.a.field, true);
    add_from(derived, relation.b.collection, relation.b.field, false);
    // What the field was called before there was an array.
    if (relation.junction == "DocumentsToAccounts") add_from(derived, "Documents", "account", true);
    plan.derived.push_back(std::move(derived));
  }
  return plan;
}

void check_junctions(const Bench& bench, const plan::ExpandedPlan& plan, const make_crm::Manifest& manifest) {
  for (const plan::Derived& derived : plan.derived) {
    if (derived.kind != plan::DerivedKind::kPairs) continue;
    CAPTURE(derived.name);
    const JunctionBalance& expected = manifest.junctions.at(derived.name.substr(0, derived.name.find('+')));
    const PairsReport report = pairs_report(bench.view(), derived);
    CHECK(report.both == expected.both);
    CHECK(report.first_only == expected.a_only);
    CHECK(report.second_only == expected.b_only);
    CHECK(report.duplicates == expected.duplicates);
    CHECK(report.dangling == expected.dangling);
    CHECK(report.malformed == expected.malformed);
    CHECK(report.merged == expected.merged);
    // Whether an end has a row is for the mapping to say.
    CHECK(report.pairs == expected.rows + expected.held);
  }
}

TEST_CASE("the bad dump of the CRM gives the pairs, sides and faults that its manifest states") {
  const sojourn::test::TempDir dump;
  make_crm::make_bad(dump.path(), kSeed);
  const make_crm::Manifest manifest = make_crm::plan_bad_dump(kSeed).manifest;
  Bench bench;
  extract_dump(bench.writer(), dump / "nextcrm");
  const plan::ExpandedPlan plan = crm_plan();
  CHECK(bench.derive(plan).complete);
  check_junctions(bench, plan, manifest);
  const MergeReport users = merge_report(bench.view(), plan.derived.front());
  CHECK(users.documents == manifest.tables.at("Users").documents);
  CHECK(users.merged == manifest.tables.at("Users").merged);
  CHECK(users.merged > 0);
  CHECK(bench.findings().empty());
}

TEST_CASE("the clean sample of the CRM gives pairs that both sides state, and nothing odd") {
  const sojourn::test::TempDir dump;
  make_crm::make_sample(dump.path(), kSeed);
  Bench bench;
  extract_dump(bench.writer(), dump / "nextcrm");
  const plan::ExpandedPlan plan = crm_plan();
  CHECK(bench.derive(plan).complete);
  for (const plan::Derived& derived : plan.derived) {
    if (derived.kind != plan::DerivedKind::kPairs) continue;
    CAPTURE(derived.name);
    const PairsReport report = pairs_report(bench.view(), derived);
    CHECK(report.pairs > 0);
    CHECK(report.both ==
          (derived.pairs.from.back().stream == "crm.Documents" && derived.pairs.from.size() == 1
               ? 0
               : report.pairs));
    CHECK(report.duplicates + report.dangling + report.malformed + report.merged == 0);
  }
  CHECK(merge_report(bench.view(), plan.derived.front()).merged == 0);
}

}  // namespace
}  // namespace sojourn::derive::test
