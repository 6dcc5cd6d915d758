// Shapes that older documents still carry, and what lies in the database outside any mapping.
#include "base/bytes.h"
#include "tools/make_crm/faults.h"
#include "tools/make_crm/relations.h"

namespace sojourn::make_crm {
namespace {

constexpr int kInstances = 2;

/// The value stands under the name of old; the column is filled from there.
void plant_old_name(Planter& planter, std::string_view collection, const std::string& field,
                    const std::string& old_name, const Value& otherwise) {
  for (int i = 0; i < kInstances; ++i) {
    Planted& planted = planter.document(collection).rename(field, old_name, otherwise);
    planter.expect(planted, {.kind = "old_name",
                             .field = old_name,
                             .outcome = Outcome::kDefaulted,
                             .cause = "old_name",
                             .expect = {{field, *planted.get(old_name)}}});
  }
}

/// A field that no column takes any more; the plan leaves it out and says why.
void plant_left_out(Planter& planter, std::string_view collection, const std::string& field,
                    const Value& value) {
  for (int i = 0; i < kInstances; ++i) {
    Planted& planted = planter.document(collection).set(field, value);
    planter.expect(
        planted,
        {.kind = "field_of_old", .field = field, .outcome = Outcome::kDeclaredLoss, .cause = "left_out"});
  }
}

void plant_failing_shape(Planter& planter, std::string_view collection, const std::string& field,
                         const Value& value, const std::string& cause) {
  planter.plant(collection, value,
                {.kind = "shape_of_old", .field = field, .outcome = Outcome::kFailed, .cause = cause});
}

void plant_old_accounts(Planter& planter) {
  const Value moment = date(1'690'000'000'000);
  plant_old_name(planter, "crm_Accounts", "createdAt", "date_created", moment);
  plant_old_name(planter, "crm_Accounts", "updatedAt", "date_last_modified", moment);
  plant_old_name(planter, "crm_Accounts", "createdBy", "created_by", planter.some("Users"));
  plant_left_out(planter, "crm_Accounts", "connected_contacts", array({planter.some("crm_Contacts")}));
}

void plant_old_contacts(Planter& planter) {
  for (int i = 0; i < kInstances; ++i) {
    const Value account = planter.some("crm_Accounts");
    planter.expect(planter.document("crm_Contacts").set("account", account).remove("accountsIDs"),
                   {.kind = "only_account",
                    .field = "accountsIDs",
                    .outcome = Outcome::kDefaulted,
                    .cause = "other_field",
                    .expect = {{"accountsIDs", account}}});
    const Value created = date(1'690'000'000'000 + i);
    planter.expect(planter.document("crm_Contacts").set("created_on", created).remove("cratedAt"),
                   {.kind = "only_created_on",
                    .field = "cratedAt",
                    .outcome = Outcome::kDefaulted,
                    .cause = "other_field",
                    .expect = {{"cratedAt", created}}});
  }
  plant_failing_shape(planter, "crm_Contacts", "accountsIDs", array({planter.some("crm_Accounts")}),
                      "wrong_type");
}

void plant_old_leads(Planter& planter) {
  const Value moment = date(1'691'000'000'000);
  plant_old_name(planter, "crm_Leads", "createdAt", "date_created", moment);
  plant_old_name(planter, "crm_Leads", "updatedAt", "date_modify", moment);
  plant_left_out(planter, "crm_Leads", "last_activity_by", planter.some("Users"));
}

void plant_old_opportunities(Planter& planter) {
  plant_failing_shape(planter, "crm_Opportunities", "campaign", text("Spring fair"), "invalid_reference");
  plant_failing_shape(planter, "crm_Contracts", "status", text("Waiting for papers"), "unknown_value");
}

void plant_old_invoices(Planter& planter) {
  plant_old_name(planter, "Invoices", "invoice_currency", "inovice_currency", text("CZK"));
  plant_old_name(planter, "Invoices", "invoice_state_id", "invoice_state", planter.some("invoice_States"));
  plant_old_name(planter, "Invoices", "assigned_user_id", "user", planter.some("Users"));
  plant_old_name(planter, "Invoices", "assigned_account_id", "account", planter.some("crm_Accounts"));
  plant_left_out(planter, "Invoices", "partner_address", text("Hlavní 1, Praha"));
  for (int i = 0; i < kInstances; ++i) {
    Planted& invoice =
        planter.document("Invoices")
            .set("connected_documents", document({{"ids", array({planter.some("Documents")})}}));
    ++planter.junction("DocumentsToInvoices").malformed;
    planter.expect(invoice, {.kind = "json_instead_of_ids",
                             .field = "connected_documents",
                             .outcome = Outcome::kSkipped,
                             .cause = "not_an_array",
                             .columns = {"document_id", "invoice_id"},
                             .table = "DocumentsToInvoices"});
  }
}

/// The account of a document stood in a field of its own before there was an array.
void plant_old_documents(Planter& planter) {
  for (int i = 0; i < kInstances; ++i) {
    const Value account = planter.some("crm_Accounts");
    Planted& uploaded = planter.document("Documents").remove("accountsIDs").set("account", account);
    ++planter.junction("DocumentsToAccounts").a_only;
    planter.expect(uploaded, {.kind = "single_account",
                              .field = "account",
                              .outcome = Outcome::kUnion,
                              .cause = "old_name",
                              .expect = {{"document_id", uploaded.key()}, {"account_id", account}},
                              .table = "DocumentsToAccounts"});
  }
  plant_failing_shape(planter, "Documents", "connected_documents", document({{"0", text("first.pdf")}}),
                      "wrong_type");
}

void plant_old_boards_and_tasks(Planter& planter) {
  const Value moment = date(1'693'500'000'000);
  plant_old_name(planter, "Boards", "createdAt", "date_created", moment);
  plant_old_name(planter, "Boards", "updatedAt", "last_edited", moment);
  plant_left_out(planter, "Tasks", "account", planter.some("crm_Accounts"));
  plant_left_out(planter, "Tasks", "opportunity", planter.some("crm_Opportunities"));
  plant_left_out(planter, "Tasks", "contact", planter.some("crm_Contacts"));
  for (const char* field : {"icon", "route", "menuItem"}) {
    plant_left_out(planter, "system_Modules_Enabled", field, text("/crm"));
  }
  plant_left_out(planter, "system_Modules_Enabled", "open", text("false"));
}

/// Documents of a collection that no plan knows; `fields` come behind the `_id`.
void plant_collection(Planter& planter, std::string_view collection, const Fields& fields) {
  for (int i = 0; i < 5; ++i) {
    Fields whole = {{"_id", planter.missing("ImageUpload")}};
    whole.insert(whole.end(), fields.begin(), fields.end());
    planter.foreign_document(collection, whole);
  }
}

void plant_unmapped_collections(Planter& planter) {
  planter.line("1.7");
  const Value user = planter.some("Users");
  const Value moment = date(1'700'000'000'000);
  plant_collection(planter, "SetupIndustry", {{"name", text("Energy")}});
  plant_collection(planter, "Translation",
                   {{"key", text("save")}, {"language", text("cz")}, {"value", text("Uložit")}});
  plant_collection(planter, "Account",
                   {{"userId", user}, {"type", text("oauth")}, {"provider", text("google")}});
  plant_collection(planter, "Session",
                   {{"sessionToken", text("c0ffee")}, {"userId", user}, {"expires", moment}});
  plant_collection(planter, "User", {{"name", text("Starter")}, {"email", text("starter@example.com")}});
  plant_collection(
      planter, "VerificationToken",
      {{"identifier", text("starter@example.com")}, {"token", text("cafe")}, {"expires", moment}});
  for (const char* collection :
       {"crm_campains", "SetupIndustry", "Translation", "Account", "Session", "User", "VerificationToken"}) {
    planter.expect_collection(collection, {.kind = "collection_unmapped",
                                           .field = "",
                                           .outcome = Outcome::kReported,
                                           .cause = "unmapped_collection"});
  }
}

void plant_unmapped_fields(Planter& planter) {
  planter.line("8.7");
  for (const auto& [collection, field] :
       {std::pair("crm_Contacts", "legacyScore"), std::pair("ImageUpload", "fileName")}) {
    planter.plant(
        collection, int32(5),
        {.kind = "field_unmapped", .field = field, .outcome = Outcome::kReported, .cause = "unmapped_field"});
  }
}

/// Keys of other types are keys as good as any.
void plant_other_keys(Planter& planter) {
  planter.line("8.7");
  const Value keys[] = {
      text("spring-2024"), int32(7),
      binary(4, std::string_view("\x01\x23\x45\x67\x89\xab\x4d\xef\x81\x23\x45\x67\x89\xab\xcd\xef", 16))};
  for (const Value& key : keys) {
    planter.expect(planter.document("crm_campaigns").set("_id", key), {.kind = "key_of_other_type",
                                                                       .field = "_id",
                                                                       .outcome = Outcome::kApplied,
                                                                       .cause = "key_of_other_type",
                                                                       .columns = {"id"}});
  }
}

}  // namespace

void plant_old_shapes(Planter& planter) {
  planter.line("1.6");
  plant_old_accounts(planter);
  plant_old_contacts(planter);
  plant_old_leads(planter);
  plant_old_opportunities(planter);
  plant_old_invoices(planter);
  plant_old_documents(planter);
  plant_old_boards_and_tasks(planter);
}

void plant_strays(Planter& planter) {
  plant_unmapped_collections(planter);
  plant_unmapped_fields(planter);
  plant_other_keys(planter);
}

}  // namespace sojourn::make_crm
