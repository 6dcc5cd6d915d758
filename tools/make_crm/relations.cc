#include "tools/make_crm/relations.h"

#include <algorithm>

#include "base/hash.h"
#include "tools/make_crm/random.h"
#include "tools/make_crm/schema.h"

namespace sojourn::make_crm {
namespace {

constexpr Relation kRelations[] = {
    {"DocumentsToInvoices",
     {"Documents", "invoiceIDs", "document_id"},
     {"Invoices", "connected_documents", "invoice_id"}},
    {"DocumentsToOpportunities",
     {"Documents", "opportunityIDs", "document_id"},
     {"crm_Opportunities", "connected_documents", "opportunity_id"}},
    {"DocumentsToContacts",
     {"Documents", "contactsIDs", "document_id"},
     {"crm_Contacts", "documentsIDs", "contact_id"}},
    {"DocumentsToTasks", {"Documents", "tasksIDs", "document_id"}, {"Tasks", "documentIDs", "task_id"}},
    {"DocumentsToCrmAccountsTasks",
     {"Documents", "crm_accounts_tasksIDs", "document_id"},
     {"crm_Accounts_Tasks", "", "crm_accounts_task_id"}},
    {"DocumentsToLeads", {"Documents", "leadsIDs", "document_id"}, {"crm_Leads", "documentsIDs", "lead_id"}},
    {"DocumentsToAccounts",
     {"Documents", "accountsIDs", "document_id"},
     {"crm_Accounts", "documentsIDs", "account_id"}},
    {"AccountWatchers",
     {"crm_Accounts", "watchers", "account_id"},
     {"Users", "watching_accountsIDs", "user_id"}},
    {"BoardWatchers", {"Boards", "watchers", "board_id"}, {"Users", "watching_boardsIDs", "user_id"}},
    {"ContactsToOpportunities",
     {"crm_Opportunities", "connected_contacts", "opportunity_id"},
     {"crm_Contacts", "opportunitiesIDs", "contact_id"}},
};

constexpr std::uint64_t kOldSalt = 0x6f6c64;
constexpr std::uint64_t kOldPercent = 10;
/// Candidates per document of the larger side; a little less than half of them become pairs.
constexpr std::uint64_t kCandidatesPerDocument = 2;

}  // namespace

std::span<const Relation> relations() {
  return kRelations;
}

bool lacks_arrays(std::uint64_t seed, std::size_t collection, std::uint64_t index) {
  return mix(mix(seed, kOldSalt), collection, index) % 100 < kOldPercent;
}

Pairs::Pairs(const Relation& relation, const Ids& ids) : seed_(ids.seed()) {
  const auto side = [&ids](const End& end) {
    const std::size_t collection = collection_index(end.collection);
    return Side{collection, ids.count(collection), !end.field.empty()};
  };
  a_ = side(relation.a);
  b_ = side(relation.b);
  // No more candidates than there are pairs, or one would come twice.
  candidates_ = std::min(kCandidatesPerDocument * std::max(a_.count, b_.count), a_.count * b_.count);
  salt_ = mix(seed_, hash64(relation.junction));
}

bool Pairs::kept(std::uint64_t candidate, std::uint64_t a, std::uint64_t b) const {
  constexpr std::uint64_t kOfA = 1;
  constexpr std::uint64_t kOfB = 2;
  return mix(salt_ + candidate) % 8 < mix(salt_ + kOfA, a) % 8 && mix(salt_ + kOfB, b) % 16 != 0;
}

}  // namespace sojourn::make_crm
