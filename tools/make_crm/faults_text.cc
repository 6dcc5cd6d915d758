// Text that the target refuses: NUL characters, bytes that are not UTF-8, values too large for an index.
#include "tools/make_crm/faults.h"
#include "tools/make_crm/random.h"

namespace sojourn::make_crm {
namespace {

using namespace std::string_view_literals;

struct Spoiled {
  std::string_view content;
  std::string_view kind;
  std::string_view cause;
};
constexpr Spoiled kSpoiled[] = {
    {"before\0after"sv, "nul_in_text", "nul_in_text"},
    {"\0"sv, "nul_in_text", "nul_in_text"},
    {"high \xed\xa0\xbd alone"sv, "lone_surrogate", "invalid_utf8"},
    {"low \xed\xb8\x80 alone"sv, "lone_surrogate", "invalid_utf8"},
    {"cut short \xe2\x82"sv, "broken_utf8", "invalid_utf8"},
    {"caf\xe9 in Latin-1"sv, "broken_utf8", "invalid_utf8"},
};

/// How a spoiled text lies in a field.
using Wrap = Value (*)(const Value& text);
Value plain(const Value& text) {
  return text;
}
Value in_array(const Value& text) {
  return array({make_crm::text("fine"), text});
}
Value in_object(const Value& text) {
  return document({{"label", text}});
}

struct Place {
  std::string_view collection;
  std::string_view field;
  Wrap wrap;
};
constexpr Place kPlaces[] = {
    {"crm_Contacts", "description", plain}, {"crm_Leads", "lastName", plain},
    {"Invoices", "description", plain},     {"Invoices", "partner", plain},
    {"crm_Contacts", "notes", in_array},    {"Tasks", "tags", in_array},
    {"Documents", "tags", in_object},       {"Invoices", "invoice_items", in_array},
};

/// Text that no compression makes fit: a B-tree entry holds about 2,700 bytes.
std::string incompressible(std::size_t bytes, std::uint64_t seed) {
  static constexpr std::string_view kDigits =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  Random random(seed);
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text.push_back(kDigits[random.below(kDigits.size())]);
  return text;
}

constexpr std::pair<std::string_view, std::string_view> kIndexed[] = {
    {"crm_Accounts", "status"}, {"crm_Accounts", "type"},
    {"crm_Leads", "status"},    {"crm_Leads", "type"},
    {"crm_Contacts", "type"},   {"Boards", "visibility"},
    {"Documents", "status"},    {"Documents", "visibility"},
    {"Invoices", "status"},     {"Invoices", "invoice_type"},
    {"Tasks", "priority"},      {"crm_Accounts_Tasks", "priority"},
    {"Users", "email"}};

}  // namespace

void plant_bad_text(Planter& planter) {
  planter.line("5.3.13");
  for (const auto& [collection, field, wrap] : kPlaces) {
    for (const auto& [content, kind, cause] : kSpoiled) {
      planter.plant(collection, wrap(text(content)),
                    {.kind = std::string(kind),
                     .field = std::string(field),
                     .outcome = Outcome::kFailed,
                     .cause = std::string(cause)},
                    1);
    }
  }
}

void plant_oversized(Planter& planter) {
  planter.line("8.4");
  for (const auto& [collection, field] : kIndexed) {
    planter.plant(collection, text(incompressible(20'000, planter.ids().seed())),
                  {.kind = "too_large_for_index",
                   .field = std::string(field),
                   .outcome = Outcome::kFailed,
                   .cause = "index_entry_too_large"},
                  1);
  }
  const Value large = text(incompressible(1'000'000, planter.ids().seed()));
  planter.plant("Documents", large,
                {.kind = "very_long_text",
                 .field = "description",
                 .outcome = Outcome::kApplied,
                 .cause = "free_text",
                 .columns = {"description"}},
                1);
}

}  // namespace sojourn::make_crm
