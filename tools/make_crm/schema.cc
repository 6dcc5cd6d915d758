#include "tools/make_crm/schema.h"

#include <cassert>
#include <initializer_list>

namespace sojourn::make_crm {
namespace {

/// Calls `use` for each word of a list separated by blanks.
template <typename Use>
void for_each_word(std::string_view words, Use use) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    use(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

/// One line of the table: the names of like fields, and for a reference the collection (~ if it is soft), for
/// an enum its values.
struct Row {
  Presence presence;
  Kind kind;
  std::string_view names;
  std::string_view of{};
};

Field field(std::string_view name, const Row& row) {
  Field result{.name = name, .kind = row.kind, .presence = row.presence};
  if (row.kind == Kind::kEnum) {
    for_each_word(row.of, [&](std::string_view value) { result.values.push_back(value); });
  } else if (!row.of.empty()) {
    result.soft = row.of.front() == '~';
    result.refers_to = row.of.substr(result.soft ? 1 : 0);
  }
  return result;
}

Collection collection(std::string_view name, std::initializer_list<Row> rows) {
  Collection result{name, {{.name = "_id", .kind = Kind::kId}}};
  for (const Row& row : rows) {
    for_each_word(row.names, [&](std::string_view each) { result.fields.push_back(field(each, row)); });
  }
  return result;
}

// Short names for the columns of the table below.
constexpr auto kR = Presence::kRequired;
constexpr auto kO = Presence::kOptional;
constexpr auto kA = Presence::kArray;
constexpr auto kInt = Kind::kInt32;
constexpr auto kText = Kind::kText;
constexpr auto kDate = Kind::kDate;
constexpr auto kBool = Kind::kBool;
constexpr auto kEnum = Kind::kEnum;
constexpr auto kRef = Kind::kReference;
constexpr auto kRefs = Kind::kReferences;
constexpr Row kVersion{kR, kInt, "__v"};

std::vector<Collection> lookups_and_people() {
  return {
      collection("crm_Industry_Type", {kVersion, {kR, kText, "name"}}),
      collection("Documents_Types", {kVersion, {kR, kText, "name"}}),
      collection("invoice_States", {{kR, kText, "name"}}),
      collection("system_Modules_Enabled",
                 {kVersion, {kR, kText, "name"}, {kR, kBool, "enabled"}, {kR, kInt, "position"}}),
      collection("modulStatus", {{kR, kText, "name"}, {kR, kBool, "isVisible"}}),
      collection("systemServices",
                 {kVersion,
                  {kR, kText, "name"},
                  {kO, kText, "serviceUrl serviceId serviceKey servicePassword servicePort description"}}),
      collection("gpt_models", {kVersion,
                                {kR, kText, "model"},
                                {kO, kText, "description"},
                                {kO, kEnum, "status", "ACTIVE INACTIVE"},
                                {kO, kDate, "created_on"}}),
      collection("Users", {kVersion,
                           {kO, kText, "account_name avatar name password username"},
                           {kR, kText, "email"},
                           {kR, kBool, "is_account_admin is_admin"},
                           {kR, kDate, "created_on"},
                           {kO, kDate, "lastLoginAt"},
                           {kR, kEnum, "userStatus", "ACTIVE PENDING INACTIVE"},
                           {kR, kEnum, "userLanguage", "en cz de uk"},
                           {kA, kRefs, "watching_boardsIDs", "Boards"},
                           {kA, kRefs, "watching_accountsIDs", "crm_Accounts"}}),
      collection("MyAccount",
                 {kVersion,
                  {kR, kText, "company_name VAT_number"},
                  {kR, kBool, "is_person"},
                  {kO, kText,
                   "email email_accountant phone_prefix phone mobile_prefix mobile fax_prefix fax website "
                   "street city state zip country country_code billing_street billing_city billing_state "
                   "billing_zip billing_country billing_country_code currency currency_symbol TAX_number "
                   "bank_name bank_account bank_code bank_IBAN bank_SWIFT"}}),
      collection("Employees",
                 {kVersion, {kR, kText, "avatar name status"}, {kO, kText, "email"}, {kR, kInt, "salary"}}),
      collection("ImageUpload", {}),
      collection("TodoList", {{kR, kText, "createdAt description title url user"}}),
  };
}

std::vector<Collection> crm_core() {
  return {
      collection("crm_campaigns", {kVersion, {kR, kText, "name"}, {kO, kText, "description status"}}),
      collection("crm_Opportunities_Sales_Stages",
                 {kVersion, {kR, kText, "name"}, {kO, kInt, "probability order"}}),
      collection("crm_Opportunities_Type", {kVersion, {kR, kText, "name"}, {kO, kInt, "order"}}),
      collection("crm_Accounts",
                 {kVersion,
                  {kR, kDate, "createdAt"},
                  {kO, kRef, "createdBy updatedBy", "~Users"},
                  {kO, kDate, "updatedAt"},
                  {kO, kText,
                   "annual_revenue billing_city billing_country billing_postal_code billing_state "
                   "billing_street company_id description email employees fax member_of office_phone "
                   "shipping_city shipping_country shipping_postal_code shipping_state shipping_street vat "
                   "website"},
                  {kO, kRef, "assigned_to", "Users"},
                  {kO, kRef, "industry", "crm_Industry_Type"},
                  {kR, kText, "name"},
                  {kO, kText, "status type"},
                  {kA, kRefs, "documentsIDs", "Documents"},
                  {kA, kRefs, "watchers", "Users"}}),
      collection("crm_Contacts",
                 {kVersion,
                  {kO, kRef, "account", "~crm_Accounts"},
                  {kO, kRef, "assigned_to created_by", "Users"},
                  {kO, kText,
                   "birthday description email personal_email first_name office_phone mobile_phone website "
                   "position social_twitter social_facebook social_linkedin social_skype social_instagram "
                   "social_youtube social_tiktok"},
                  {kO, kRef, "createdBy updatedBy last_activity_by", "~Users"},
                  {kO, kDate, "created_on cratedAt last_activity updatedAt"},
                  {kR, kText, "last_name"},
                  {kR, kBool, "status"},
                  {kO, kText, "type"},
                  {kA, Kind::kTexts, "tags notes"},
                  {kA, kRefs, "opportunitiesIDs", "crm_Opportunities"},
                  {kO, kRef, "accountsIDs", "crm_Accounts"},
                  {kA, kRefs, "documentsIDs", "Documents"}}),
      collection(
          "crm_Leads",
          {kVersion,
           {kO, kDate, "createdAt"},
           {kO, kRef, "createdBy updatedBy", "~Users"},
           {kO, kDate, "updatedAt"},
           {kO, kText, "firstName company jobTitle email phone description lead_source refered_by campaign"},
           {kR, kText, "lastName"},
           {kO, kText, "status type"},
           {kO, kRef, "assigned_to", "Users"},
           {kO, kRef, "accountsIDs", "crm_Accounts"},
           {kA, kRefs, "documentsIDs", "Documents"}}),
      collection("crm_Contracts",
                 {kVersion,
                  {kR, kText, "title"},
                  {kR, kInt, "value"},
                  {kO, kDate, "startDate endDate renewalReminderDate customerSignedDate companySignedDate"},
                  {kO, kText, "description type"},
                  {kO, kRef, "account", "crm_Accounts"},
                  {kO, kRef, "assigned_to", "Users"},
                  {kO, kDate, "createdAt"},
                  {kO, kRef, "createdBy updatedBy", "~Users"},
                  {kO, kDate, "updatedAt"},
                  {kR, kEnum, "status", "NOTSTARTED INPROGRESS SIGNED"}}),
      collection("crm_Opportunities", {kVersion,
                                       {kO, kRef, "account", "crm_Accounts"},
                                       {kO, kRef, "assigned_to created_by", "Users"},
                                       {kR, kInt, "budget expected_revenue"},
                                       {kO, kRef, "campaign", "crm_campaigns"},
                                       {kO, kDate, "close_date last_activity"},
                                       {kO, kRef, "contact", "~crm_Contacts"},
                                       {kO, kRef, "createdBy updatedBy last_activity_by", "~Users"},
                                       {kO, kDate, "created_on"},
                                       {kR, kDate, "createdAt"},
                                       {kO, kDate, "updatedAt"},
                                       {kO, kText, "currency description name next_step"},
                                       {kO, kRef, "sales_stage", "crm_Opportunities_Sales_Stages"},
                                       {kO, kRef, "type", "crm_Opportunities_Type"},
                                       {kO, kEnum, "status", "ACTIVE PENDING INACTIVE CLOSED"},
                                       {kA, kRefs, "connected_documents", "Documents"},
                                       {kA, kRefs, "connected_contacts", "crm_Contacts"}}),
  };
}

std::vector<Collection> boards_and_tasks() {
  return {
      collection("Boards", {kVersion,
                            {kR, kText, "description title"},
                            {kO, kBool, "favourite"},
                            {kO, kInt, "favouritePosition position"},
                            {kO, kText, "icon visibility"},
                            {kR, kRef, "user", "Users"},
                            {kA, kRefs, "sharedWith", "~Users"},
                            {kO, kDate, "createdAt"},
                            {kO, kRef, "createdBy updatedBy", "~Users"},
                            {kO, kDate, "updatedAt"},
                            {kA, kRefs, "watchers", "Users"}}),
      collection("Sections",
                 {kVersion, {kR, kRef, "board", "~Boards"}, {kR, kText, "title"}, {kO, kInt, "position"}}),
      collection("Tasks", {kVersion,
                           {kO, kText, "content"},
                           {kO, kDate, "createdAt"},
                           {kO, kRef, "createdBy updatedBy", "~Users"},
                           {kO, kDate, "updatedAt dueDateAt lastEditedAt"},
                           {kR, kInt, "position"},
                           {kR, kText, "priority title"},
                           {kO, kRef, "section", "Sections"},
                           {kO, Kind::kJson, "tags"},
                           {kO, kInt, "likes"},
                           {kO, kRef, "user", "Users"},
                           {kA, kRefs, "documentIDs", "Documents"},
                           {kO, kEnum, "taskStatus", "ACTIVE PENDING COMPLETE"}}),
      collection("crm_Accounts_Tasks", {kVersion,
                                        {kO, kText, "content"},
                                        {kO, kDate, "createdAt"},
                                        {kO, kRef, "createdBy updatedBy", "~Users"},
                                        {kO, kDate, "updatedAt dueDateAt"},
                                        {kR, kText, "priority title"},
                                        {kO, Kind::kJson, "tags"},
                                        {kO, kInt, "likes"},
                                        {kO, kRef, "user", "Users"},
                                        {kO, kRef, "account", "crm_Accounts"},
                                        {kO, kEnum, "taskStatus", "ACTIVE PENDING COMPLETE"}}),
      collection("tasksComments", {kVersion,
                                   {kR, kText, "comment"},
                                   {kR, kDate, "createdAt"},
                                   {kR, kRef, "task", "Tasks"},
                                   {kR, kRef, "user", "Users"},
                                   {kO, kRef, "assigned_crm_account_task", "crm_Accounts_Tasks"}}),
  };
}

Collection documents() {
  return collection("Documents",
                    {{kO, kInt, "__v"},
                     {kO, kDate, "date_created createdAt last_updated updatedAt"},
                     {kR, kText, "document_name document_file_mimeType document_file_url"},
                     {kO, kRef, "created_by_user assigned_user", "Users"},
                     {kO, kRef, "createdBy", "~Users"},
                     {kO, kText, "description status visibility key"},
                     {kO, kRef, "document_type", "Documents_Types"},
                     {kO, kBool, "favourite"},
                     {kO, Kind::kJson, "tags"},
                     {kO, kInt, "size"},
                     {kA, Kind::kTexts, "connected_documents"},
                     {kA, kRefs, "invoiceIDs", "Invoices"},
                     {kA, kRefs, "opportunityIDs", "crm_Opportunities"},
                     {kA, kRefs, "contactsIDs", "crm_Contacts"},
                     {kA, kRefs, "tasksIDs", "Tasks"},
                     {kA, kRefs, "crm_accounts_tasksIDs", "crm_Accounts_Tasks"},
                     {kA, kRefs, "leadsIDs", "crm_Leads"},
                     {kA, kRefs, "accountsIDs", "crm_Accounts"},
                     {kO, kEnum, "document_system_type", "OTHER INVOICE RECEIPT CONTRACT OFFER"}});
}

Collection invoices() {
  return collection(
      "Invoices",
      {{kO, kInt, "__v"},
       {kR, kDate, "date_created last_updated"},
       {kO, kRef, "last_updated_by", "~Users"},
       {kO, kDate, "date_received date_of_case date_tax date_due"},
       {kO, kText,
        "description document_type variable_symbol constant_symbol specific_symbol order_number "
        "internal_number invoice_number invoice_amount invoice_type invoice_currency invoice_language "
        "partner "
        "partner_street partner_city partner_zip partner_country partner_country_code "
        "partner_business_street partner_business_city partner_business_zip partner_business_country "
        "partner_business_country_code partner_VAT_number partner_TAX_number partner_TAX_local_number "
        "partner_phone_prefix partner_phone_number partner_fax_prefix partner_fax_number partner_email "
        "partner_website partner_bank partner_account_number partner_account_bank_number partner_IBAN "
        "partner_SWIFT partner_BIC rossum_status rossum_annotation_id rossum_annotation_url "
        "rossum_document_id rossum_document_url rossum_annotation_json_url rossum_annotation_xml_url "
        "money_s3_url status"},
       {kO, kBool, "favorite"},
       {kR, kText, "invoice_file_mimeType invoice_file_url"},
       {kO, Kind::kJson, "invoice_items"},
       {kO, kBool, "partner_is_person"},
       {kO, kRef, "invoice_state_id", "invoice_States"},
       {kO, kRef, "assigned_user_id", "Users"},
       {kO, kRef, "assigned_account_id", "crm_Accounts"},
       {kR, kBool, "visibility"},
       {kA, kRefs, "connected_documents", "Documents"}});
}

std::vector<Collection> the_rest() {
  return {
      documents(),
      invoices(),
      collection("secondBrain_notions",
                 {kVersion, {kR, kRef, "user", "Users"}, {kR, kText, "notion_api_key notion_db_id"}}),
      collection("openAi_keys",
                 {kVersion, {kR, kRef, "user", "Users"}, {kR, kText, "organization_id api_key"}}),
      collection(kFlatCollection, {{kR, kText, "first_name last_name email company city note"},
                                   {kR, kInt, "age"},
                                   {kR, Kind::kInt64, "visits"},
                                   {kR, Kind::kDouble, "balance"},
                                   {kR, kDate, "created_at"},
                                   {kR, kBool, "active"}}),
  };
}

std::vector<Collection> all() {
  std::vector<Collection> result;
  for (auto* part : {&lookups_and_people, &crm_core, &boards_and_tasks, &the_rest}) {
    for (Collection& each : part()) result.push_back(std::move(each));
  }
  assert(result.size() == kCrmCollections + 1);
  return result;
}

}  // namespace

bson::Type bson_type(Kind kind) {
  switch (kind) {
    case Kind::kId:
    case Kind::kReference:
      return bson::Type::kObjectId;
    case Kind::kReferences:
    case Kind::kTexts:
    case Kind::kJson:
      return bson::Type::kArray;
    case Kind::kText:
    case Kind::kEnum:
      return bson::Type::kString;
    case Kind::kDate:
      return bson::Type::kDate;
    case Kind::kInt32:
      return bson::Type::kInt32;
    case Kind::kInt64:
      return bson::Type::kInt64;
    case Kind::kDouble:
      return bson::Type::kDouble;
    case Kind::kBool:
      return bson::Type::kBool;
  }
  return bson::Type::kNull;
}

std::size_t Collection::index_of(std::string_view field) const {
  std::size_t at = 0;
  while (at < fields.size() && fields[at].name != field) ++at;
  assert(at < fields.size());
  return at;
}

const std::vector<Collection>& collections() {
  static const std::vector<Collection> table = all();
  return table;
}

std::size_t collection_index(std::string_view name) {
  const auto& table = collections();
  std::size_t at = 0;
  while (at < table.size() && table[at].name != name) ++at;
  assert(at < table.size());
  return at;
}

}  // namespace sojourn::make_crm
