// Where values come from: paths, arrays, constants, the rest; and fields that nobody takes.
#include <doctest/doctest.h>

#include "map/mapping.h"

namespace sojourn::test {
namespace {

using plan::Answer;

constexpr std::string_view kId = "0123456789ab";

TEST_CASE("paths lead into documents and arrays") {
  Mapping m;
  m.column("city").fields = {"address.city"};
  m.column("first", "integer").fields = {"list.0"};
  m.column("deep", "integer").fields = {"list.1.a.b"};
  CHECK(m.map(Doc()
                  .document("address", Doc().text("city", "Brno"))
                  .array("list",
                         Doc().int32("0", 7).document("1", Doc().document("a", Doc().int32("b", 8))))) ==
        "text(Brno) int32(7) int32(8)");
  CHECK(m.map(Doc().text("address", "x").array("list", Doc())) == "null null null");
  CHECK(m.map(Doc()) == "null null null");
}

TEST_CASE("a name that holds dots comes before the names between them") {
  Mapping m;
  m.column("x", "integer").fields = {"a.b.c"};
  CHECK(m.map(Doc().int32("a.b.c", 1)) == "int32(1)");
  CHECK(m.map(Doc().document("a.b", Doc().int32("c", 2))) == "int32(2)");
  CHECK(m.map(Doc().document("a", Doc().int32("b.c", 3))) == "int32(3)");
  CHECK(m.map(Doc().document("a", Doc().document("b", Doc().int32("c", 4)))) == "int32(4)");
  CHECK(m.map(Doc().document("a", Doc().int32("b.c", 3)).int32("a.b.c", 1)) == "int32(1)");
  CHECK(m.unmapped() == "a.b.c (repeated)");
}

TEST_CASE("a field may be taken whole and in part") {
  Mapping m;
  m.column("a", "bytea").policies.invalid = policy(Answer::kNull);
  m.column("b", "integer").fields = {"a.b"};
  CHECK(m.map(Doc().document("a", Doc().int32("b", 5).int32("c", 6))) == "null int32(5)");
  CHECK(m.unmapped() == "");
}

TEST_CASE("the first of repeated names counts, the others are told of") {
  Mapping m;
  m.column("a", "integer");
  CHECK(m.map(Doc().int32("a", 1).int32("a", 2)) == "int32(1)");
  CHECK(m.unmapped() == "a (repeated)");
}

TEST_CASE("fields are found in whatever order and shape the documents have") {
  Mapping m;
  for (const char* name : {"a", "b", "c"}) m.column(name, "integer");
  CHECK(m.map(Doc().int32("a", 1).int32("b", 2).int32("c", 3)) == "int32(1) int32(2) int32(3)");
  CHECK(m.map(Doc().int32("c", 3).int32("x", 0).int32("a", 1)) == "int32(1) null int32(3)");
  CHECK(m.map(Doc()) == "null null null");
  CHECK(m.map(Doc().int32("b", 2)) == "null int32(2) null");
  CHECK(m.map(Doc().int32("x", 0).int32("b", 2).int32("a", 1)) == "int32(1) int32(2) null");
}

TEST_CASE("any number of names that no plan knows is counted") {
  Mapping m;
  m.column("a", "integer");
  Doc doc;
  for (int i = 0; i < 1500; ++i) doc.int32("x" + std::to_string(i), i);
  doc.int32("a", 1);
  CHECK(m.map(doc) == "int32(1)");
  CHECK(m.map(doc) == "int32(1)");
  CHECK(m.tallies.front().unmapped().size() == 1500);
  CHECK(m.tallies.front().unmapped().at("x1499").count == 2);
}

TEST_CASE("fields that nothing takes are counted, those left out for a reason are not") {
  Mapping m;
  m.column("a").fields = {"a.b"};
  m.projection().left_out = {{.field = "legacy", .reason = "old", .place = {}},
                             {.field = "a.d", .reason = "old", .place = {}}};
  CHECK(m.map(Doc()
                  .document("a", Doc().text("b", "x").int32("c", 1).int32("d", 2))
                  .int32("legacy", 1)
                  .int32("e", 1)) == "text(x)");
  CHECK(m.unmapped() == "a.c, e");
  (void)m.map(Doc().text("a", "no document").null("e"));
  CHECK(m.unmapped() == "a, a.c, e x2");
}

TEST_CASE("a field that the plan looks at only for want of another is taken") {
  Mapping m;
  plan::Rule& rule = m.column("a");
  rule.fields = {"a", "b"};
  rule.policies.missing = policy(Answer::kField, "c");
  m.column("t", "timestamp").policies.missing = policy(Answer::kTimeOf, "_id");
  (void)m.map(Doc().object_id("_id", kId).text("a", "x").text("b", "x").text("c", "x"));
  CHECK(m.unmapped() == "");
}

TEST_CASE("what another table or a many-to-many takes is taken") {
  Mapping m;
  m.column("a");
  plan::Projection& other = m.add_projection("U");
  other.columns.emplace_back().rule.fields = {"b"};
  other.columns.back().column = m.projection().columns.front().column;
  plan::Derived& pairs = m.plan.derived.emplace_back();
  pairs.kind = plan::DerivedKind::kPairs;
  pairs.pairs.from.push_back({.stream = "s.docs", .field = "watchers", .place = {}});
  const map::Mapper mapper(m.plan, {0});
  map::Mapper::Worker worker(mapper, m.references);
  Cells sink;
  const std::string body = Doc().int32("b", 1).array("watchers", Doc()).int32("x", 1).bytes();
  worker.map({.sequence = 1, .key = "k", .body = body}, sink, m.outcomes, m.tallies);
  CHECK(m.unmapped() == "x");
}

TEST_CASE("where the plan says so an unmapped field fails the document or stops the run") {
  Mapping m;
  m.column("a");
  m.projection().unmapped = plan::Unmapped::kFail;
  CHECK(m.map(Doc().int32("x", 1)) == "failed: unmapped_field x [unmapped]");
  CHECK(m.map(Doc().text("a", "x")) == "text(x)");
  CHECK(m.unmapped() == "x");
  Mapping stopping;
  stopping.column("a");
  stopping.projection().unmapped = plan::Unmapped::kStop;
  CHECK(stopping.map(Doc().int32("x", 1)) == "stop: unmapped_field x [unmapped]");
}

TEST_CASE("constants and the stream's name") {
  Mapping m;
  plan::Rule& constant = m.column("a", "integer");
  constant.origin = plan::Origin::kConstant;
  constant.constant = "5";
  plan::Rule& flag = m.column("b", "boolean");
  flag.origin = plan::Origin::kConstant;
  flag.constant = "true";
  m.column("c").origin = plan::Origin::kStreamName;
  CHECK(m.map(Doc()) == "int32(5) true text(s.docs)");
  CHECK(m.events() == "");
}

TEST_CASE("a constant that does not fit is a mistake of the plan, with its place") {
  Mapping m;
  plan::Rule& rule = m.column("a", "integer");
  rule.origin = plan::Origin::kConstant;
  rule.constant = "five";
  rule.place = {.file = "plan.yaml", .line = 3, .column = 4};
  const auto complaints = map::check(m.plan);
  REQUIRE(complaints.size() == 1);
  CHECK(complaints.front().cause.starts_with("T.a: "));
  CHECK(complaints.front().place.text() == "plan.yaml:3:4");
}

TEST_CASE("the creation time of an ObjectId fills a column") {
  Mapping m;
  plan::Rule& rule = m.column("a", "timestamp", true);
  rule.origin = plan::Origin::kTimeOf;
  rule.fields = {"_id"};
  CHECK(m.map(Doc().object_id("_id", std::string(12, '\0'))) == "timestamp(0)");
  CHECK(m.map(Doc().object_id("_id", std::string(12, '\xff'))) == "timestamp(4294967295000000)");
  CHECK(m.events() == "a time_of_id x2");
  CHECK(m.map(Doc().int32("_id", 5)) == "failed: wrong_type _id [same name] 5");
  CHECK(m.map(Doc()) == "failed: missing_required _id [not null]");
}

TEST_CASE("arrays go in element by element, nulls too") {
  Mapping m;
  m.column("a", array_of("integer"));
  CHECK(m.map(Doc().array("a", Doc().int32("0", 1).int32("1", 2))) == "array 7 of 2 int32(1) int32(2) end");
  CHECK(m.map(Doc().array("a", Doc().int32("0", 1).null("1"))) == "array 7 of 2 with null int32(1) null end");
  CHECK(m.map(Doc().array("a", Doc())) == "array 7 of 0 end");
  CHECK(m.map(Doc().null("a")) == "null");
  CHECK(m.map(Doc().text("a", "vip")) == "failed: wrong_type a [same name] \"vip\"");
  CHECK(m.events() == "");
}

TEST_CASE("all bad elements of an array are told, by number, and nothing of it is written") {
  Mapping m;
  m.column("a", array_of("integer"));
  CHECK(m.map(Doc().array("a", Doc().text("0", "x").int32("1", 1).real("2", 0.5))) ==
        "failed: invalid_number a[0] [same name] \"x\"; not_whole a[2] [same name] 0.5");
}

TEST_CASE("the plan's answers for elements") {
  Mapping m;
  plan::Conversion& conversion = m.column("a", array_of("smallint")).conversion;
  conversion.element.null = policy(Answer::kValue, "0");
  conversion.element.empty = policy(Answer::kSkip);
  conversion.element.invalid = policy(Answer::kClamp);
  CHECK(m.map(Doc().array("a", Doc().null("0").text("1", "").int32("2", 99999))) ==
        "array 7 of 2 int16(0) int16(32767) end");
  CHECK(m.events() == "a defaulted_null, a skipped_element, a clamped");
  CHECK(m.map(Doc().array("a", Doc().text("0", "x"))) == "failed: invalid_number a[0] [plan.yaml:9:9] \"x\"");

  Mapping failing;
  failing.column("a", array_of("smallint")).conversion.element.null = policy(Answer::kFail);
  CHECK(failing.map(Doc().array("a", Doc().null("0"))) == "failed: null_element a[0] [plan.yaml:9:9]");
  Mapping stopping;
  stopping.column("a", array_of("smallint")).conversion.element.null = policy(Answer::kStop);
  CHECK(stopping.map(Doc().array("a", Doc().null("0"))) == "stop: null_element a[0] [plan.yaml:9:9]");
  Mapping texts;
  texts.column("a", array_of("text")).conversion.element.empty = policy(Answer::kNull);
  CHECK(texts.map(Doc().array("a", Doc().text("0", ""))) == "array 7 of 1 with null null end");
  CHECK(texts.events() == "a nulled_empty");
}

TEST_CASE("repeated elements are left out only where the plan says so") {
  const Doc doc = Doc().array("a", Doc().text("0", "x").text("1", "y").text("2", "x"));
  Mapping m;
  m.column("a", array_of("text"));
  CHECK(m.map(doc) == "array 7 of 3 text(x) text(y) text(x) end");
  Mapping dedupe;
  dedupe.column("a", array_of("text")).conversion.dedupe = true;
  CHECK(dedupe.map(doc) == "array 7 of 2 text(x) text(y) end");
  CHECK(dedupe.events() == "a duplicate_element");
}

TEST_CASE("a missing array may be planned to be empty") {
  Mapping m;
  m.column("a", array_of("text"), true).policies.missing = policy(Answer::kValue, "[]");
  CHECK(m.map(Doc()) == "array 7 of 0 end");
  Mapping other;
  other.column("a", array_of("text")).policies.missing = policy(Answer::kValue, "[1]");
  CHECK(other.complaints() == "T.a: of arrays, only the empty one, \"[]\", can be a planned value");
}

TEST_CASE("an element cannot come from elsewhere, nor an array from anything but a field") {
  Mapping m;
  m.column("a", array_of("text")).conversion.element.null = policy(Answer::kField, "b");
  CHECK(m.complaints().find("T.a: an element of an array cannot come from another field") == 0);
  Mapping name;
  name.column("a", array_of("text")).origin = plan::Origin::kStreamName;
  CHECK(name.complaints() == "T.a: an array is filled from a field, or is a constant");
}

TEST_CASE("the values of elements of a sensitive array reach no problem") {
  Mapping m;
  m.projection().sensitive = {"a"};
  m.column("a", array_of("integer"));
  CHECK(m.map(Doc().array("a", Doc().text("0", "secret"))) == "failed: invalid_number a[0] [same name]");
}

TEST_CASE("several projections of a stream have each their row and their fate") {
  Mapping m;
  m.column("a", "integer");
  plan::Projection& other = m.add_projection("U");
  plan::ColumnRule rule = m.projection().columns.front();
  rule.column.not_null = true;
  rule.rule.fields = {"b"};
  other.columns.push_back(rule);
  const map::Mapper mapper(m.plan, {1, 0});
  CHECK(mapper.projections() == std::vector<std::size_t>{1, 0});
  map::Mapper::Worker worker(mapper, m.references);
  Cells sink;
  std::vector<map::Outcome> outcomes(2);
  std::vector<map::Tally> tallies(2);
  const std::string one = Doc().int32("a", 1).int32("b", 2).bytes();
  worker.map({.sequence = 1, .key = "k", .body = one}, sink, outcomes, tallies);
  CHECK(sink.take() == "row 1 int32(2) end row 0 int32(1) end");
  const std::string two = Doc().int32("a", 1).bytes();
  worker.map({.sequence = 2, .key = "k", .body = two}, sink, outcomes, tallies);
  CHECK(sink.take() == "row 1 abandoned row 0 int32(1) end");
  CHECK(outcomes[0].fate == map::Fate::kFailed);
  CHECK(outcomes[1].fate == map::Fate::kApplied);
}

}  // namespace
}  // namespace sojourn::test
