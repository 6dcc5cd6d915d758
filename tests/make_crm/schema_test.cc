#include "tools/make_crm/schema.h"

#include <doctest/doctest.h>

#include <map>

namespace sojourn::make_crm {
namespace {

/// How many fields of the 29 collections fulfil a condition.
template <typename Condition>
std::size_t fields_that(Condition condition) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kCrmCollections; ++i) {
    for (const Field& field : collections()[i].fields) count += condition(field) ? 1u : 0u;
  }
  return count;
}

std::size_t of_kind(Kind kind) {
  return fields_that([&](const Field& field) { return field.kind == kind; });
}
std::size_t of_presence(Presence presence) {
  return fields_that([&](const Field& field) { return field.presence == presence; });
}

// The counts are those that the description of the system gives for itself.
TEST_CASE("the table holds as many fields of each type as NextCRM stores") {
  CHECK(collections().size() == kCrmCollections + 1);
  CHECK(fields_that([](const Field&) { return true; }) == 409);
  CHECK(of_kind(Kind::kId) == 29);
  CHECK(of_kind(Kind::kReference) == 54);
  CHECK(of_kind(Kind::kReferences) == 20);
  CHECK(of_kind(Kind::kText) == 197);
  CHECK(of_kind(Kind::kDate) == 43);
  CHECK(of_kind(Kind::kInt32) == 40);
  CHECK(of_kind(Kind::kBool) == 11);
  CHECK(of_kind(Kind::kEnum) == 8);
  CHECK(of_kind(Kind::kJson) == 4);
  CHECK(of_kind(Kind::kTexts) == 3);
}

TEST_CASE("the table holds as many required, optional and array fields as NextCRM has") {
  CHECK(of_presence(Presence::kRequired) == 122);
  CHECK(of_presence(Presence::kOptional) == 264);
  CHECK(of_presence(Presence::kArray) == 23);
}

TEST_CASE("the table declares 31 single references and leaves 23 soft") {
  const auto single = [](bool soft) {
    return fields_that([=](const Field& f) { return f.kind == Kind::kReference && f.soft == soft; });
  };
  CHECK(single(false) == 31);
  CHECK(single(true) == 23);
}

TEST_CASE("each collection has as many fields as the description of the system counts") {
  const std::map<std::string_view, std::size_t> expected = {{"crm_Industry_Type", 3},
                                                            {"Documents_Types", 3},
                                                            {"invoice_States", 2},
                                                            {"system_Modules_Enabled", 5},
                                                            {"modulStatus", 3},
                                                            {"systemServices", 9},
                                                            {"gpt_models", 6},
                                                            {"Users", 16},
                                                            {"MyAccount", 34},
                                                            {"Employees", 7},
                                                            {"ImageUpload", 1},
                                                            {"TodoList", 6},
                                                            {"crm_campaigns", 5},
                                                            {"crm_Opportunities_Sales_Stages", 5},
                                                            {"crm_Opportunities_Type", 4},
                                                            {"crm_Accounts", 33},
                                                            {"crm_Contacts", 36},
                                                            {"crm_Leads", 21},
                                                            {"crm_Contracts", 18},
                                                            {"crm_Opportunities", 26},
                                                            {"Boards", 16},
                                                            {"Sections", 5},
                                                            {"Tasks", 18},
                                                            {"crm_Accounts_Tasks", 15},
                                                            {"tasksComments", 7},
                                                            {"Documents", 29},
                                                            {"Invoices", 66},
                                                            {"secondBrain_notions", 5},
                                                            {"openAi_keys", 5},
                                                            {kFlatCollection, 12}};
  CHECK(expected.size() == collections().size());
  for (const auto& [name, fields] : expected) {
    CHECK_MESSAGE(collections()[collection_index(name)].fields.size() == fields, name);
  }
}

}  // namespace
}  // namespace sojourn::make_crm
