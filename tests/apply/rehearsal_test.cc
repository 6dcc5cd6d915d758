#include "apply/rehearsal.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/key.h"
#include "base/stop.h"
#include "journal/fixture.h"
#include "support/bson_builder.h"

using namespace sojourn;
using namespace sojourn::apply;
using sojourn::test::Doc;
using sojourn::test::TempDir;

namespace {

plan::ColumnRule column(std::string name, plan::TypeKind kind, bool not_null, plan::Rule rule) {
  plan::ColumnRule result;
  result.column.name = std::move(name);
  result.column.type.kind = kind;
  result.column.not_null = not_null;
  for (auto* policy : {&rule.policies.missing, &rule.policies.null}) {
    if (!*policy) *policy = plan::Policy{.answer = not_null ? plan::Answer::kFail : plan::Answer::kNull};
  }
  for (auto* policy :
       {&rule.policies.empty, &rule.policies.invalid, &rule.policies.unknown, &rule.policies.dangling}) {
    if (!*policy) *policy = plan::Policy{.answer = plan::Answer::kFail};
  }
  result.rule = std::move(rule);
  return result;
}

plan::ColumnRule identity() {
  plan::Rule rule;
  rule.origin = plan::Origin::kIdentity;
  rule.fields = {"_id"};
  return column("id", plan::TypeKind::kUuid, true, rule);
}

plan::ColumnRule field(std::string name, plan::TypeKind kind, bool not_null) {
  plan::Rule rule;
  rule.fields = {name};
  return column(std::move(name), kind, not_null, rule);
}

plan::ColumnRule reference(std::string name, bool not_null, std::size_t parent) {
  plan::Rule rule;
  rule.origin = plan::Origin::kReference;
  rule.fields = {name};
  rule.to = {{.table = "Parents", .stream = {}, .place = {}}};
  plan::ColumnRule result = column(std::move(name), plan::TypeKind::kUuid, not_null, rule);
  result.parents = {parent};
  return result;
}

/// Parents with a number that must be there; children that need one parent and may have another.
plan::ExpandedPlan family_plan() {
  plan::ExpandedPlan plan;
  plan.migration = "test";
  plan.parents = {{.stream = "crm.Parents", .table = "Parents", .derived = {}, .object_ids = false},
                  {.stream = "crm.Children", .table = "Children", .derived = {}, .object_ids = false}};
  plan::Projection parents;
  parents.name = parents.table = "Parents";
  parents.stream = "crm.Parents";
  parents.self = 0;
  parents.columns = {identity(), field("n", plan::TypeKind::kInt32, true)};
  plan::Projection children;
  children.name = children.table = "Children";
  children.stream = "crm.Children";
  children.self = 1;
  children.columns = {identity(), reference("parent", true, 0), reference("other", false, 0)};
  plan.projections = {parents, children};
  return plan;
}

struct Documents {
  journal::test::Entries entries;
  std::uint64_t count = 0;

  void add(std::int32_t id, const Doc& rest) {
    const std::string body = Doc(rest).int32("_id", id).bytes();
    std::string key;
    append_key(key, *bson::find(body, "_id"));
    entries.put_body(std::move(key), body);
    ++count;
  }
};

/// 30,000 parents, of which each tenth has no number, and two children of each: some lead nowhere.
void write_family(journal::Writer& writer) {
  constexpr std::int32_t kParents = 30'000;
  Documents parents;
  Documents children;
  for (std::int32_t id = 0; id < kParents; ++id) {
    parents.add(id, id % 10 == 0 ? Doc().text("n", "none") : Doc().int32("n", id));
    children.add(2 * id, Doc().int32("parent", id));
    children.add(2 * id + 1, Doc().int32("parent", id % 1000 == 1 ? kParents + id : 1).int32("other", id));
  }
  journal::test::bulk(writer, journal::test::put_stream(writer, "crm.Parents"), parents.entries);
  journal::test::bulk(writer, journal::test::put_stream(writer, "crm.Children"), children.entries);
}

/// Everything that a rehearsal tells, as text to be compared.
std::string described(const RehearsalResult& result) {
  std::string text =
      fmt::format("{} documents {} bytes {}\n", result.documents, result.bytes, result.complete);
  for (const ProjectionResult& p : result.projections) {
    text += fmt::format("{}: {} = {} + {} + {} + {}, rows {}\n", p.projection, p.documents, p.applied,
                        p.skipped, p.held, p.failed, p.rows);
    for (const auto& [key, group] : p.failures) {
      text += fmt::format("  {} {} {}:", map::cause_code(key.first), key.second, group.documents);
      for (const FailureSample& sample : group.samples) text += fmt::format(" {}", key_text(sample.key));
      text += '\n';
    }
    for (const auto& [key, count] : p.tally.events()) {
      text += fmt::format("  {} {} {}:", map::event_code(key.event), key.column, count.count);
      for (const auto& [sequence, sample] : count.samples) text += fmt::format(" {}", key_text(sample));
      text += '\n';
    }
  }
  return text;
}

class Family {
 public:
  Family() : writer_(journal::test::open_writer(dir_ / "j")) { write_family(*writer_); }

  RehearsalResult rehearse(const RehearsalOptions& options, const List& list = {}) const {
    return apply::rehearse(
        writer_->view(), plan_, options, [](const auto&, auto, auto) {}, list);
  }

