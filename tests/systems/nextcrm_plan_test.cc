// The shipped plan of NextCRM, against its schema and without any document: it fills every column.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "plan/expand.h"
#include "systems/nextcrm.h"
#include "target/read_catalogue.h"

namespace sojourn::test {
namespace {

/// As it is without any document: all that tables and streams alone can say is in order.
const plan::Expansion& expansion() {
  static const plan::Plan plan = nextcrm_plan("/dumps/nextcrm");
  std::vector<std::string> streams;
  for (const plan::TablePlan& table : plan.tables) {
    if (!table.pairs) streams.push_back("crm." + table.table);
  }
  static const plan::Expansion result =
      plan::expand(plan, target::read_catalogue(nextcrm().connection(), "public"), streams, {});
  return result;
}

TEST_CASE("NextCRM's plan reads the dump that CRM_DUMP names and brings its schema along") {
  const plan::Plan plan = nextcrm_plan("/dumps/nextcrm");
  CHECK(plan.migration == "nextcrm");
  REQUIRE(plan.sources.size() == 1);
  CHECK(plan.sources[0].path() == "/dumps/nextcrm");
  REQUIRE(plan.targets.size() == 1);
  CHECK(plan.targets[0].connection_text == "${DATABASE_URL}");
  CHECK(plan.targets[0].ddl == SOURCE_DIR "/schema/systems/nextcrm/target.sql");
}

TEST_CASE("NextCRM's plan fills 29 tables from the collection of the same name, and 10 from pairs") {
  const plan::Plan plan = nextcrm_plan("/dumps/nextcrm");
  CHECK(plan.left_out_tables.empty());
  CHECK(std::count_if(plan.tables.begin(), plan.tables.end(),
                      [](const auto& table) { return table.pairs.has_value(); }) == 10);
  for (const plan::TablePlan& table : plan.tables) {
    if (table.pairs) continue;
    CHECK((table.merge ? table.merge->stream : table.streams.at(0).first) == "crm." + table.table);
    CHECK(table.streams.size() == (table.merge ? 0 : 1));
  }
  CHECK(plan.tables.size() == 39);
}

TEST_CASE("NextCRM's plan fits its schema and fills each of the 410 columns") {
  for (const plan::Complaint& complaint : expansion().complaints) {
    FAIL_CHECK(complaint.place.text() << ": " << complaint.cause << " | " << complaint.hint);
  }
  REQUIRE(expansion().expanded.has_value());
  std::size_t columns = 0;
  for (const plan::Projection& projection : expansion().expanded->projections) {
    columns += projection.columns.size();
  }
  CHECK(columns == 410);
}

TEST_CASE("whatever holds an id in NextCRM's tables is an id of the target: no column keeps one of old") {
  REQUIRE(expansion().expanded.has_value());
  std::size_t references = 0;
  for (const plan::Projection& projection : expansion().expanded->projections) {
    for (const plan::ColumnRule& column : projection.columns) {
      const plan::ColumnType& type = column.column.type;
      const bool is_id = type.name.starts_with("uuid");
      const plan::Origin origin = column.rule.origin;
      CHECK_MESSAGE(is_id == (origin != plan::Origin::kField),
                    projection.table << "." << column.column.name << ": " << column.why);
      references += origin == plan::Origin::kReference || origin == plan::Origin::kRouted ? 1 : 0;
    }
  }
  CHECK(references == 54 + 1 + 20);  // Single ones, Boards.sharedWith, both ends of ten kinds of pairs.
}

TEST_CASE("every enum of NextCRM folds case, since older documents were written in any") {
  REQUIRE(expansion().expanded.has_value());
  std::size_t enums = 0;
  for (const plan::Projection& projection : expansion().expanded->projections) {
    for (const plan::ColumnRule& column : projection.columns) {
      if (column.column.type.kind != plan::TypeKind::kEnum) continue;
      CHECK_MESSAGE(column.rule.conversion.fold_case, projection.table << "." << column.column.name);
      ++enums;
    }
  }
  CHECK(enums == 8);
}

TEST_CASE("no secret of NextCRM reaches a report") {
  const plan::Plan plan = nextcrm_plan("/dumps/nextcrm");
  std::string sensitive;
  for (const plan::StreamPlan& stream : plan.sources.at(0).streams) {
    for (const std::string& field : stream.sensitive) sensitive += stream.name + "." + field + " ";
  }
  CHECK(sensitive ==
        "Users.password Employees.salary systemServices.serviceKey systemServices.servicePassword "
        "secondBrain_notions.notion_api_key openAi_keys.api_key ");
}

}  // namespace
}  // namespace sojourn::test
