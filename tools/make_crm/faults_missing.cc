// Required fields that old documents lack.
#include "tools/make_crm/faults.h"
#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

void plant_lacking(Planter& planter, std::string_view collection, const std::string& field) {
  planter.plant(
      collection, std::nullopt,
      {.kind = "required_missing", .field = field, .outcome = Outcome::kFailed, .cause = "missing_required"});
  planter.plant(
      collection, null(),
      {.kind = "required_null", .field = field, .outcome = Outcome::kFailed, .cause = "null_required"});
}

/// The moment of creation stands in the `_id`, so it is known and not made up.
void plant_without_creation(Planter& planter, std::string_view collection, const std::string& field,
                            const std::optional<Value>& instead) {
  for (int i = 0; i < 2; ++i) {
    const std::int64_t second = kFirstSecond + std::int64_t{86400} * (i + 1);
    Planted& planted = planter.document_created_at(collection, second);
    instead ? planted.set(field, *instead) : planted.remove(field);
    planter.expect(planted, {.kind = "creation_" + std::string(instead ? "null" : "missing"),
                             .field = field,
                             .outcome = Outcome::kDefaulted,
                             .cause = "time_of_id",
                             .expect = {{field, date(second * 1000)}}});
  }
}

void plant_without_update(Planter& planter) {
  for (int i = 0; i < 2; ++i) {
    Planted& invoice = planter.document("Invoices").remove("last_updated");
    planter.expect(invoice, {.kind = "last_update_missing",
                             .field = "last_updated",
                             .outcome = Outcome::kDefaulted,
                             .cause = "other_field",
                             .expect = {{"last_updated", *invoice.get("date_created")}}});
  }
}

void plant_contract_of_first_day(Planter& planter) {
  for (int i = 0; i < 2; ++i) {
    Planted& contract = planter.document("crm_Contracts").remove("title").remove("value");
    for (const char* field : {"title", "value"}) {
      planter.expect(contract, {.kind = "contract_of_first_day",
                                .field = field,
                                .outcome = Outcome::kFailed,
                                .cause = "missing_required"});
    }
  }
}

/// A required field whose model has a default that is a state, not a sum or a date.
void plant_default(Planter& planter, std::string_view collection, const std::string& field,
                   const Value& value) {
  planter.plant(collection, std::nullopt,
                {.kind = "state_missing",
                 .field = field,
                 .outcome = Outcome::kDefaulted,
                 .cause = "declared_default",
                 .expect = {{field, value}}});
}

bool in_line_8(std::string_view collection, std::string_view field) {
  return (collection == "crm_Leads" && field == "lastName") || field == "document_name" ||
         field == "document_file_url" || field == "document_file_mimeType";
}

/// Fields without which there is no row, nor any sensible value in their place.
bool must_be_there(const Field& field) {
  if (field.presence != Presence::kRequired || field.name == "__v") return false;
  // Amounts and routed references have faults of their own.
  if (field.name == "budget" || field.name == "expected_revenue" || field.name == "task") return false;
  return field.kind == Kind::kText || field.kind == Kind::kInt32 || field.kind == Kind::kReference;
}

}  // namespace

void plant_missing_required(Planter& planter) {
  planter.line("5.3.8");
  for (const char* field : {"document_name", "document_file_url", "document_file_mimeType"}) {
    plant_lacking(planter, "Documents", field);
  }
  plant_lacking(planter, "crm_Leads", "lastName");
  plant_without_creation(planter, "Users", "created_on", std::nullopt);
  plant_without_creation(planter, "Users", "created_on", null());
  plant_without_update(planter);
  plant_contract_of_first_day(planter);
}

void plant_missing_everywhere(Planter& planter) {
  planter.line("8.5");
  for (std::size_t at = 0; at < kCrmCollections; ++at) {
    const Collection& collection = collections()[at];
    for (const Field& field : collection.fields) {
      if (!must_be_there(field) || in_line_8(collection.name, field.name)) continue;
      plant_lacking(planter, collection.name, std::string(field.name));
    }
  }
  for (const char* collection : {"system_Modules_Enabled", "modulStatus"}) {
    plant_lacking(planter, collection, collection[0] == 's' ? "enabled" : "isVisible");
  }
  plant_without_creation(planter, "crm_Accounts", "createdAt", std::nullopt);
  plant_without_creation(planter, "crm_Opportunities", "createdAt", std::nullopt);
  plant_without_creation(planter, "tasksComments", "createdAt", std::nullopt);
  plant_without_creation(planter, "Invoices", "date_created", std::nullopt);
  plant_default(planter, "Users", "userStatus", text("PENDING"));
  plant_default(planter, "Users", "userLanguage", text("en"));
  plant_default(planter, "Users", "is_admin", boolean(false));
  plant_default(planter, "Users", "is_account_admin", boolean(false));
  plant_default(planter, "MyAccount", "is_person", boolean(false));
  plant_default(planter, "crm_Contacts", "status", boolean(true));
  plant_default(planter, "Invoices", "visibility", boolean(true));
  plant_default(planter, "crm_Contracts", "status", text("NOTSTARTED"));
}

}  // namespace sojourn::make_crm
