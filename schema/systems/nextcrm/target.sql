-- NextCRM in PostgreSQL: 39 tables (29 of entities, 10 of pairs), 410 columns, 10 enums, 52 foreign keys,
-- 120 plain indexes, 1 unique and 39 primary keys; behind them 15 indexes for searching.
--
-- Names are those that the application uses: mixed case, and some are SQL words, so all are quoted. Ids have
-- no default, since the migration and the application make them. Times are UTC, without a zone.
--
-- In one thing the schema is not as the application's first one was: "tasksComments"."task" may be null,
-- since comments on account tasks have none.

-- Types. The last three are used by no column.

CREATE TYPE "ActiveStatus" AS ENUM ('ACTIVE', 'INACTIVE', 'PENDING');
CREATE TYPE "Language" AS ENUM ('cz', 'en', 'de', 'uk');
CREATE TYPE "crm_Opportunity_Status" AS ENUM ('ACTIVE', 'INACTIVE', 'PENDING', 'CLOSED');
CREATE TYPE "crm_Contracts_Status" AS ENUM ('NOTSTARTED', 'INPROGRESS', 'SIGNED');
CREATE TYPE "taskStatus" AS ENUM ('ACTIVE', 'PENDING', 'COMPLETE');
CREATE TYPE "DocumentSystemType" AS ENUM ('INVOICE', 'RECEIPT', 'CONTRACT', 'OFFER', 'OTHER');
CREATE TYPE "gptStatus" AS ENUM ('ACTIVE', 'INACTIVE');
CREATE TYPE "crm_Lead_Status" AS ENUM ('NEW', 'CONTACTED', 'QUALIFIED', 'LOST');
CREATE TYPE "crm_Lead_Type" AS ENUM ('DEMO');
CREATE TYPE "crm_Contact_Type" AS ENUM ('Customer', 'Partner', 'Vendor', 'Prospect');

-- Lookup tables

CREATE TABLE "crm_Industry_Type" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  CONSTRAINT "crm_Industry_Type_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Documents_Types" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  CONSTRAINT "Documents_Types_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "invoice_States" (
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  CONSTRAINT "invoice_States_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "system_Modules_Enabled" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "enabled" BOOLEAN NOT NULL,
  "position" INTEGER NOT NULL,
  CONSTRAINT "system_Modules_Enabled_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "modulStatus" (
  "id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "isVisible" BOOLEAN NOT NULL,
  CONSTRAINT "modulStatus_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "systemServices" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "serviceUrl" TEXT,
  "serviceId" TEXT,
  "serviceKey" TEXT,
  "servicePassword" TEXT,
  "servicePort" TEXT,
  "description" TEXT,
  CONSTRAINT "systemServices_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "gpt_models" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "model" TEXT NOT NULL,
  "description" TEXT,
  "status" "gptStatus",
  "created_on" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "gpt_models_pkey" PRIMARY KEY ("id")
);

-- Core entities

CREATE TABLE "Users" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL DEFAULT 0,
  "account_name" TEXT,
  "avatar" TEXT,
  "name" TEXT,
  "password" TEXT,
  "username" TEXT,
  "email" TEXT NOT NULL,
  "is_account_admin" BOOLEAN NOT NULL DEFAULT false,
  "is_admin" BOOLEAN NOT NULL DEFAULT false,
  "created_on" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "lastLoginAt" TIMESTAMP(3),
  "userStatus" "ActiveStatus" NOT NULL DEFAULT 'PENDING',
  "userLanguage" "Language" NOT NULL DEFAULT 'en',
  CONSTRAINT "Users_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "MyAccount" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "company_name" TEXT NOT NULL,
  "VAT_number" TEXT NOT NULL,
  "is_person" BOOLEAN NOT NULL DEFAULT false,
  "email" TEXT,
  "email_accountant" TEXT,
  "phone_prefix" TEXT,
  "phone" TEXT,
  "mobile_prefix" TEXT,
  "mobile" TEXT,
  "fax_prefix" TEXT,
  "fax" TEXT,
  "website" TEXT,
  "street" TEXT,
  "city" TEXT,
  "state" TEXT,
  "zip" TEXT,
  "country" TEXT,
  "country_code" TEXT,
  "billing_street" TEXT,
  "billing_city" TEXT,
  "billing_state" TEXT,
  "billing_zip" TEXT,
  "billing_country" TEXT,
  "billing_country_code" TEXT,
  "currency" TEXT,
  "currency_symbol" TEXT,
  "TAX_number" TEXT,
  "bank_name" TEXT,
  "bank_account" TEXT,
  "bank_code" TEXT,
  "bank_IBAN" TEXT,
  "bank_SWIFT" TEXT,
  CONSTRAINT "MyAccount_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Employees" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "avatar" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "email" TEXT,
  "salary" INTEGER NOT NULL,
  CONSTRAINT "Employees_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ImageUpload" (
  "id" UUID NOT NULL,
  CONSTRAINT "ImageUpload_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "TodoList" (
  "id" UUID NOT NULL,
  "createdAt" TEXT NOT NULL,
  "description" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "url" TEXT NOT NULL,
  "user" TEXT NOT NULL,
  CONSTRAINT "TodoList_pkey" PRIMARY KEY ("id")
);

-- CRM configuration

