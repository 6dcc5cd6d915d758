// Amounts and states that were once text, free text that is not what its field is called, days and positions.
#include "tools/make_crm/faults.h"

namespace sojourn::make_crm {
namespace {

void plant_amount(Planter& planter, const std::string& kind, const std::optional<Value>& amount,
                  Outcome outcome, const std::string& cause, const Fields& expect = {}) {
  for (const char* field : {"budget", "expected_revenue"}) {
    Expectation expectation{.kind = kind, .field = field, .outcome = outcome, .cause = cause};
    for (const auto& [column, value] : expect) expectation.expect.emplace_back(field, value);
    planter.plant("crm_Opportunities", amount, expectation);
  }
}

void plant_text_as_it_is(Planter& planter, std::string_view collection, const std::string& field,
                         const std::string& kind, const std::vector<std::string_view>& contents) {
  for (const std::string_view content : contents) {
    planter.plant(collection, text(content),
                  {.kind = kind,
                   .field = field,
                   .outcome = Outcome::kApplied,
                   .cause = "free_text",
                   .expect = {{field, text(content)}}});
  }
}

/// A state given as text: with a value in the table of the plan, or without.
void plant_state(Planter& planter, std::string_view collection, const std::string& field,
                 const std::string& kind, std::string_view content, const std::optional<Value>& expected,
                 const std::string& cause) {
  Expectation expectation{.kind = kind,
                          .field = field,
                          .outcome = expected ? Outcome::kConverted : Outcome::kFailed,
                          .cause = cause};
  if (expected) expectation.expect = {{field, *expected}};
  planter.plant(collection, text(content), expectation);
}

void plant_contact_states(Planter& planter) {
  constexpr std::string_view kContacts = "crm_Contacts";
  const auto plant = [&](std::string_view content, const std::optional<Value>& expected,
                         const std::string& cause) {
    plant_state(planter, kContacts, "status", "contact_status_as_text", content, expected, cause);
  };
  plant("Active", boolean(true), "declared_table");
  plant("Inactive", boolean(false), "declared_table");
  plant("active", boolean(true), "declared_table");
  plant("Pending", std::nullopt, "unknown_value");
  plant("", std::nullopt, "empty");
}

void plant_invoice_visibility(Planter& planter) {
  const auto plant = [&](std::string_view content, const std::optional<Value>& expected,
                         const std::string& cause) {
    plant_state(planter, "Invoices", "visibility", "visibility_as_text", content, expected, cause);
  };
  plant("public", boolean(true), "declared_table");
  plant("private", boolean(false), "declared_table");
  plant("true", boolean(true), "declared_table");
  plant("team", std::nullopt, "unknown_value");
}

}  // namespace

void plant_amounts(Planter& planter) {
  planter.line("5.3.5");
  const Value amount = int32(10000);
  plant_amount(planter, "amount_as_text", text("10000"), Outcome::kConverted, "text_to_number",
               {{"", amount}});
  plant_amount(planter, "amount_grouped", text("10 000"), Outcome::kConverted, "declared_format",
               {{"", amount}});
  plant_amount(planter, "amount_empty", text(""), Outcome::kFailed, "empty");
  plant_amount(planter, "amount_unreadable", text("1,500.00"), Outcome::kFailed, "invalid_number");
  plant_amount(planter, "amount_unreadable", text("5 Kč"), Outcome::kFailed, "invalid_number");
  plant_amount(planter, "amount_missing", std::nullopt, Outcome::kFailed, "missing_required");
  plant_amount(planter, "amount_null", null(), Outcome::kFailed, "null_required");
  plant_text_as_it_is(planter, "Invoices", "invoice_amount", "amount_as_scanned",
                      {"1 234,50 Kč", "12.500,-", "l2OO", "EUR 99"});
  plant_text_as_it_is(planter, "crm_Opportunities", "currency", "currency_too_long",
                      {"Czech koruna", "EURO €", "usd "});
  plant_text_as_it_is(planter, "Invoices", "invoice_currency", "currency_too_long", {"Kč (CZK)"});
}

void plant_states_as_text(Planter& planter) {
  planter.line("5.3.6");
  plant_contact_states(planter);
  plant_invoice_visibility(planter);
  for (const char* content : {"Active", "active", "Closed"}) {
    const Value folded = text(content[0] == 'C' ? "CLOSED" : "ACTIVE");
    plant_state(planter, "crm_Opportunities", "status", "status_other_case", content, folded, "case_folded");
  }
  plant_state(planter, "crm_Opportunities", "status", "status_unknown", "Won", std::nullopt, "unknown_value");
  for (const char* field : {"sales_stage", "type"}) {
    planter.plant("crm_Opportunities", text("New"),
                  {.kind = "word_instead_of_id",
                   .field = field,
                   .outcome = Outcome::kNulled,
                   .cause = "declared_table",
                   .expect = {{field, null()}}});
  }
}

void plant_free_texts(Planter& planter) {
  planter.line("5.3.7");
  plant_text_as_it_is(
      planter, "crm_Contacts", "birthday", "birthday_as_text",
      {"5/11/1980", "undefined/undefined/undefined", "null/null/null", "5/undefined/1980", "31/2/1975"});
  planter.line("5.3.9");
  const std::vector<std::string_view> types = {"application/docs", "image/jpg2", "image/undefined", "pdf",
                                               ""};
  plant_text_as_it_is(planter, "Documents", "document_file_mimeType", "mime_type_is_none", types);
  plant_text_as_it_is(planter, "Invoices", "invoice_file_mimeType", "mime_type_is_none", types);

  planter.line("5.3.15");
  for (int i = 0; i < 3; ++i) {
    const Value notes = array({text("Account: Acme s.r.o."), text("Message: Please call me back.")});
    planter.expect(
        planter.document("crm_Contacts")
            .remove("account")
            .remove("accountsIDs")
            .remove("assigned_to")
            .set("notes", notes),
        {.kind = "contact_of_remote_form",
         .field = "notes",
         .outcome = Outcome::kApplied,
         .cause = "free_text",
         .expect = {
             {"notes", notes}, {"account", null()}, {"accountsIDs", null()}, {"assigned_to", null()}}});
  }
  planter.line("5.3.16");
  for (int i = 0; i < 3; ++i) {
    Planted& lead = planter.document("crm_Leads").remove("createdBy").remove("assigned_to");
    planter.expect(lead, {.kind = "lead_of_web_form",
                          .field = "createdBy",
                          .outcome = Outcome::kApplied,
                          .cause = "missing_optional",
                          .expect = {{"createdBy", null()}, {"assigned_to", null()}}});
  }
}

void plant_positions_and_days(Planter& planter) {
  planter.line("5.3.10");
  const Value section = planter.some("Sections");
  const Expectation repeated{.kind = "position_repeated",
                             .field = "position",
                             .outcome = Outcome::kApplied,
                             .cause = "not_unique",
                             .expect = {{"position", int32(7)}}};
  for (int i = 0; i < 3; ++i) {
    planter.expect(planter.document("Boards").set("position", int32(7)), repeated);
    planter.expect(planter.document("Tasks").set("section", section).set("position", int32(7)), repeated);
  }

  planter.line("5.3.12");
  // Midnight in Prague, in summer and in winter: the day before in UTC.
  for (const Value& midnight : {date(1'688'680'800'000), date(1'704'495'600'000)}) {
    for (const char* field : {"date_of_case", "date_tax", "date_due"}) {
      planter.plant("Invoices", midnight,
                    {.kind = "local_midnight",
                     .field = field,
                     .outcome = Outcome::kApplied,
                     .cause = "instant_kept",
                     .expect = {{field, midnight}}});
    }
  }
}

}  // namespace sojourn::make_crm
