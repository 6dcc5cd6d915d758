#include "tools/make_crm/text_makers.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/bytes.h"
#include "base/error.h"
#include "tools/make_crm/running_text.h"
#include "tools/make_crm/schema.h"
#include "tools/make_crm/word_lists.h"

namespace sojourn::make_crm {
namespace {

using Out = std::string;

void append_number(Out& to, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void append_digits(Out& to, Random& random, int count) {
  for (int i = 0; i < count; ++i) to.push_back(static_cast<char>('0' + random.below(10)));
}

void append_base62(Out& to, Random& random, int count) {
  static constexpr std::string_view kDigits =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (int i = 0; i < count; ++i) to.push_back(kDigits[random.below(kDigits.size())]);
}

void append_hex(Out& to, Random& random, int count) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  for (int i = 0; i < count; ++i) to.push_back(kDigits[random.below(16)]);
}

/// Lower case and nothing but letters, for addresses.
void append_plain(Out& to, std::string_view name) {
  for (const char letter : name) {
    const bool upper = letter >= 'A' && letter <= 'Z';
    if (upper || (letter >= 'a' && letter <= 'z')) {
      to.push_back(upper ? static_cast<char>(letter - 'A' + 'a') : letter);
    }
  }
}

// The person a document is about: the same for each of its fields.
std::string_view first_of(const Facts& facts) {
  Random random(facts.hash);
  return pick(first_names(), random);
}
std::string_view last_of(const Facts& facts) {
  Random random(mix(facts.hash));
  return pick(last_names(), random);
}

void first_name(Out& to, Random&, const Facts& facts) {
  to += first_of(facts);
}
void last_name(Out& to, Random&, const Facts& facts) {
  to += last_of(facts);
}
void full_name(Out& to, Random&, const Facts& facts) {
  to.append(first_of(facts)).append(" ").append(last_of(facts));
}
void user_name(Out& to, Random&, const Facts& facts) {
  append_plain(to, last_of(facts));
  append_number(to, facts.index);
}
/// Unlike for all documents of a collection, whatever the case of its letters.
void email(Out& to, Random& random, const Facts& facts) {
  append_plain(to, first_of(facts));
  to.push_back('.');
  user_name(to, random, facts);
  to.append("@").append(pick(mail_domains(), random));
}
void phone(Out& to, Random& random, const Facts&) {
  to += '+';
  append_number(to, 20 + random.below(400));
  for (int i = 0; i < 3; ++i) {
    to.push_back(' ');
    append_digits(to, random, 3);
  }
}
void phone_prefix(Out& to, Random& random, const Facts&) {
  static constexpr std::string_view kPrefixes[] = {"+420", "+49", "+43", "+380", "+421", "+48", "+44", "+1"};
  to += pick(kPrefixes, random);
}
void url(Out& to, Random& random, const Facts&) {
  to += "https://www.";
  append_plain(to, pick(company_words(), random));
  append_plain(to, pick(company_words(), random));
  to += ".test/";
  if (random.percent(50)) append_base62(to, random, 12);
}
void street(Out& to, Random& random, const Facts&) {
  to.append(pick(streets(), random)).append(" ");
  append_number(to, 1 + random.below(200));
}
void city(Out& to, Random& random, const Facts&) {
  to += pick(cities(), random);
}
void country(Out& to, Random& random, const Facts&) {
  to += pick(countries(), random);
}
void country_code(Out& to, Random& random, const Facts&) {
  to += pick(country_codes(), random);
}
void currency(Out& to, Random& random, const Facts&) {
  static constexpr std::string_view kCurrencies[] = {"CZK", "EUR", "USD", "UAH", "GBP", "PLN"};
  to += pick(kCurrencies, random);
}
void currency_symbol(Out& to, Random& random, const Facts&) {
  static constexpr std::string_view kSymbols[] = {"Kč", "€", "$", "₴", "£", "zł"};
  to += pick(kSymbols, random);
}
template <int kDigits>
void digits(Out& to, Random& random, const Facts&) {
  append_digits(to, random, kDigits);
}
void vat(Out& to, Random& random, const Facts& facts) {
  country_code(to, random, facts);
  append_digits(to, random, 8);
}
void iban(Out& to, Random& random, const Facts& facts) {
  country_code(to, random, facts);
  append_digits(to, random, 22);
}
void swift(Out& to, Random& random, const Facts& facts) {
  for (int i = 0; i < 4; ++i) to.push_back(static_cast<char>('A' + random.below(26)));
  country_code(to, random, facts);
  to += "PP";
}
void company(Out& to, Random& random, const Facts&) {
  to.append(pick(company_words(), random)).append(" ");
  to.append(pick(company_words(), random)).append(" ").append(pick(company_endings(), random));
}
void job(Out& to, Random& random, const Facts&) {
  to += pick(jobs(), random);
}
void phrase(Out& to, Random& random, const Facts&) {
  append_phrase(to, random);
}
void sentence(Out& to, Random& random, const Facts&) {
  append_sentence(to, random);
}
/// A few sentences; sometimes nothing, something foreign, or a very long text.
void prose(Out& to, Random& random, const Facts&) {
  const std::uint32_t roll = random.below(1024);
  if (roll < 20) return;
  if (roll < 40) {
    to += pick(foreign_texts(), random);
  } else if (roll == 40) {
    append_text(to, random, 20000);
  } else {
    for (std::uint32_t count = 1 + random.below(4); count > 0; --count) {
      append_sentence(to, random);
      if (count > 1) to.push_back(' ');
    }
  }
}
void comment(Out& to, Random& random, const Facts&) {
  append_sentence(to, random);
  if (random.percent(30)) to.append(" ").append(pick(foreign_texts(), random));
}
template <int kLength>
void token(Out& to, Random& random, const Facts&) {
  append_base62(to, random, kLength);
}
template <int kLength>
void hex_token(Out& to, Random& random, const Facts&) {
  append_hex(to, random, kLength);
}
void secret_key(Out& to, Random& random, const Facts&) {
  to += "sk-";
  append_base62(to, random, 48);
}
void password_hash(Out& to, Random& random, const Facts&) {
  to += "$2b$10$";
  append_base62(to, random, 53);
}
void avatar(Out& to, Random& random, const Facts&) {
  to += "https://images.example.com/avatars/";
  append_hex(to, random, 16);
  to += ".png";
}
void file_url(Out& to, Random& random, const Facts&) {
  to += "https://storage.example.com/f/";
  append_base62(to, random, 32);
}
void mime_type(Out& to, Random& random, const Facts&) {
  static constexpr std::string_view kTypes[] = {"application/pdf", "image/png", "image/jpeg", "text/plain",
                                                "application/msword"};
  to += pick(kTypes, random);
}
void file_name(Out& to, Random& random, const Facts&) {
  static constexpr std::string_view kExtensions[] = {".pdf", ".docx", ".xlsx", ".png", ".jpg", ".txt"};
  append_phrase(to, random);
  to += pick(kExtensions, random);
}
/// Day/month/year without leading zeros, as the form wrote it.
void birthday(Out& to, Random& random, const Facts&) {
  append_number(to, 1 + random.below(28));
  to.push_back('/');
  append_number(to, 1 + random.below(12));
  to.push_back('/');
  append_number(to, 1940 + random.below(65));
}
void year_and_number(Out& to, Random& random, const Facts& facts) {
  append_number(to, 2023 + random.below(3));
  to.push_back('-');
  append_number(to, 100000 + facts.index);
}
/// As scanned from paper: never a number to rely on.
void scanned_amount(Out& to, Random& random, const Facts&) {
  append_number(to, 1 + random.below(99));
  to.push_back(' ');
  append_digits(to, random, 3);
  to.push_back(',');
  append_digits(to, random, 2);
}
void day_text(Out& to, Random& random, const Facts&) {
  to += "2024-0";
  append_number(to, 1 + random.below(9));
  to += "-1";
  append_digits(to, random, 1);
  to += "T09:30:00.000Z";
}
/// The old id of a user, or a name: the field is free text.
void user_as_text(Out& to, Random& random, const Facts& facts) {
  const std::size_t users = collection_index("Users");
  if (random.percent(80)) {
    to += to_hex(bytes_of(facts.ids.at(users, random.below(facts.ids.count(users)))));
  } else {
    full_name(to, random, facts);
  }
}
void industry_name(Out& to, Random&, const Facts& facts) {
  to += industries()[facts.index % industries().size()];
  if (facts.index < industries().size()) return;
  to.push_back(' ');
  append_number(to, 1 + facts.index / industries().size());
}
/// A name for the rows of a look-up list.
void list_name(Out& to, Random& random, const Facts& facts) {
  append_phrase(to, random);
  to.push_back(' ');
  append_number(to, facts.index);
}

/// One of a few, the first far more often than the last.
template <const auto& kChoices>
void one_of(Out& to, Random& random, const Facts&) {
  const auto count = static_cast<std::uint32_t>(std::size(kChoices));
  to += kChoices[std::min({random.below(count), random.below(count), random.below(count)})];
}

constexpr std::string_view kActiveOrNot[] = {"Active", "Inactive"};
constexpr std::string_view kEmployeeStates[] = {"Active", "On leave", "Inactive"};
constexpr std::string_view kPartnerTypes[] = {"Customer", "Prospect", "Partner", "Vendor"};
constexpr std::string_view kLeadStates[] = {"NEW", "CONTACTED", "QUALIFIED", "LOST"};
constexpr std::string_view kLeadTypes[] = {"DEMO"};
constexpr std::string_view kLeadSources[] = {"Web", "Call", "Fair", "Recommendation"};
constexpr std::string_view kContractTypes[] = {"Standard", "Frame", "Lease"};
constexpr std::string_view kPriorities[] = {"normal", "medium", "high", "low"};
constexpr std::string_view kVisibilities[] = {"public", "private"};
constexpr std::string_view kIcons[] = {"📊", "📁", "✅", "🚀"};
constexpr std::string_view kLanguages[] = {"cz", "de", "en", "uk"};
constexpr std::string_view kInvoiceTypes[] = {"Taxable document", "Advance", "Credit note"};
constexpr std::string_view kInvoiceStates[] = {"new", "exported", "paid", "rejected"};
constexpr std::string_view kFileStates[] = {"active", "archived"};
constexpr std::string_view kModels[] = {"gpt-3.5-turbo", "gpt-4", "gpt-4o"};
constexpr std::string_view kPorts[] = {"443", "8443", "587", "27017"};

struct Rule {
  std::string_view field;  ///< "Collection.field", a whole name, or "*ending". The first that fits counts.
  TextMaker maker;
};

constexpr Rule kRules[] = {
    {"crm_Industry_Type.name", industry_name},
    {"Users.name", full_name},
    {"Employees.name", full_name},
    {"crm_Accounts.name", company},
    {"crm_Opportunities.name", phrase},
    {"name", list_name},
    {"model", one_of<kModels>},
    // People and firms.
    {"first_name", first_name},
    {"firstName", first_name},
    {"last_name", last_name},
    {"lastName", last_name},
    {"username", user_name},
    {"account_name", user_name},
    {"social_skype", user_name},
    {"*email", email},
    {"email_accountant", email},
    {"company_name", company},
    {"company", company},
    {"partner", company},
    {"member_of", company},
    {"jobTitle", job},
    {"position", job},
    {"refered_by", full_name},
    {"birthday", birthday},
    {"avatar", avatar},
    // Ways to reach them.
    {"*_prefix", phone_prefix},
    {"*phone", phone},
    {"mobile", phone},
    {"fax", phone},
    {"partner_phone_number", phone},
    {"partner_fax_number", phone},
    {"*street", street},
    {"*city", city},
    {"*zip", digits<5>},
    {"*postal_code", digits<5>},
    {"*state", city},
    {"*country", country},
    {"*country_code", country_code},
    {"*website", url},
    {"social_twitter", user_name},
    {"*_url", file_url},
    {"url", url},
    {"serviceUrl", url},
    {"social_facebook", url},
    {"social_linkedin", url},
    {"social_instagram", url},
    {"social_youtube", url},
    {"social_tiktok", url},
    // Numbers that are texts.
    {"*VAT_number", vat},
    {"vat", vat},
    {"*TAX_number", vat},
    {"*TAX_local_number", digits<10>},
    {"*IBAN", iban},
    {"*SWIFT", swift},
    {"*BIC", swift},
    {"bank_name", company},
    {"partner_bank", company},
    {"bank_account", digits<10>},
    {"bank_code", digits<4>},
    {"*account_number", digits<10>},
    {"*account_bank_number", digits<4>},
    {"currency_symbol", currency_symbol},
    {"*_symbol", digits<8>},
    {"annual_revenue", digits<7>},
    {"employees", digits<3>},
    {"company_id", digits<8>},
    {"*order_number", year_and_number},
    {"internal_number", year_and_number},
    {"invoice_number", year_and_number},
    {"invoice_amount", scanned_amount},
    {"*currency", currency},
    {"TodoList.createdAt", day_text},
    {"TodoList.user", user_as_text},
    // Secrets and keys.
    {"password", password_hash},
    {"servicePassword", token<20>},
    {"serviceKey", secret_key},
    {"serviceId", hex_token<24>},
    {"servicePort", one_of<kPorts>},
    {"notion_api_key", secret_key},
    {"notion_db_id", hex_token<32>},
    {"organization_id", token<24>},
    {"api_key", secret_key},
    {"key", token<32>},
    {"rossum_annotation_id", digits<8>},
    {"rossum_document_id", digits<8>},
    // One of a few.
    {"Employees.status", one_of<kEmployeeStates>},
    {"crm_Accounts.status", one_of<kActiveOrNot>},
    {"crm_campaigns.status", one_of<kActiveOrNot>},
    {"crm_Leads.status", one_of<kLeadStates>},
    {"crm_Leads.type", one_of<kLeadTypes>},
    {"crm_Contracts.type", one_of<kContractTypes>},
    {"Documents.status", one_of<kFileStates>},
    {"Invoices.status", one_of<kInvoiceStates>},
    {"rossum_status", one_of<kInvoiceStates>},
    {"type", one_of<kPartnerTypes>},
    {"lead_source", one_of<kLeadSources>},
    {"priority", one_of<kPriorities>},
    {"visibility", one_of<kVisibilities>},
    {"icon", one_of<kIcons>},
    {"invoice_language", one_of<kLanguages>},
    {"document_type", one_of<kInvoiceTypes>},
    {"invoice_type", one_of<kInvoiceTypes>},
    // Files and free text.
    {"*mimeType", mime_type},
    {"document_name", file_name},
    {"campaign", phrase},
    {"title", phrase},
    {"next_step", phrase},
    {"comment", comment},
    {"contacts_flat.note", sentence},
    {"Boards.description", sentence},
    {"TodoList.description", sentence},
    {"description", prose},
    {"content", prose},
};

bool fits(std::string_view pattern, std::string_view collection, std::string_view field) {
  if (pattern.front() == '*') return field.ends_with(pattern.substr(1));
  const std::size_t dot = pattern.find('.');
  if (dot == std::string_view::npos) return pattern == field;
  return pattern.substr(0, dot) == collection && pattern.substr(dot + 1) == field;
}

}  // namespace

TextMaker text_maker(std::string_view collection, std::string_view field) {
  for (const Rule& rule : kRules) {
    if (fits(rule.field, collection, field)) return rule.maker;
  }
  throw Error({.doing = "choose what a text looks like",
               .subject = std::string(collection) + "." + std::string(field),
               .cause = "no rule of text_makers.cc fits the field"});
}

std::string_view padded_field(std::string_view collection) {
  static constexpr std::array<std::array<std::string_view, 2>, 10> kPadded = {{
      {"crm_Accounts", "description"},
      {"crm_Contacts", "description"},
      {"crm_Leads", "description"},
      {"crm_Opportunities", "description"},
      {"Tasks", "content"},
      {"crm_Accounts_Tasks", "content"},
      {"tasksComments", "comment"},
      {"Documents", "description"},
      {"Invoices", "description"},
      {kFlatCollection, "note"},
  }};
  for (const auto& [of, field] : kPadded) {
    if (of == collection) return field;
  }
  return {};
}

}  // namespace sojourn::make_crm