CREATE TABLE "crm_campaigns" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  "status" TEXT,
  CONSTRAINT "crm_campaigns_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "crm_Opportunities_Sales_Stages" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "probability" INTEGER,
  "order" INTEGER,
  CONSTRAINT "crm_Opportunities_Sales_Stages_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "crm_Opportunities_Type" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "order" INTEGER,
  CONSTRAINT "crm_Opportunities_Type_pkey" PRIMARY KEY ("id")
);

-- CRM core

CREATE TABLE "crm_Accounts" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "createdBy" UUID,
  "updatedBy" UUID,
  "updatedAt" TIMESTAMP(3),
  "annual_revenue" TEXT,
  "billing_city" TEXT,
  "billing_country" TEXT,
  "billing_postal_code" TEXT,
  "billing_state" TEXT,
  "billing_street" TEXT,
  "company_id" TEXT,
  "description" TEXT,
  "email" TEXT,
  "employees" TEXT,
  "fax" TEXT,
  "member_of" TEXT,
  "office_phone" TEXT,
  "shipping_city" TEXT,
  "shipping_country" TEXT,
  "shipping_postal_code" TEXT,
  "shipping_state" TEXT,
  "shipping_street" TEXT,
  "vat" TEXT,
  "website" TEXT,
  "assigned_to" UUID,
  "industry" UUID,
  "name" TEXT NOT NULL,
  "status" TEXT DEFAULT 'Inactive',
  "type" TEXT DEFAULT 'Customer',
  CONSTRAINT "crm_Accounts_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "crm_Contacts" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL DEFAULT 0,
  "account" UUID,
  "assigned_to" UUID,
  "created_by" UUID,
  "birthday" TEXT,
  "description" TEXT,
  "email" TEXT,
  "personal_email" TEXT,
  "first_name" TEXT,
  "office_phone" TEXT,
  "mobile_phone" TEXT,
  "website" TEXT,
  "position" TEXT,
  "social_twitter" TEXT,
  "social_facebook" TEXT,
  "social_linkedin" TEXT,
  "social_skype" TEXT,
  "social_instagram" TEXT,
  "social_youtube" TEXT,
  "social_tiktok" TEXT,
  "createdBy" UUID,
  "updatedBy" UUID,
  "last_activity_by" UUID,
  "created_on" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "cratedAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "last_activity" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" TIMESTAMP(3),
  "last_name" TEXT NOT NULL,
  "status" BOOLEAN NOT NULL DEFAULT true,
  "type" TEXT DEFAULT 'Customer',
  "tags" TEXT[],
  "notes" TEXT[],
  "accountsIDs" UUID,
  CONSTRAINT "crm_Contacts_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "crm_Leads" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL DEFAULT 0,
  "createdAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "createdBy" UUID,
  "updatedBy" UUID,
  "updatedAt" TIMESTAMP(3),
  "firstName" TEXT,
  "company" TEXT,
  "jobTitle" TEXT,
  "email" TEXT,
  "phone" TEXT,
  "description" TEXT,
  "lead_source" TEXT,
  "refered_by" TEXT,
  "campaign" TEXT,
  "lastName" TEXT NOT NULL,
  "status" TEXT DEFAULT 'NEW',
  "type" TEXT DEFAULT 'DEMO',
  "assigned_to" UUID,
  "accountsIDs" UUID,
  CONSTRAINT "crm_Leads_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "crm_Contracts" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "title" TEXT NOT NULL,
  "value" INTEGER NOT NULL,
  "startDate" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "endDate" TIMESTAMP(3),
  "renewalReminderDate" TIMESTAMP(3),
  "customerSignedDate" TIMESTAMP(3),
  "companySignedDate" TIMESTAMP(3),
  "description" TEXT,
  "type" TEXT,
  "account" UUID,
  "assigned_to" UUID,
  "createdAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "createdBy" UUID,
  "updatedBy" UUID,
  "updatedAt" TIMESTAMP(3),
  "status" "crm_Contracts_Status" NOT NULL DEFAULT 'NOTSTARTED',
  CONSTRAINT "crm_Contracts_pkey" PRIMARY KEY ("id")
);

-- Opportunities

CREATE TABLE "crm_Opportunities" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL DEFAULT 0,
  "account" UUID,
  "assigned_to" UUID,
  "created_by" UUID,
  "budget" INTEGER NOT NULL DEFAULT 0,
  "expected_revenue" INTEGER NOT NULL DEFAULT 0,
  "campaign" UUID,
  "close_date" TIMESTAMP(3),
  "last_activity" TIMESTAMP(3),
  "contact" UUID,
  "createdBy" UUID,
  "updatedBy" UUID,
  "last_activity_by" UUID,
  "created_on" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" TIMESTAMP(3),
  "currency" TEXT,
  "description" TEXT,
  "name" TEXT,
  "next_step" TEXT,
  "sales_stage" UUID,
  "type" UUID,
  "status" "crm_Opportunity_Status" DEFAULT 'ACTIVE',
  CONSTRAINT "crm_Opportunities_pkey" PRIMARY KEY ("id")
);

-- Boards and tasks