 private:
  TempDir dir_;
  std::unique_ptr<journal::Writer> writer_;
  plan::ExpandedPlan plan_ = family_plan();
};

TEST_CASE("each document is applied, skipped, held or failed, and what fails is told by cause") {
  const RehearsalResult result = Family().rehearse({});
  REQUIRE(result.complete);
  CHECK(result.documents == 90'000);
  const ProjectionResult& parents = result.projections[0];
  CHECK(parents.documents == 30'000);
  CHECK(parents.failed == 3'000);
  CHECK(parents.rows == 27'000);
  const auto& failure = parents.failures.at({map::Cause::kInvalidNumber, 1});
  CHECK(failure.documents == 3'000);
  REQUIRE(failure.samples.size() == 3);
  CHECK(key_text(failure.samples[2].key) == "20");
  CHECK(failure.samples[0].problem.value == "\"none\"");
  const ProjectionResult& children = result.projections[1];
  CHECK(children.held == 3'000);
  CHECK(children.failed == 30);
  CHECK(children.failures.at({map::Cause::kDangling, 1}).documents == 30);
  CHECK(children.documents == children.applied + children.held + children.failed + children.skipped);
}

TEST_CASE("an optional reference to a document that failed is owed, and counted") {
  const RehearsalResult result = Family().rehearse({});
  const map::Tally::EventKey owed{2, map::Event::kOwed, {}};
  CHECK(result.projections[1].tally.events().at(owed).count == 3'000);
}

TEST_CASE("the result is the same for any number of threads and any memory") {
  const Family family;
  const std::string one = described(family.rehearse({.threads = 1}));
  for (const std::size_t threads : {2, 3, 8}) CHECK(described(family.rehearse({.threads = threads})) == one);
  CHECK(described(family.rehearse({.memory_bytes = 0})) == one);
}

TEST_CASE("with some tables only, references to the others are answered by the journal") {
  const RehearsalResult result = Family().rehearse({.tables = {"Children"}});
  REQUIRE(result.projections.size() == 1);
  CHECK(result.projections[0].held == 0);
  CHECK(result.projections[0].failed == 30);
}

TEST_CASE("documents that fail, wait or owe are listed one by one, in the order of the log") {
  const Family family;
  for (const std::size_t threads : {1, 4}) {
    std::vector<std::uint64_t> sequences;
    std::uint64_t owed = 0;
    (void)family.rehearse({.threads = threads}, [&](const Listed& document) {
      if (document.projection == 1) sequences.push_back(document.sequence);
      if (document.outcome.fate == map::Fate::kApplied) ++owed;
    });
    CHECK(sequences.size() == 3'000 + 30 + 3'000);
    CHECK(std::is_sorted(sequences.begin(), sequences.end()));
    CHECK(owed == 3'000);
  }
}

TEST_CASE("a table that refers to itself holds back the children of its documents that failed") {
  const TempDir dir;
  const auto writer = journal::test::open_writer(dir / "j");
  Documents nodes;
  Documents leaves;
  for (std::int32_t id = 0; id < 100; ++id) {
    nodes.add(id, (id == 7 ? Doc().text("n", "none") : Doc().int32("n", id)).int32("parent", (id + 1) % 100));
    leaves.add(id, Doc().int32("parent", id));
  }
  journal::test::bulk(*writer, journal::test::put_stream(*writer, "crm.Parents"), nodes.entries);
  journal::test::bulk(*writer, journal::test::put_stream(*writer, "crm.Children"), leaves.entries);
  plan::ExpandedPlan plan = family_plan();
  plan.projections[0].columns.push_back(reference("parent", false, 0));
  const RehearsalResult result =
      rehearse(writer->view(), plan, {.threads = 2}, [](const auto&, auto, auto) {});
  CHECK(result.projections[0].failed == 1);
  CHECK(result.projections[0].applied == 99);
  CHECK(result.projections[1].held == 1);
}

TEST_CASE("the row for what dangles is made once, of the plan alone") {
  const TempDir dir;
  const auto writer = journal::test::open_writer(dir / "j");
  Documents parents;
  for (std::int32_t id = 0; id < 10; ++id) parents.add(id, Doc().int32("n", id));
  journal::test::bulk(*writer, journal::test::put_stream(*writer, "crm.Parents"), parents.entries);
  plan::ExpandedPlan plan = family_plan();
  plan::Projection placeholder = plan.projections[0];
  placeholder.name = "Parents:placeholder";
  placeholder.placeholder = true;
  placeholder.self.reset();
  plan::Rule constant;
  constant.origin = plan::Origin::kConstant;
  constant.constant = "0";
  placeholder.columns[1] = column("n", plan::TypeKind::kInt32, true, constant);
  plan.parents[0].placeholder = true;
  plan.projections = {plan.projections[0], placeholder};
  const RehearsalResult result = rehearse(writer->view(), plan, {}, [](const auto&, auto, auto) {});
  CHECK(result.projections[0].rows == 10);
  CHECK(result.projections[1].documents == 1);
  CHECK(result.projections[1].rows == 1);
}

TEST_CASE("a wish to stop is followed, and the result says that it is not whole") {
  request_stop();
  CHECK_FALSE(Family().rehearse({}).complete);
  clear_stop();
}

}  // namespace
