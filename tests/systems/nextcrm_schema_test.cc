// The shipped schema of NextCRM on a real server, figure by figure: what the system's description says is
// spelled out here a second time, and the server's catalogue is asked.
#include <doctest/doctest.h>

#include <string>

#include "systems/nextcrm.h"

namespace sojourn::test {
namespace {

/// Columns of our tables with type, the rest as in pg_attribute.
constexpr const char* kColumns =
    "(SELECT c.relname, a.attname, a.attnum, a.attnotnull, t.typtype, format_type(a.atttypid, a.atttypmod), "
    "pg_get_expr(d.adbin, d.adrelid) AS value FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum "
    "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0) AS columns";

/// Foreign keys of one column each, which one test makes sure of.
constexpr const char* kForeignKeys =
    "(SELECT c.relname AS owner, a.attname, p.relname AS parent, k.* FROM pg_constraint k "
    "JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1] WHERE k.contype = 'f') AS keys";

/// Indexes with the names of their columns; those over expressions have a name less.
constexpr const char* kIndexes =
    "(SELECT c.relname AS owner, x.relname, m.amname, i.*, (SELECT string_agg(a.attname, '+' ORDER BY k.at) "
    "FROM unnest(i.indkey::int[]) WITH ORDINALITY k(number, at) JOIN pg_attribute a ON a.attrelid = c.oid "
    "AND "
    "a.attnum = k.number) AS names FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid "
    "JOIN pg_class c ON c.oid = i.indrelid JOIN pg_am m ON m.oid = x.relam "
    "WHERE c.relnamespace = 'public'::regnamespace) AS indexes";

std::string ask(const std::string& what, const std::string& from, const std::string& rest = "") {
  return nextcrm().ask("SELECT " + what + " FROM " + from + " " + rest);
}

/// What a query lists, separated by blanks, in the order of the letters.
std::string listed(const std::string& what, const std::string& from, const std::string& rest = "") {
  return ask("string_agg(" + what + ", ' ' ORDER BY (" + what + ") COLLATE \"C\")", from, rest);
}

TEST_CASE("NextCRM has 29 tables of entities and 10 of pairs, with 390 and 20 columns") {
  CHECK(ask("count(DISTINCT relname), count(*)", kColumns) == "39|410");
  const std::string tables = std::string("(SELECT relname, count(*) FROM ") + kColumns + " GROUP BY 1) AS t";
  CHECK(listed("relname || '=' || count", tables, "WHERE count > 2 OR relname ~ '^(invoice_S|Image)'") ==
        "Boards=15 Documents=22 Documents_Types=3 Employees=7 ImageUpload=1 Invoices=65 MyAccount=34 "
        "Sections=5 Tasks=17 TodoList=6 Users=14 crm_Accounts=31 crm_Accounts_Tasks=15 crm_Contacts=34 "
        "crm_Contracts=18 crm_Industry_Type=3 crm_Leads=20 crm_Opportunities=24 "
        "crm_Opportunities_Sales_Stages=5 crm_Opportunities_Type=4 crm_campaigns=5 gpt_models=6 "
        "invoice_States=2 modulStatus=3 openAi_keys=5 secondBrain_notions=5 systemServices=9 "
        "system_Modules_Enabled=5 tasksComments=7");
  CHECK(listed("attname", kColumns, "WHERE relname ~ '^DocumentsTo|ToOpportunities$|Watchers$'") ==
        "account_id account_id board_id contact_id contact_id crm_accounts_task_id document_id document_id "
        "document_id document_id document_id document_id document_id invoice_id lead_id opportunity_id "
        "opportunity_id task_id user_id user_id");
}

TEST_CASE("NextCRM's columns have the types of the description, in their numbers") {
  const std::string types = std::string("(SELECT format_type, count(*) FROM ") + kColumns +
                            " WHERE typtype <> 'e' GROUP BY 1) AS t";
  CHECK(ask("string_agg(format_type || ' ' || count, ', ' ORDER BY count DESC, format_type)", types) ==
        "text 197, uuid 103, timestamp(3) without time zone 43, integer 40, boolean 11, jsonb 4, text[] 3, "
        "uuid[] 1");
  CHECK(listed("relname || '.' || attname", kColumns, "WHERE format_type ~ 'json|\\[' ") ==
        "Boards.sharedWith Documents.connected_documents Documents.tags Invoices.invoice_items Tasks.tags "
        "crm_Accounts_Tasks.tags crm_Contacts.notes crm_Contacts.tags");
}

TEST_CASE("NextCRM has ten enums, seven of which eight columns use") {
  CHECK(listed("typname || '=' || labels",
               "(SELECT typname, string_agg(enumlabel, ',' ORDER BY enumsortorder) AS labels FROM pg_enum "
               "JOIN pg_type t ON t.oid = enumtypid GROUP BY 1) AS t") ==
        "ActiveStatus=ACTIVE,INACTIVE,PENDING DocumentSystemType=INVOICE,RECEIPT,CONTRACT,OFFER,OTHER "
        "Language=cz,en,de,uk crm_Contact_Type=Customer,Partner,Vendor,Prospect "
        "crm_Contracts_Status=NOTSTARTED,INPROGRESS,SIGNED crm_Lead_Status=NEW,CONTACTED,QUALIFIED,LOST "
        "crm_Lead_Type=DEMO crm_Opportunity_Status=ACTIVE,INACTIVE,PENDING,CLOSED gptStatus=ACTIVE,INACTIVE "
        "taskStatus=ACTIVE,PENDING,COMPLETE");
  CHECK(listed("relname || '.' || attname || '=' || replace(format_type, '\"', '')", kColumns,
               "WHERE typtype = 'e'") ==
        "Documents.document_system_type=DocumentSystemType Tasks.taskStatus=taskStatus "
        "Users.userLanguage=Language Users.userStatus=ActiveStatus crm_Accounts_Tasks.taskStatus=taskStatus "
        "crm_Contracts.status=crm_Contracts_Status crm_Opportunities.status=crm_Opportunity_Status "
        "gpt_models.status=gptStatus");
}

TEST_CASE("NextCRM's required columns are those of the models, but for the task of a comment") {
  // 122 fields are required, and both columns of a pair. A comment on an account task has no task.
  CHECK(ask("count(*)", kColumns, "WHERE attnotnull") == std::to_string(122 + 20 - 1));
  CHECK(ask("attnotnull", kColumns, "WHERE relname = 'tasksComments' AND attname = 'task'") == "f");
  CHECK(listed("relname", kColumns, "WHERE attname = '__v' AND NOT attnotnull") == "Documents Invoices");
  CHECK(ask("count(*)", kColumns, "WHERE attname = '__v' AND attnotnull") == "23");
  CHECK(ask("count(*)", kColumns, "WHERE attname = 'id' AND attnotnull") == "29");
}

TEST_CASE("NextCRM's defaults are those of the models; ids and times of updates have none") {
  CHECK(listed("relname || '.' || attname", kColumns, "WHERE value = 'CURRENT_TIMESTAMP'") ==
        "Boards.createdAt Documents.createdAt Documents.date_created Invoices.date_created "
        "Invoices.date_received Tasks.createdAt Tasks.dueDateAt Tasks.lastEditedAt Users.created_on "
        "crm_Accounts.createdAt crm_Accounts_Tasks.createdAt crm_Accounts_Tasks.dueDateAt "
        "crm_Contacts.cratedAt crm_Contacts.created_on crm_Contacts.last_activity crm_Contracts.createdAt "
        "crm_Contracts.startDate crm_Leads.createdAt crm_Opportunities.createdAt "
        "crm_Opportunities.created_on gpt_models.created_on tasksComments.createdAt");
  CHECK(listed("relname || '.' || attname || '=' || split_part(value, '::', 1)", kColumns,
               "WHERE value <> 'CURRENT_TIMESTAMP'") ==
        "Documents.document_system_type='OTHER' Invoices.favorite=false Invoices.visibility=true "
        "MyAccount.is_person=false Tasks.likes=0 Tasks.taskStatus='ACTIVE' Users.__v=0 "
        "Users.is_account_admin=false Users.is_admin=false Users.userLanguage='en' "
        "Users.userStatus='PENDING' crm_Accounts.status='Inactive' crm_Accounts.type='Customer' "
        "crm_Accounts_Tasks.likes=0 crm_Accounts_Tasks.taskStatus='ACTIVE' crm_Contacts.__v=0 "
        "crm_Contacts.status=true crm_Contacts.type='Customer' crm_Contracts.status='NOTSTARTED' "
        "crm_Leads.__v=0 crm_Leads.status='NEW' crm_Leads.type='DEMO' crm_Opportunities.__v=0 "
        "crm_Opportunities.budget=0 crm_Opportunities.expected_revenue=0 crm_Opportunities.status='ACTIVE'");
}

TEST_CASE("NextCRM has 52 foreign keys of one column to an id, which follow updates and cannot be deferred") {
  CHECK(ask("count(*)", kForeignKeys) == "52");
  CHECK(ask("count(*)", kForeignKeys,
            "WHERE cardinality(conkey) = 1 AND confupdtype = 'c' AND NOT "
            "condeferrable AND convalidated AND confkey = '{1}'") == "52");
  CHECK(ask("count(*)", kForeignKeys, "WHERE conname = owner || '_' || attname || '_fkey'") == "52");
}

TEST_CASE("NextCRM's foreign keys lead where the description says, and answer deletion so") {
  const std::string key = "owner || '.' || attname || '>' || parent";
  CHECK(
      listed(key, kForeignKeys, "WHERE confdeltype = 'n'") ==
      "Documents.assigned_user>Users Documents.created_by_user>Users Documents.document_type>Documents_Types "
      "Invoices.assigned_account_id>crm_Accounts Invoices.assigned_user_id>Users "
      "Invoices.invoice_state_id>invoice_States Tasks.section>Sections Tasks.user>Users "
      "crm_Accounts.assigned_to>Users crm_Accounts.industry>crm_Industry_Type "
      "crm_Accounts_Tasks.account>crm_Accounts crm_Accounts_Tasks.user>Users "
      "crm_Contacts.accountsIDs>crm_Accounts crm_Contacts.assigned_to>Users crm_Contacts.created_by>Users "
      "crm_Contracts.account>crm_Accounts crm_Contracts.assigned_to>Users "
      "crm_Leads.accountsIDs>crm_Accounts crm_Leads.assigned_to>Users "
      "crm_Opportunities.account>crm_Accounts crm_Opportunities.assigned_to>Users "
      "crm_Opportunities.campaign>crm_campaigns crm_Opportunities.created_by>Users "
      "crm_Opportunities.sales_stage>crm_Opportunities_Sales_Stages "
      "crm_Opportunities.type>crm_Opportunities_Type "
      "tasksComments.assigned_crm_account_task>crm_Accounts_Tasks");
  CHECK(listed(key, kForeignKeys, "WHERE confdeltype = 'r'") ==
        "Boards.user>Users Sections.board>Boards openAi_keys.user>Users secondBrain_notions.user>Users "
        "tasksComments.user>Users");
  CHECK(listed(key, kForeignKeys, "WHERE confdeltype = 'c'") ==
        "AccountWatchers.account_id>crm_Accounts AccountWatchers.user_id>Users BoardWatchers.board_id>Boards "
        "BoardWatchers.user_id>Users ContactsToOpportunities.contact_id>crm_Contacts "
        "ContactsToOpportunities.opportunity_id>crm_Opportunities "
        "DocumentsToAccounts.account_id>crm_Accounts DocumentsToAccounts.document_id>Documents "
        "DocumentsToContacts.contact_id>crm_Contacts DocumentsToContacts.document_id>Documents "
        "DocumentsToCrmAccountsTasks.crm_accounts_task_id>crm_Accounts_Tasks "
        "DocumentsToCrmAccountsTasks.document_id>Documents DocumentsToInvoices.document_id>Documents "
        "DocumentsToInvoices.invoice_id>Invoices DocumentsToLeads.document_id>Documents "
        "DocumentsToLeads.lead_id>crm_Leads DocumentsToOpportunities.document_id>Documents "
        "DocumentsToOpportunities.opportunity_id>crm_Opportunities DocumentsToTasks.document_id>Documents "
        "DocumentsToTasks.task_id>Tasks tasksComments.task>Tasks");
}

TEST_CASE("NextCRM has 39 primary keys, one unique index and 120 plain ones") {
  CHECK(ask("count(*)", kIndexes, "WHERE indisprimary AND relname = owner || '_pkey'") == "39");
  CHECK(listed("owner || '.' || names", kIndexes, "WHERE indisunique AND NOT indisprimary") == "Users.email");
  CHECK(ask("count(*)", kIndexes, "WHERE NOT indisunique AND amname = 'btree' AND indpred IS NULL") == "120");
  CHECK(listed("owner || '(' || names || ')'", kIndexes, "WHERE indisprimary AND names <> 'id'") ==
        "AccountWatchers(account_id+user_id) BoardWatchers(board_id+user_id) "
        "ContactsToOpportunities(contact_id+opportunity_id) DocumentsToAccounts(document_id+account_id) "
        "DocumentsToContacts(document_id+contact_id) "
        "DocumentsToCrmAccountsTasks(document_id+crm_accounts_task_id) "
        "DocumentsToInvoices(document_id+invoice_id) DocumentsToLeads(document_id+lead_id) "
        "DocumentsToOpportunities(document_id+opportunity_id) DocumentsToTasks(document_id+task_id)");
}

TEST_CASE("NextCRM's plain indexes are those of the description, and every foreign key has one") {
  const std::string tables = std::string(
                                 "(SELECT owner, string_agg(names, ' ' ORDER BY names COLLATE \"C\") "
                                 "AS list FROM ") +
                             kIndexes + " WHERE NOT indisunique AND amname = 'btree' AND indpred IS NULL " +
                             "AND owner !~ '^DocumentsTo|ToOpportunities$|Watchers$' GROUP BY 1) AS t";
  CHECK(ask("string_agg(owner || ': ' || list, '\n' ORDER BY owner COLLATE \"C\")", tables) ==
        R"(Boards: createdAt createdBy favourite updatedBy user user+favourite visibility
Documents: assigned_user createdAt createdBy created_by_user document_system_type document_type favourite status visibility
Invoices: assigned_account_id assigned_user_id date_created date_due favorite invoice_state_id invoice_type last_updated_by status status+date_created
Sections: board
Tasks: createdAt createdBy dueDateAt priority section taskStatus updatedBy user user+taskStatus
Users: created_on email is_account_admin is_admin lastLoginAt userLanguage userStatus
crm_Accounts: assigned_to createdAt createdBy industry status type updatedBy
crm_Accounts_Tasks: account account+taskStatus createdAt createdBy dueDateAt priority taskStatus updatedBy user
crm_Contacts: accountsIDs assigned_to cratedAt createdBy created_by last_activity status type updatedBy
crm_Contracts: account assigned_to createdAt createdBy endDate startDate startDate+endDate status updatedBy
crm_Leads: accountsIDs assigned_to createdAt createdBy status type updatedBy
crm_Opportunities: account assigned_to campaign close_date contact createdAt created_by sales_stage status status+sales_stage type
openAi_keys: user
secondBrain_notions: user
tasksComments: assigned_crm_account_task task user)");
  CHECK(ask("count(*)", kForeignKeys,
            "WHERE EXISTS (SELECT FROM pg_index i WHERE i.indrelid = conrelid AND NOT i.indisunique AND "
            "i.indnatts = 1 AND i.indkey[0] = conkey[1])") == "52");
}

TEST_CASE("NextCRM has the indexes for searching that its own schema only promised") {
  CHECK(listed("relname", kIndexes, "WHERE amname = 'gin' AND indexprs IS NOT NULL") ==
        "Documents_text_idx Invoices_text_idx Tasks_text_idx crm_Accounts_Tasks_text_idx "
        "crm_Accounts_text_idx crm_Contacts_text_idx crm_Leads_text_idx crm_Opportunities_text_idx");
  CHECK(listed("owner || '.' || names", kIndexes, "WHERE amname = 'gin' AND indexprs IS NULL") ==
        "Documents.tags Invoices.invoice_items Tasks.tags crm_Accounts_Tasks.tags crm_Contacts.notes");
  CHECK(listed("owner || '.' || names", kIndexes, "WHERE indpred IS NOT NULL") ==
        "Users.userStatus crm_Opportunities.sales_stage");
}

TEST_CASE("a text of one megabyte is no obstacle to the index for searching, and its beginning is found") {
  nextcrm().run(
      {"INSERT INTO \"Documents\" (id, document_name, \"document_file_mimeType\", "
       "document_file_url, description) SELECT gen_random_uuid(), 'Offer', '', '', "
       "string_agg(md5(i::text), ' ') FROM generate_series(1, 60000) AS i"});
  CHECK(nextcrm().ask("SELECT octet_length(description) > 1900000 FROM \"Documents\" WHERE "
                      "to_tsvector('english', left(coalesce(document_name, '') || ' ' || "
                      "coalesce(description, ''), 100000)) @@ plainto_tsquery('english', 'offers ' || "
                      "md5('7'))") == "t");
}

}  // namespace
}  // namespace sojourn::test