CREATE TABLE "Boards" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "description" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "favourite" BOOLEAN,
  "favouritePosition" INTEGER,
  "position" INTEGER,
  "icon" TEXT,
  "visibility" TEXT,
  "user" UUID NOT NULL,
  "sharedWith" UUID[],
  "createdAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "createdBy" UUID,
  "updatedBy" UUID,
  "updatedAt" TIMESTAMP(3),
  CONSTRAINT "Boards_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Sections" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "board" UUID NOT NULL,
  "title" TEXT NOT NULL,
  "position" INTEGER,
  CONSTRAINT "Sections_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Tasks" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "content" TEXT,
  "createdAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "createdBy" UUID,
  "updatedBy" UUID,
  "updatedAt" TIMESTAMP(3),
  "dueDateAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "lastEditedAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "position" INTEGER NOT NULL,
  "priority" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "section" UUID,
  "tags" JSONB,
  "likes" INTEGER DEFAULT 0,
  "user" UUID,
  "taskStatus" "taskStatus" DEFAULT 'ACTIVE',
  CONSTRAINT "Tasks_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "crm_Accounts_Tasks" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "content" TEXT,
  "createdAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "createdBy" UUID,
  "updatedBy" UUID,
  "updatedAt" TIMESTAMP(3),
  "dueDateAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "priority" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "tags" JSONB,
  "likes" INTEGER DEFAULT 0,
  "user" UUID,
  "account" UUID,
  "taskStatus" "taskStatus" DEFAULT 'ACTIVE',
  CONSTRAINT "crm_Accounts_Tasks_pkey" PRIMARY KEY ("id")
);

-- Comments

CREATE TABLE "tasksComments" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "comment" TEXT NOT NULL,
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "task" UUID,
  "user" UUID NOT NULL,
  "assigned_crm_account_task" UUID,
  CONSTRAINT "tasksComments_pkey" PRIMARY KEY ("id")
);

-- Documents and invoices

CREATE TABLE "Documents" (
  "id" UUID NOT NULL,
  "__v" INTEGER,
  "date_created" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "createdAt" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "last_updated" TIMESTAMP(3),
  "updatedAt" TIMESTAMP(3),
  "document_name" TEXT NOT NULL,
  "document_file_mimeType" TEXT NOT NULL,
  "document_file_url" TEXT NOT NULL,
  "created_by_user" UUID,
  "assigned_user" UUID,
  "createdBy" UUID,
  "description" TEXT,
  "status" TEXT,
  "visibility" TEXT,
  "key" TEXT,
  "document_type" UUID,
  "favourite" BOOLEAN,
  "tags" JSONB,
  "size" INTEGER,
  "connected_documents" TEXT[],
  "document_system_type" "DocumentSystemType" DEFAULT 'OTHER',
  CONSTRAINT "Documents_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Invoices" (
  "id" UUID NOT NULL,
  "__v" INTEGER,
  "date_created" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_updated" TIMESTAMP(3) NOT NULL,
  "last_updated_by" UUID,
  "date_received" TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP,
  "date_of_case" TIMESTAMP(3),
  "date_tax" TIMESTAMP(3),
  "date_due" TIMESTAMP(3),
  "description" TEXT,
  "document_type" TEXT,
  "variable_symbol" TEXT,
  "constant_symbol" TEXT,
  "specific_symbol" TEXT,
  "order_number" TEXT,
  "internal_number" TEXT,
  "invoice_number" TEXT,
  "invoice_amount" TEXT,
  "invoice_type" TEXT,
  "invoice_currency" TEXT,
  "invoice_language" TEXT,
  "partner" TEXT,
  "partner_street" TEXT,
  "partner_city" TEXT,
  "partner_zip" TEXT,
  "partner_country" TEXT,
  "partner_country_code" TEXT,
  "partner_business_street" TEXT,
  "partner_business_city" TEXT,
  "partner_business_zip" TEXT,
  "partner_business_country" TEXT,
  "partner_business_country_code" TEXT,
  "partner_VAT_number" TEXT,
  "partner_TAX_number" TEXT,
  "partner_TAX_local_number" TEXT,
  "partner_phone_prefix" TEXT,
  "partner_phone_number" TEXT,
  "partner_fax_prefix" TEXT,
  "partner_fax_number" TEXT,
  "partner_email" TEXT,
  "partner_website" TEXT,
  "partner_bank" TEXT,
  "partner_account_number" TEXT,
  "partner_account_bank_number" TEXT,
  "partner_IBAN" TEXT,
  "partner_SWIFT" TEXT,
  "partner_BIC" TEXT,
  "rossum_status" TEXT,
  "rossum_annotation_id" TEXT,
  "rossum_annotation_url" TEXT,
  "rossum_document_id" TEXT,
  "rossum_document_url" TEXT,
  "rossum_annotation_json_url" TEXT,
  "rossum_annotation_xml_url" TEXT,
  "money_s3_url" TEXT,
  "status" TEXT,
  "favorite" BOOLEAN DEFAULT false,
  "invoice_file_mimeType" TEXT NOT NULL,
  "invoice_file_url" TEXT NOT NULL,
  "invoice_items" JSONB,
  "partner_is_person" BOOLEAN,
  "invoice_state_id" UUID,
  "assigned_user_id" UUID,
  "assigned_account_id" UUID,
  "visibility" BOOLEAN NOT NULL DEFAULT true,
  CONSTRAINT "Invoices_pkey" PRIMARY KEY ("id")
);

-- Integrations

CREATE TABLE "secondBrain_notions" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "user" UUID NOT NULL,
  "notion_api_key" TEXT NOT NULL,
  "notion_db_id" TEXT NOT NULL,
  CONSTRAINT "secondBrain_notions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "openAi_keys" (
  "id" UUID NOT NULL,
  "__v" INTEGER NOT NULL,
  "user" UUID NOT NULL,
  "organization_id" TEXT NOT NULL,
  "api_key" TEXT NOT NULL,
  CONSTRAINT "openAi_keys_pkey" PRIMARY KEY ("id")
);

