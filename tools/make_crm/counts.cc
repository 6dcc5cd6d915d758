#include "tools/make_crm/counts.h"

#include <string_view>

#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

struct Share {
  std::string_view collection;
  std::uint64_t count;
};

// One account to ten contacts and five opportunities.
constexpr Share kSample[] = {
    {"crm_Industry_Type", 100},
    {"Documents_Types", 100},
    {"invoice_States", 100},
    {"system_Modules_Enabled", 100},
    {"modulStatus", 100},
    {"systemServices", 100},
    {"gpt_models", 100},
    {"Users", 1000},
    {"MyAccount", 1000},
    {"Employees", 1000},
    {"ImageUpload", 1000},
    {"TodoList", 1000},
    {"crm_campaigns", 500},
    {"crm_Opportunities_Sales_Stages", 100},
    {"crm_Opportunities_Type", 100},
    {"crm_Accounts", 100},
    {"crm_Contacts", 1000},
    {"crm_Leads", 1000},
    {"crm_Contracts", 1000},
    {"crm_Opportunities", 500},
    {"Boards", 1000},
    {"Sections", 1000},
    {"Tasks", 1000},
    {"crm_Accounts_Tasks", 1000},
    {"tasksComments", 1000},
    {"Documents", 1000},
    {"Invoices", 1000},
    {"secondBrain_notions", 1000},
    {"openAi_keys", 1000},
};

constexpr Share kLookups[] = {
    {"crm_Industry_Type", 34},
    {"Documents_Types", 8},
    {"invoice_States", 6},
    {"crm_campaigns", 20},
    {"crm_Opportunities_Sales_Stages", 8},
    {"crm_Opportunities_Type", 4},
};

// Of a thousand documents. Tasks take what is left over.
constexpr Share kLargeShares[] = {
    {"Users", 10},     {"crm_Accounts", 90},       {"crm_Contacts", 230},
    {"crm_Leads", 50}, {"crm_Opportunities", 135}, {"Boards", 2},
    {"Sections", 8},   {"crm_Accounts_Tasks", 70}, {"tasksComments", 90},
    {"Documents", 90}, {"Invoices", 60},
};
constexpr std::string_view kRest = "Tasks";

Counts no_counts() {
  return Counts(collections().size(), 0);
}

}  // namespace

Counts sample_counts() {
  Counts counts = no_counts();
  for (const auto& [collection, count] : kSample) counts[collection_index(collection)] = count;
  return counts;
}

Counts large_counts(std::uint64_t documents) {
  Counts counts = no_counts();
  std::uint64_t left = documents;
  const auto give = [&](std::string_view collection, std::uint64_t count) {
    counts[collection_index(collection)] = count;
    left -= count;
  };
  for (const auto& [collection, count] : kLookups) give(collection, count);
  const std::uint64_t shared = left;
  for (const auto& [collection, share] : kLargeShares) {
    give(collection, shared / 1000 * share + shared % 1000 * share / 1000);
  }
  give(kRest, left);
  return counts;
}

Counts flat_counts(std::uint64_t documents) {
  Counts counts = no_counts();
  counts[collection_index(kFlatCollection)] = documents;
  return counts;
}

}  // namespace sojourn::make_crm
