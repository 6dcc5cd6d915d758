#include "plan/read_table.h"

#include <doctest/doctest.h>

#include "plan/language.h"
#include "plan_file.h"

namespace sojourn::plan {
namespace {

using doctest::Contains;
using test::complaint;
using test::kFrame;
using test::PlanFile;
using test::table_complaint;
using test::table_of;
using Fields = std::vector<std::string>;

TEST_CASE("a table comes from one stream, or from several that fan in") {
  const TablePlan one = table_of("from: crm.Users");
  CHECK(one.table == "Users");
  CHECK(one.place.line == 4);
  CHECK(one.place.column == 3);
  REQUIRE(one.streams.size() == 1);
  CHECK(one.streams[0].first == "crm.Users");
  CHECK(one.streams[0].second.line == 5);
  CHECK(one.id == "derive");
  CHECK(one.existing == Existing::kRefuse);
  CHECK_FALSE(one.unmapped.has_value());
  const TablePlan two = table_of("from: [crm.Users, crm.OldUsers]");
  REQUIRE(two.streams.size() == 2);
  CHECK(two.streams[1].first == "crm.OldUsers");
  CHECK(table_complaint("from: [crm.Users, crm.Users]") ==
        Contains("5:23): \"crm.Users\" stands here a second time"));
  CHECK(table_complaint("from: []") == Contains("5:11): where the rows come from: the list is empty"));
}

TEST_CASE("a table that does not say where its rows come from is an error at its name") {
  CHECK(table_complaint("key: [a]") ==
        Contains("4:3): table \"Users\" does not say where its rows come from | add from: STREAM"));
  CHECK(complaint(kFrame + "tables:\n  Users:\n") ==
        Contains("4:3): table \"Users\" must be a mapping (key: value), but null or nothing"));
}

TEST_CASE("a merge says by which fields documents are one, and which of them wins") {
  const TablePlan table = table_of(
      "from: { merge: crm.Users, by: [email, tenant], fold: case, trim: true, keep: { newest: updatedAt }, "
      "precedence: { name: filled, tags: union, first: first } }");
  CHECK(table.streams.empty());
  REQUIRE(table.merge.has_value());
  const Merge& merge = *table.merge;
  CHECK(merge.stream == "crm.Users");
  CHECK(merge.by == Fields{"email", "tenant"});
  CHECK(merge.fold_case);
  CHECK(merge.trim);
  CHECK(merge.keep == Merge::Keep::kNewest);
  CHECK(merge.newest == "updatedAt");
  using Pair = std::pair<std::string, std::string>;
  CHECK(merge.precedence == std::vector<Pair>{{"name", "filled"}, {"tags", "union"}, {"first", "first"}});
  CHECK(merge.place.line == 5);
  const TablePlan plain = table_of("from: { merge: crm.Users, by: email }");
  CHECK(plain.merge->keep == Merge::Keep::kFirst);
  CHECK_FALSE(plain.merge->fold_case);
  CHECK(table_of("from: { merge: crm.Users, by: email, keep: last }").merge->keep == Merge::Keep::kLast);
}

TEST_CASE("a merge that is not whole, or says what it cannot, is an error at its place") {
  CHECK(table_complaint("from: { by: email }") == Contains("5:11): a merge does not say of which stream"));
  CHECK(table_complaint("from: { merge: crm.Users }") ==
        Contains("5:11): a merge does not say by which field"));
  CHECK(table_complaint("from: { merge: crm.Users, by: e, kep: last }") ==
        Contains("5:38): a merge has no key \"kep\" | did you mean \"keep\"?"));
  CHECK(table_complaint("from: { merge: crm.Users, by: e, keep: best }") ==
        Contains("5:44): what is kept is first, last, not \"best\""));
  CHECK(table_complaint("from: { merge: crm.Users, by: e, keep: { latest: a } }") ==
        Contains("5:46): what is kept has no key \"latest\""));
  CHECK(table_complaint("from: { merge: crm.Users, by: e, keep: {} }") ==
        Contains("5:44): what is kept is empty"));
  CHECK(table_complaint("from: { merge: crm.Users, by: e, precedence: { a: longest } }") ==
        Contains("5:55): the precedence of a field is first, last, filled, union, not \"longest\""));
  CHECK(table_complaint("from: { merge: [crm.Users, old.Users], by: e }") ==
        Contains("5:20): to merge several streams comes with a later release"));
  CHECK(table_complaint("from: { group: crm.Users }") ==
        Contains("5:13): `group` comes with a later release"));
}

TEST_CASE("pairs have two ends and the fields of both sides that hold their ids") {
  const TablePlan table = table_of(
      "pairs: { document_id: Documents, invoice_id: Invoices }\n"
      "    from: [ { crm.Documents: invoiceIDs }, { crm.Invoices: connected_documents } ]");
  REQUIRE(table.pairs.has_value());
  const Pairs& pairs = *table.pairs;
  REQUIRE(pairs.ends.size() == 2);
  CHECK(pairs.ends[0].column == "document_id");
  CHECK(pairs.ends[0].table == "Documents");
  CHECK(pairs.ends[1].column == "invoice_id");
  CHECK(pairs.ends[1].place.column == 38);
  REQUIRE(pairs.from.size() == 2);
  CHECK(pairs.from[0].stream == "crm.Documents");
  CHECK(pairs.from[0].field == "invoiceIDs");
  CHECK(pairs.from[1].stream == "crm.Invoices");
  CHECK(pairs.place.line == 5);
  CHECK(table_of("pairs: { a: A, b: B }\n    from: { crm.A: bs }").pairs->from.size() == 1);
}

TEST_CASE("pairs that are not whole are an error at their place") {
  CHECK(table_complaint("pairs: { a: A }\n    from: [ { crm.A: bs } ]") ==
        Contains("5:12): pairs have two ends, not 1"));
  CHECK(table_complaint("pairs: { a: A, b: B }") == Contains("4:3): table \"Users\" does not say where"));
  CHECK(table_complaint("pairs: { a: A, b: B }\n    from: crm.A") ==
        Contains("6:11): what pairs are read from must be a mapping"));
  CHECK(table_complaint("pairs: { a: A, b: B }\n    from: []") ==
        Contains("6:11): pairs are read from nothing"));
  CHECK(table_complaint("pairs: { a: A, b: B }\n    from: { crm.A: bs }\n    unmapped: fail") ==
        Contains("7:5): `unmapped` has no meaning beside `pairs`"));
}

TEST_CASE("columns are a mapping, or a list in which routes may stand") {
  const TablePlan mapping =
      table_of("from: crm.Users\n    columns: { name: fullName, age: { number: age } }");
  REQUIRE(mapping.columns.size() == 2);
  CHECK(mapping.columns[0].first == "name");
  CHECK(mapping.columns[1].second.conversion.verb == "number");
  const TablePlan list = table_of(
      "from: crm.Users\n    columns:\n      - name: fullName\n"
      "      - { route: task, to: { Tasks: task, Others: other }, none: null }\n      - route: { field: way "
      "}");
  REQUIRE(list.columns.size() == 2);
  CHECK(list.columns[1].first == "route");
  CHECK(list.columns[1].second.fields == Fields{"way"});
  REQUIRE(list.routes.size() == 1);
  CHECK(list.routes[0].none.answer == Answer::kNull);
}

TEST_CASE("a column that stands twice is an error at its second place") {
  CHECK(table_complaint("from: crm.Users\n    columns:\n      - a: b\n      - a: c") ==
        Contains("8:9): the column \"a\" stands here a second time; first at plan.yaml:7:9"));
  CHECK(table_complaint("from: crm.Users\n    columns:\n      a: b\n      a: c") ==
        Contains("8:7): the key \"a\" stands here a second time"));
  CHECK(table_complaint("from: crm.Users\n    columns:\n      - { a: b, c: d }") ==
        Contains("7:9): in a list of columns each item is one column, or a route"));
}

TEST_CASE("a route names its fields, its branches in order, and an answer for no branch") {
  const TablePlan table = table_of(
      "from: crm.Users\n    routes:\n      - { route: [task, task_id], to: { Tasks: task, "
      "crm_Accounts_Tasks: account_task } }");
  REQUIRE(table.routes.size() == 1);
  const Route& route = table.routes[0];
  CHECK(route.fields == Fields{"task", "task_id"});
  REQUIRE(route.to.size() == 2);
  CHECK(route.to[1].table == "crm_Accounts_Tasks");
  CHECK(route.to[1].column == "account_task");
  CHECK(route.none.answer == Answer::kFail);
  CHECK(route.place.line == 7);
}

TEST_CASE("a route that is not whole is an error at its place") {
  const std::string begin = "from: crm.Users\n    routes:\n      - ";
  CHECK(table_complaint(begin + "{ to: { A: a } }") == Contains("7:9): a route names no field"));
  CHECK(table_complaint(begin + "{ route: f }") == Contains("7:9): a route leads nowhere"));
  CHECK(table_complaint(begin + "{ route: f, to: { A: a }, non: null }") ==
        Contains("7:35): a route has no key \"non\" | did you mean \"none\"?"));
  CHECK(table_complaint(begin + "{ route: f, to: { A: a }, none: X }") ==
        Contains("7:41): \"X\" is no answer to `none` here; the answers are null, fail, skip, stop"));
  CHECK(table_complaint("from: crm.Users\n    routes: { route: f }") ==
        Contains("6:13): routes must be a list"));
}

TEST_CASE("a field is left out for a reason, and only for a reason") {
  const TablePlan table = table_of("from: crm.Users\n    leave_out: { legacy.score: replaced by scoring }");
  REQUIRE(table.left_out.size() == 1);
  CHECK(table.left_out[0].field == "legacy.score");
  CHECK(table.left_out[0].reason == "replaced by scoring");
  CHECK(table.left_out[0].place.line == 6);
  CHECK(table_complaint("from: crm.Users\n    leave_out: { score: }") ==
        Contains(
            "6:18): the field \"score\" is left out without a reason | write score: WHY IT IS NOT NEEDED"));
  CHECK(table_complaint("from: crm.Users\n    leave_out: { score: \"\" }") == Contains("without a reason"));
  CHECK(table_complaint("from: crm.Users\n    leave_out: [score]") ==
        Contains("6:16): leave_out must be a mapping"));
}

TEST_CASE("what else a table says is kept") {
  const TablePlan table = table_of(
      "from: crm.Users\n    id: keep\n    unmapped: fail\n    key: [a, b]\n    existing: upsert\n"
      "    placeholder: { email: unknown@example.invalid, name: (deleted user) }");
  CHECK(table.id == "keep");
  CHECK(table.unmapped == Unmapped::kFail);
  CHECK(table.key == Fields{"a", "b"});
  CHECK(table.existing == Existing::kUpsert);
  using Pair = std::pair<std::string, std::string>;
  CHECK(table.placeholder ==
        std::vector<Pair>{{"email", "unknown@example.invalid"}, {"name", "(deleted user)"}});
  CHECK(table_of("from: crm.Users\n    keyless: replace").keyless_replace);
  CHECK(table_of("from: crm.Users\n    existing: keep").existing == Existing::kKeep);
  CHECK(table_of("from: crm.Users\n    existing: replace").existing == Existing::kReplace);
}

TEST_CASE("what a table cannot say is an error at its place") {
  const std::string begin = "from: crm.Users\n    ";
  CHECK(table_complaint(begin + "colums: {}") ==
        Contains("6:5): a table has no key \"colums\" | did you mean \"columns\"?"));
  CHECK(table_complaint(begin + "id: random") == Contains("6:9): `id: random` comes with a later release"));
  CHECK(table_complaint(begin + "id: kept") ==
        Contains("6:9): id is derive, keep, not \"kept\" | did you mean \"keep\"?"));
  CHECK(table_complaint(begin + "keyless: keep") == Contains("6:14): keyless is replace"));
  CHECK(table_complaint(begin + "existing: delete") ==
        Contains("6:15): existing is refuse, keep, upsert, replace"));
  CHECK(table_complaint(begin + "unmapped: drop") == Contains("6:15): unmapped is report, fail, stop"));
  CHECK(table_complaint(begin + "key: []") == Contains("6:10): a column of the key: the list is empty"));
  CHECK(table_complaint(begin + "key: [a]\n    keyless: replace") ==
        Contains("7:5): a table that has a `key` is not keyless"));
  CHECK(table_complaint(begin + "placeholder: {}") == Contains("6:18): the placeholder is empty"));
  CHECK(table_complaint(begin + "placeholder: { name: null }") ==
        Contains("6:26): the placeholder's \"name\" is null"));
  for (const std::string& word : kLaterKeys) {
    CHECK(table_complaint(begin + word + ": x") ==
          Contains(("6:5): `" + word + "` comes with a later release").c_str()));
    CHECK(complaint(kFrame + word + ": x\n") ==
          Contains(("3:1): `" + word + "` comes with a later release").c_str()));
  }
}

TEST_CASE("tables that nothing fills are left out for a reason") {
  const Plan plan = PlanFile(kFrame + "leave_out_tables: { audit_log: written by the application }\n").read();
  REQUIRE(plan.left_out_tables.size() == 1);
  CHECK(plan.left_out_tables[0].table == "audit_log");
  CHECK(plan.left_out_tables[0].reason == "written by the application");
  CHECK(complaint(kFrame + "leave_out_tables: { audit_log: }\n") ==
        Contains("3:21): the table \"audit_log\" is left out without a reason"));
  CHECK(complaint(kFrame + "tables: { A: { from: crm.A } }\nleave_out_tables: { A: why }\n") ==
        Contains("4:21): the table \"A\" stands here a second time; first at plan.yaml:3:11"));
}

TEST_CASE("statements behind the load are kept in order with their places") {
  const Plan plan = PlanFile(kFrame + "after_load:\n  - ANALYZE\n  - CREATE INDEX ON a (b)\n").read();
  REQUIRE(plan.after_load.size() == 2);
  CHECK(plan.after_load[1].first == "CREATE INDEX ON a (b)");
  CHECK(plan.after_load[1].second.line == 5);
  CHECK(PlanFile(kFrame + "after_load: ANALYZE\n").read().after_load.size() == 1);
  CHECK(complaint(kFrame + "after_load: [\"\"]\n") == Contains("3:14): a statement is empty"));
}

}  // namespace
}  // namespace sojourn::plan