-- Pairs

CREATE TABLE "DocumentsToInvoices" (
  "document_id" UUID NOT NULL,
  "invoice_id" UUID NOT NULL,
  CONSTRAINT "DocumentsToInvoices_pkey" PRIMARY KEY ("document_id", "invoice_id")
);

CREATE TABLE "DocumentsToOpportunities" (
  "document_id" UUID NOT NULL,
  "opportunity_id" UUID NOT NULL,
  CONSTRAINT "DocumentsToOpportunities_pkey" PRIMARY KEY ("document_id", "opportunity_id")
);

CREATE TABLE "DocumentsToContacts" (
  "document_id" UUID NOT NULL,
  "contact_id" UUID NOT NULL,
  CONSTRAINT "DocumentsToContacts_pkey" PRIMARY KEY ("document_id", "contact_id")
);

CREATE TABLE "DocumentsToTasks" (
  "document_id" UUID NOT NULL,
  "task_id" UUID NOT NULL,
  CONSTRAINT "DocumentsToTasks_pkey" PRIMARY KEY ("document_id", "task_id")
);

CREATE TABLE "DocumentsToCrmAccountsTasks" (
  "document_id" UUID NOT NULL,
  "crm_accounts_task_id" UUID NOT NULL,
  CONSTRAINT "DocumentsToCrmAccountsTasks_pkey" PRIMARY KEY ("document_id", "crm_accounts_task_id")
);

CREATE TABLE "DocumentsToLeads" (
  "document_id" UUID NOT NULL,
  "lead_id" UUID NOT NULL,
  CONSTRAINT "DocumentsToLeads_pkey" PRIMARY KEY ("document_id", "lead_id")
);

CREATE TABLE "DocumentsToAccounts" (
  "document_id" UUID NOT NULL,
  "account_id" UUID NOT NULL,
  CONSTRAINT "DocumentsToAccounts_pkey" PRIMARY KEY ("document_id", "account_id")
);

CREATE TABLE "ContactsToOpportunities" (
  "contact_id" UUID NOT NULL,
  "opportunity_id" UUID NOT NULL,
  CONSTRAINT "ContactsToOpportunities_pkey" PRIMARY KEY ("contact_id", "opportunity_id")
);

CREATE TABLE "AccountWatchers" (
  "account_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  CONSTRAINT "AccountWatchers_pkey" PRIMARY KEY ("account_id", "user_id")
);

CREATE TABLE "BoardWatchers" (
  "board_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  CONSTRAINT "BoardWatchers_pkey" PRIMARY KEY ("board_id", "user_id")
);

-- Foreign keys

ALTER TABLE "crm_Accounts" ADD CONSTRAINT "crm_Accounts_assigned_to_fkey"
  FOREIGN KEY ("assigned_to") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Accounts" ADD CONSTRAINT "crm_Accounts_industry_fkey"
  FOREIGN KEY ("industry") REFERENCES "crm_Industry_Type" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Contacts" ADD CONSTRAINT "crm_Contacts_assigned_to_fkey"
  FOREIGN KEY ("assigned_to") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Contacts" ADD CONSTRAINT "crm_Contacts_created_by_fkey"
  FOREIGN KEY ("created_by") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Contacts" ADD CONSTRAINT "crm_Contacts_accountsIDs_fkey"
  FOREIGN KEY ("accountsIDs") REFERENCES "crm_Accounts" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Leads" ADD CONSTRAINT "crm_Leads_assigned_to_fkey"
  FOREIGN KEY ("assigned_to") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Leads" ADD CONSTRAINT "crm_Leads_accountsIDs_fkey"
  FOREIGN KEY ("accountsIDs") REFERENCES "crm_Accounts" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Contracts" ADD CONSTRAINT "crm_Contracts_account_fkey"
  FOREIGN KEY ("account") REFERENCES "crm_Accounts" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Contracts" ADD CONSTRAINT "crm_Contracts_assigned_to_fkey"
  FOREIGN KEY ("assigned_to") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Opportunities" ADD CONSTRAINT "crm_Opportunities_account_fkey"
  FOREIGN KEY ("account") REFERENCES "crm_Accounts" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Opportunities" ADD CONSTRAINT "crm_Opportunities_assigned_to_fkey"
  FOREIGN KEY ("assigned_to") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Opportunities" ADD CONSTRAINT "crm_Opportunities_created_by_fkey"
  FOREIGN KEY ("created_by") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Opportunities" ADD CONSTRAINT "crm_Opportunities_campaign_fkey"
  FOREIGN KEY ("campaign") REFERENCES "crm_campaigns" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Opportunities" ADD CONSTRAINT "crm_Opportunities_sales_stage_fkey"
  FOREIGN KEY ("sales_stage") REFERENCES "crm_Opportunities_Sales_Stages" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Opportunities" ADD CONSTRAINT "crm_Opportunities_type_fkey"
  FOREIGN KEY ("type") REFERENCES "crm_Opportunities_Type" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Boards" ADD CONSTRAINT "Boards_user_fkey"
  FOREIGN KEY ("user") REFERENCES "Users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Sections" ADD CONSTRAINT "Sections_board_fkey"
  FOREIGN KEY ("board") REFERENCES "Boards" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Tasks" ADD CONSTRAINT "Tasks_section_fkey"
  FOREIGN KEY ("section") REFERENCES "Sections" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Tasks" ADD CONSTRAINT "Tasks_user_fkey"
  FOREIGN KEY ("user") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Accounts_Tasks" ADD CONSTRAINT "crm_Accounts_Tasks_user_fkey"
  FOREIGN KEY ("user") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "crm_Accounts_Tasks" ADD CONSTRAINT "crm_Accounts_Tasks_account_fkey"
  FOREIGN KEY ("account") REFERENCES "crm_Accounts" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "tasksComments" ADD CONSTRAINT "tasksComments_task_fkey"
  FOREIGN KEY ("task") REFERENCES "Tasks" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "tasksComments" ADD CONSTRAINT "tasksComments_user_fkey"
  FOREIGN KEY ("user") REFERENCES "Users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "tasksComments" ADD CONSTRAINT "tasksComments_assigned_crm_account_task_fkey"
  FOREIGN KEY ("assigned_crm_account_task") REFERENCES "crm_Accounts_Tasks" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Documents" ADD CONSTRAINT "Documents_created_by_user_fkey"
  FOREIGN KEY ("created_by_user") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Documents" ADD CONSTRAINT "Documents_assigned_user_fkey"
  FOREIGN KEY ("assigned_user") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Documents" ADD CONSTRAINT "Documents_document_type_fkey"
  FOREIGN KEY ("document_type") REFERENCES "Documents_Types" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Invoices" ADD CONSTRAINT "Invoices_invoice_state_id_fkey"
  FOREIGN KEY ("invoice_state_id") REFERENCES "invoice_States" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Invoices" ADD CONSTRAINT "Invoices_assigned_user_id_fkey"
  FOREIGN KEY ("assigned_user_id") REFERENCES "Users" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Invoices" ADD CONSTRAINT "Invoices_assigned_account_id_fkey"
  FOREIGN KEY ("assigned_account_id") REFERENCES "crm_Accounts" ("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "secondBrain_notions" ADD CONSTRAINT "secondBrain_notions_user_fkey"
  FOREIGN KEY ("user") REFERENCES "Users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "openAi_keys" ADD CONSTRAINT "openAi_keys_user_fkey"
  FOREIGN KEY ("user") REFERENCES "Users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "DocumentsToInvoices" ADD CONSTRAINT "DocumentsToInvoices_document_id_fkey"
  FOREIGN KEY ("document_id") REFERENCES "Documents" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToInvoices" ADD CONSTRAINT "DocumentsToInvoices_invoice_id_fkey"
  FOREIGN KEY ("invoice_id") REFERENCES "Invoices" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToOpportunities" ADD CONSTRAINT "DocumentsToOpportunities_document_id_fkey"
  FOREIGN KEY ("document_id") REFERENCES "Documents" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToOpportunities" ADD CONSTRAINT "DocumentsToOpportunities_opportunity_id_fkey"
  FOREIGN KEY ("opportunity_id") REFERENCES "crm_Opportunities" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToContacts" ADD CONSTRAINT "DocumentsToContacts_document_id_fkey"
  FOREIGN KEY ("document_id") REFERENCES "Documents" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToContacts" ADD CONSTRAINT "DocumentsToContacts_contact_id_fkey"
  FOREIGN KEY ("contact_id") REFERENCES "crm_Contacts" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToTasks" ADD CONSTRAINT "DocumentsToTasks_document_id_fkey"
  FOREIGN KEY ("document_id") REFERENCES "Documents" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToTasks" ADD CONSTRAINT "DocumentsToTasks_task_id_fkey"
  FOREIGN KEY ("task_id") REFERENCES "Tasks" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToCrmAccountsTasks" ADD CONSTRAINT "DocumentsToCrmAccountsTasks_document_id_fkey"
  FOREIGN KEY ("document_id") REFERENCES "Documents" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToCrmAccountsTasks" ADD CONSTRAINT "DocumentsToCrmAccountsTasks_crm_accounts_task_id_fkey"
  FOREIGN KEY ("crm_accounts_task_id") REFERENCES "crm_Accounts_Tasks" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToLeads" ADD CONSTRAINT "DocumentsToLeads_document_id_fkey"
  FOREIGN KEY ("document_id") REFERENCES "Documents" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToLeads" ADD CONSTRAINT "DocumentsToLeads_lead_id_fkey"
  FOREIGN KEY ("lead_id") REFERENCES "crm_Leads" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToAccounts" ADD CONSTRAINT "DocumentsToAccounts_document_id_fkey"
  FOREIGN KEY ("document_id") REFERENCES "Documents" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "DocumentsToAccounts" ADD CONSTRAINT "DocumentsToAccounts_account_id_fkey"
  FOREIGN KEY ("account_id") REFERENCES "crm_Accounts" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ContactsToOpportunities" ADD CONSTRAINT "ContactsToOpportunities_contact_id_fkey"
  FOREIGN KEY ("contact_id") REFERENCES "crm_Contacts" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ContactsToOpportunities" ADD CONSTRAINT "ContactsToOpportunities_opportunity_id_fkey"
  FOREIGN KEY ("opportunity_id") REFERENCES "crm_Opportunities" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AccountWatchers" ADD CONSTRAINT "AccountWatchers_account_id_fkey"
  FOREIGN KEY ("account_id") REFERENCES "crm_Accounts" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AccountWatchers" ADD CONSTRAINT "AccountWatchers_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "Users" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "BoardWatchers" ADD CONSTRAINT "BoardWatchers_board_id_fkey"
  FOREIGN KEY ("board_id") REFERENCES "Boards" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "BoardWatchers" ADD CONSTRAINT "BoardWatchers_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "Users" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Unique keys and plain indexes: foreign keys, other references, filters

CREATE UNIQUE INDEX "Users_email_key" ON "Users" ("email");
CREATE INDEX "Users_email_idx" ON "Users" ("email");
CREATE INDEX "Users_userStatus_idx" ON "Users" ("userStatus");
CREATE INDEX "Users_userLanguage_idx" ON "Users" ("userLanguage");
CREATE INDEX "Users_is_admin_idx" ON "Users" ("is_admin");
CREATE INDEX "Users_is_account_admin_idx" ON "Users" ("is_account_admin");
CREATE INDEX "Users_created_on_idx" ON "Users" ("created_on");
CREATE INDEX "Users_lastLoginAt_idx" ON "Users" ("lastLoginAt");
CREATE INDEX "crm_Accounts_assigned_to_idx" ON "crm_Accounts" ("assigned_to");
CREATE INDEX "crm_Accounts_industry_idx" ON "crm_Accounts" ("industry");
CREATE INDEX "crm_Accounts_createdBy_idx" ON "crm_Accounts" ("createdBy");
CREATE INDEX "crm_Accounts_updatedBy_idx" ON "crm_Accounts" ("updatedBy");
CREATE INDEX "crm_Accounts_status_idx" ON "crm_Accounts" ("status");
CREATE INDEX "crm_Accounts_type_idx" ON "crm_Accounts" ("type");
CREATE INDEX "crm_Accounts_createdAt_idx" ON "crm_Accounts" ("createdAt");
CREATE INDEX "crm_Contacts_assigned_to_idx" ON "crm_Contacts" ("assigned_to");
CREATE INDEX "crm_Contacts_created_by_idx" ON "crm_Contacts" ("created_by");
CREATE INDEX "crm_Contacts_accountsIDs_idx" ON "crm_Contacts" ("accountsIDs");
CREATE INDEX "crm_Contacts_createdBy_idx" ON "crm_Contacts" ("createdBy");
CREATE INDEX "crm_Contacts_updatedBy_idx" ON "crm_Contacts" ("updatedBy");
CREATE INDEX "crm_Contacts_status_idx" ON "crm_Contacts" ("status");
CREATE INDEX "crm_Contacts_type_idx" ON "crm_Contacts" ("type");
CREATE INDEX "crm_Contacts_cratedAt_idx" ON "crm_Contacts" ("cratedAt");
CREATE INDEX "crm_Contacts_last_activity_idx" ON "crm_Contacts" ("last_activity");
CREATE INDEX "crm_Leads_assigned_to_idx" ON "crm_Leads" ("assigned_to");
CREATE INDEX "crm_Leads_accountsIDs_idx" ON "crm_Leads" ("accountsIDs");
CREATE INDEX "crm_Leads_createdBy_idx" ON "crm_Leads" ("createdBy");
CREATE INDEX "crm_Leads_updatedBy_idx" ON "crm_Leads" ("updatedBy");
CREATE INDEX "crm_Leads_status_idx" ON "crm_Leads" ("status");
CREATE INDEX "crm_Leads_type_idx" ON "crm_Leads" ("type");
CREATE INDEX "crm_Leads_createdAt_idx" ON "crm_Leads" ("createdAt");
CREATE INDEX "crm_Contracts_account_idx" ON "crm_Contracts" ("account");
CREATE INDEX "crm_Contracts_assigned_to_idx" ON "crm_Contracts" ("assigned_to");
CREATE INDEX "crm_Contracts_createdBy_idx" ON "crm_Contracts" ("createdBy");
CREATE INDEX "crm_Contracts_updatedBy_idx" ON "crm_Contracts" ("updatedBy");
CREATE INDEX "crm_Contracts_status_idx" ON "crm_Contracts" ("status");
CREATE INDEX "crm_Contracts_startDate_idx" ON "crm_Contracts" ("startDate");
CREATE INDEX "crm_Contracts_endDate_idx" ON "crm_Contracts" ("endDate");
CREATE INDEX "crm_Contracts_createdAt_idx" ON "crm_Contracts" ("createdAt");
CREATE INDEX "crm_Contracts_startDate_endDate_idx" ON "crm_Contracts" ("startDate", "endDate");
CREATE INDEX "crm_Opportunities_account_idx" ON "crm_Opportunities" ("account");
CREATE INDEX "crm_Opportunities_assigned_to_idx" ON "crm_Opportunities" ("assigned_to");
CREATE INDEX "crm_Opportunities_campaign_idx" ON "crm_Opportunities" ("campaign");
CREATE INDEX "crm_Opportunities_created_by_idx" ON "crm_Opportunities" ("created_by");
CREATE INDEX "crm_Opportunities_sales_stage_idx" ON "crm_Opportunities" ("sales_stage");
CREATE INDEX "crm_Opportunities_type_idx" ON "crm_Opportunities" ("type");
CREATE INDEX "crm_Opportunities_contact_idx" ON "crm_Opportunities" ("contact");
CREATE INDEX "crm_Opportunities_status_idx" ON "crm_Opportunities" ("status");
CREATE INDEX "crm_Opportunities_createdAt_idx" ON "crm_Opportunities" ("createdAt");
CREATE INDEX "crm_Opportunities_close_date_idx" ON "crm_Opportunities" ("close_date");
CREATE INDEX "crm_Opportunities_status_sales_stage_idx" ON "crm_Opportunities" ("status", "sales_stage");
CREATE INDEX "Boards_user_idx" ON "Boards" ("user");
CREATE INDEX "Boards_createdBy_idx" ON "Boards" ("createdBy");
CREATE INDEX "Boards_updatedBy_idx" ON "Boards" ("updatedBy");
CREATE INDEX "Boards_favourite_idx" ON "Boards" ("favourite");
CREATE INDEX "Boards_visibility_idx" ON "Boards" ("visibility");
CREATE INDEX "Boards_createdAt_idx" ON "Boards" ("createdAt");
CREATE INDEX "Boards_user_favourite_idx" ON "Boards" ("user", "favourite");
CREATE INDEX "Sections_board_idx" ON "Sections" ("board");
CREATE INDEX "Tasks_user_idx" ON "Tasks" ("user");
CREATE INDEX "Tasks_section_idx" ON "Tasks" ("section");
CREATE INDEX "Tasks_createdBy_idx" ON "Tasks" ("createdBy");
CREATE INDEX "Tasks_updatedBy_idx" ON "Tasks" ("updatedBy");
CREATE INDEX "Tasks_priority_idx" ON "Tasks" ("priority");
CREATE INDEX "Tasks_taskStatus_idx" ON "Tasks" ("taskStatus");
CREATE INDEX "Tasks_dueDateAt_idx" ON "Tasks" ("dueDateAt");
CREATE INDEX "Tasks_createdAt_idx" ON "Tasks" ("createdAt");
CREATE INDEX "Tasks_user_taskStatus_idx" ON "Tasks" ("user", "taskStatus");
CREATE INDEX "crm_Accounts_Tasks_user_idx" ON "crm_Accounts_Tasks" ("user");
CREATE INDEX "crm_Accounts_Tasks_account_idx" ON "crm_Accounts_Tasks" ("account");
CREATE INDEX "crm_Accounts_Tasks_createdBy_idx" ON "crm_Accounts_Tasks" ("createdBy");
CREATE INDEX "crm_Accounts_Tasks_updatedBy_idx" ON "crm_Accounts_Tasks" ("updatedBy");
CREATE INDEX "crm_Accounts_Tasks_priority_idx" ON "crm_Accounts_Tasks" ("priority");
CREATE INDEX "crm_Accounts_Tasks_taskStatus_idx" ON "crm_Accounts_Tasks" ("taskStatus");
CREATE INDEX "crm_Accounts_Tasks_dueDateAt_idx" ON "crm_Accounts_Tasks" ("dueDateAt");
CREATE INDEX "crm_Accounts_Tasks_createdAt_idx" ON "crm_Accounts_Tasks" ("createdAt");
CREATE INDEX "crm_Accounts_Tasks_account_taskStatus_idx" ON "crm_Accounts_Tasks" ("account", "taskStatus");
CREATE INDEX "tasksComments_task_idx" ON "tasksComments" ("task");
CREATE INDEX "tasksComments_user_idx" ON "tasksComments" ("user");
CREATE INDEX "tasksComments_assigned_crm_account_task_idx" ON "tasksComments" ("assigned_crm_account_task");
CREATE INDEX "Documents_created_by_user_idx" ON "Documents" ("created_by_user");
CREATE INDEX "Documents_assigned_user_idx" ON "Documents" ("assigned_user");
CREATE INDEX "Documents_document_type_idx" ON "Documents" ("document_type");
CREATE INDEX "Documents_createdBy_idx" ON "Documents" ("createdBy");
CREATE INDEX "Documents_status_idx" ON "Documents" ("status");
CREATE INDEX "Documents_visibility_idx" ON "Documents" ("visibility");
CREATE INDEX "Documents_favourite_idx" ON "Documents" ("favourite");
CREATE INDEX "Documents_createdAt_idx" ON "Documents" ("createdAt");
CREATE INDEX "Documents_document_system_type_idx" ON "Documents" ("document_system_type");
CREATE INDEX "Invoices_invoice_state_id_idx" ON "Invoices" ("invoice_state_id");
CREATE INDEX "Invoices_assigned_user_id_idx" ON "Invoices" ("assigned_user_id");
CREATE INDEX "Invoices_assigned_account_id_idx" ON "Invoices" ("assigned_account_id");
CREATE INDEX "Invoices_last_updated_by_idx" ON "Invoices" ("last_updated_by");
CREATE INDEX "Invoices_status_idx" ON "Invoices" ("status");
CREATE INDEX "Invoices_invoice_type_idx" ON "Invoices" ("invoice_type");
CREATE INDEX "Invoices_date_created_idx" ON "Invoices" ("date_created");
CREATE INDEX "Invoices_date_due_idx" ON "Invoices" ("date_due");
CREATE INDEX "Invoices_favorite_idx" ON "Invoices" ("favorite");
CREATE INDEX "Invoices_status_date_created_idx" ON "Invoices" ("status", "date_created");
CREATE INDEX "secondBrain_notions_user_idx" ON "secondBrain_notions" ("user");
CREATE INDEX "openAi_keys_user_idx" ON "openAi_keys" ("user");
CREATE INDEX "DocumentsToInvoices_document_id_idx" ON "DocumentsToInvoices" ("document_id");
CREATE INDEX "DocumentsToInvoices_invoice_id_idx" ON "DocumentsToInvoices" ("invoice_id");
CREATE INDEX "DocumentsToOpportunities_document_id_idx" ON "DocumentsToOpportunities" ("document_id");
CREATE INDEX "DocumentsToOpportunities_opportunity_id_idx" ON "DocumentsToOpportunities" ("opportunity_id");
CREATE INDEX "DocumentsToContacts_document_id_idx" ON "DocumentsToContacts" ("document_id");
CREATE INDEX "DocumentsToContacts_contact_id_idx" ON "DocumentsToContacts" ("contact_id");
CREATE INDEX "DocumentsToTasks_document_id_idx" ON "DocumentsToTasks" ("document_id");
CREATE INDEX "DocumentsToTasks_task_id_idx" ON "DocumentsToTasks" ("task_id");
CREATE INDEX "DocumentsToCrmAccountsTasks_document_id_idx" ON "DocumentsToCrmAccountsTasks" ("document_id");
CREATE INDEX "DocumentsToCrmAccountsTasks_crm_accounts_task_id_idx" ON "DocumentsToCrmAccountsTasks" ("crm_accounts_task_id");
CREATE INDEX "DocumentsToLeads_document_id_idx" ON "DocumentsToLeads" ("document_id");
CREATE INDEX "DocumentsToLeads_lead_id_idx" ON "DocumentsToLeads" ("lead_id");
CREATE INDEX "DocumentsToAccounts_document_id_idx" ON "DocumentsToAccounts" ("document_id");
CREATE INDEX "DocumentsToAccounts_account_id_idx" ON "DocumentsToAccounts" ("account_id");
CREATE INDEX "ContactsToOpportunities_contact_id_idx" ON "ContactsToOpportunities" ("contact_id");
CREATE INDEX "ContactsToOpportunities_opportunity_id_idx" ON "ContactsToOpportunities" ("opportunity_id");
CREATE INDEX "AccountWatchers_account_id_idx" ON "AccountWatchers" ("account_id");
CREATE INDEX "AccountWatchers_user_id_idx" ON "AccountWatchers" ("user_id");
CREATE INDEX "BoardWatchers_board_id_idx" ON "BoardWatchers" ("board_id");
CREATE INDEX "BoardWatchers_user_id_idx" ON "BoardWatchers" ("user_id");

-- Indexes for searching. The application's own schema could not express them.
--
-- Full text, in English. A search must use the same expression. Of very long texts the first 100,000
-- characters are found: a text-search vector cannot exceed 1 MB, and no row should fail for being long.

CREATE INDEX "crm_Accounts_text_idx" ON "crm_Accounts" USING GIN (
  to_tsvector('english', left(coalesce("name", ''), 100000)));
CREATE INDEX "crm_Contacts_text_idx" ON "crm_Contacts" USING GIN (
  to_tsvector('english', left(coalesce("first_name", '') || ' ' ||
                              coalesce("last_name", ''), 100000)));
CREATE INDEX "crm_Leads_text_idx" ON "crm_Leads" USING GIN (
  to_tsvector('english', left(coalesce("firstName", '') || ' ' ||
                              coalesce("lastName", '') || ' ' ||
                              coalesce("company", ''), 100000)));
CREATE INDEX "crm_Opportunities_text_idx" ON "crm_Opportunities" USING GIN (
  to_tsvector('english', left(coalesce("name", '') || ' ' ||
                              coalesce("description", ''), 100000)));
CREATE INDEX "Tasks_text_idx" ON "Tasks" USING GIN (
  to_tsvector('english', left(coalesce("title", '') || ' ' ||
                              coalesce("content", ''), 100000)));
CREATE INDEX "crm_Accounts_Tasks_text_idx" ON "crm_Accounts_Tasks" USING GIN (
  to_tsvector('english', left(coalesce("title", '') || ' ' ||
                              coalesce("content", ''), 100000)));
CREATE INDEX "Documents_text_idx" ON "Documents" USING GIN (
  to_tsvector('english', left(coalesce("document_name", '') || ' ' ||
                              coalesce("description", ''), 100000)));
CREATE INDEX "Invoices_text_idx" ON "Invoices" USING GIN (
  to_tsvector('english', left(coalesce("invoice_number", '') || ' ' ||
                              coalesce("partner", '') || ' ' ||
                              coalesce("description", ''), 100000)));

-- Whole notes, and what lies in JSON.

CREATE INDEX "crm_Contacts_notes_gin_idx" ON "crm_Contacts" USING GIN ("notes");
CREATE INDEX "Tasks_tags_gin_idx" ON "Tasks" USING GIN ("tags");
CREATE INDEX "crm_Accounts_Tasks_tags_gin_idx" ON "crm_Accounts_Tasks" USING GIN ("tags");
CREATE INDEX "Documents_tags_gin_idx" ON "Documents" USING GIN ("tags");
CREATE INDEX "Invoices_invoice_items_gin_idx" ON "Invoices" USING GIN ("invoice_items");

-- The rows that are asked for most.

CREATE INDEX "Users_userStatus_active_idx" ON "Users" ("userStatus") WHERE "userStatus" = 'ACTIVE';
CREATE INDEX "crm_Opportunities_sales_stage_active_idx" ON "crm_Opportunities" ("sales_stage")
  WHERE "status" = 'ACTIVE';
